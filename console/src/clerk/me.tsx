import { createContext, useContext } from 'react';
import type { Output } from '@yibao/shared/contracts';

export type Me = Output<'partner.me'>;
export type Agreement = NonNullable<Me['agreement']>;

/** Who is signed in: the shell has asked before any page is shown. */
export const MeContext = createContext<Me | null>(null);

/** @throws Error outside the clerks' shell */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe is for pages of the clerks’ shell');
  return me;
}
