import type { Output } from '@yibao/shared/contracts';

/** Whether somebody acts for the bureau: on the list, known, and logged in of late. */
export const mayEnter = (me: Output<'identity.me'> | undefined): boolean =>
  me !== undefined && me.isStaff && me.verified !== null && !me.mustLogInAgain;
