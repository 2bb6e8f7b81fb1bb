import { type Queryable } from '../lib/database/database';
import { type Enrollment } from '../lib/database/schema';
import { actingGuardiansOf } from '../lib/guardians';
import { getPerson } from '../lib/people';

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
  const guardians = await actingGuardiansOf(db, await getPerson(db, personId), now);
  return {
    of(somebody) {
      if (somebody === personId) return 'self';
      if (guardians.includes(somebody)) return 'guardian';
      return somebody === requestedBy ? 'registrant' : 'relative';
    },
    ids: [...new Set([personId, ...guardians, requestedBy])],
  };
}
