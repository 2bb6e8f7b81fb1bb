import { type Queryable } from '../lib/database/database';
import { type Enrollment, type PaymentOrder } from '../lib/database/schema';
import { actingGuardiansOf } from '../lib/guardians';
import { isOpen } from '../payment/store';

/**
 * What somebody is to an enrolment. Anybody may add anybody as family by name and number, so that
 * alone takes nothing away from the others (docs/adr/0007).
 */
export type Nearness = 'self' | 'guardian' | 'registrant' | 'relative';

export interface Nearest {
  /** Of any person, asked by id. */
  of(personId: string): Nearness;
  /** Everybody whose matter it is: the person, the guardians, who registered it. */
  ids: string[];
}

/** Whose matter an enrolment is. */
export async function nearestTo(
  db: Queryable,
  { personId, requestedBy }: Pick<Enrollment, 'personId' | 'requestedBy'>,
  now: number,
): Promise<Nearest> {
  const guardians = await actingGuardiansOf(db, personId, now);
  return {
    of(somebody) {
      if (somebody === personId) return 'self';
      if (guardians.includes(somebody)) return 'guardian';
      return somebody === requestedBy ? 'registrant' : 'relative';
    },
    ids: [...new Set([personId, ...guardians, requestedBy])],
  };
}

const ranks = { self: 2, guardian: 2, registrant: 1, relative: 0 } as const satisfies Record<
  Nearness,
  number
>;

/**
 * Whether somebody may pay instead of the payer of an order: it is not paid, and the enrolment is
 * more their matter than the payer's. Between equals whoever came first goes on.
 */
export function mayTakeOver(
  nearest: Nearest,
  order: PaymentOrder | null,
  personId: string,
): boolean {
  if (!order || !isOpen(order)) return false;
  return ranks[nearest.of(personId)] > ranks[nearest.of(order.payerPersonId)];
}
