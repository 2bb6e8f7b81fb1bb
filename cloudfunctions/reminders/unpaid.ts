import { type Queryable } from '../lib/database/database';
import { type Enrollment, type Person } from '../lib/database/schema';
import { membersOf } from '../lib/family';
import { getPerson } from '../lib/people';
import { type Relation } from '../lib/wire';
import { findLiveOf } from '../enrollment/store';

export interface Unpaid {
  person: Person;
  /** What they are to the one who is told; null for themselves. */
  relation: Relation | null;
  enrollment: Enrollment | null;
}

/**
 * Who of a person and those they act for has no cover of a year in our own books. What other
 * counters took is known to the core platform only.
 */
export async function unpaidByOurBooks(
  db: Queryable,
  personId: string,
  coverageYear: number,
  now: number,
): Promise<Unpaid[]> {
  const self = { person: await getPerson(db, personId), relation: null };
  const family = [self, ...(await membersOf(db, personId, now))];
  const ids = family.map(({ person }) => person.id);
  const enrollments = await findLiveOf(db, ids, coverageYear);
  return family.flatMap(({ person, relation }) => {
    const enrollment = enrollments.get(person.id) ?? null;
    return enrollment?.status === 'covered' ? [] : [{ person, relation, enrollment }];
  });
}
