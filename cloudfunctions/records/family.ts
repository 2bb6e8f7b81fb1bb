import { and, eq, isNull } from 'drizzle-orm';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { guardianActs } from '@yibao/shared/rules/guardianship';
import { inverseRelation, type Relation } from '@yibao/shared/rules/relation';
import { type Queryable } from '../lib/database/database';
import { familyMember, type Person, person } from '../lib/database/schema';
import { membersOf } from '../lib/family';

/** Somebody of the family, whichever of the two added the other. */
export interface Relative {
  person: Person;
  /** What they are to the person one asks for. */
  relation: Relation | null;
  /** Added by that person, who typed the name in. */
  isNamed: boolean;
  isWard: boolean;
}

/** Whom a person added and who added them; each once. */
export async function relativesOf(
  db: Queryable,
  personId: string,
  now: number,
): Promise<Relative[]> {
  // one after the other: a transaction has one connection
  const members = await membersOf(db, personId, now);
  const adders = await db
    .select({ person, relation: familyMember.relation })
    .from(familyMember)
    .innerJoin(person, eq(person.id, familyMember.ownerPersonId))
    .where(and(eq(familyMember.memberPersonId, personId), isNull(familyMember.removedAt)))
    .orderBy(familyMember.addedAt)
    .limit(maxAdders);
  const named = members.map(({ person: each, relation, guardian }): Relative => ({
    person: each,
    relation,
    isNamed: true,
    isWard: guardian,
  }));
  const known = new Set(members.map((member) => member.person.id));
  const others = adders
    .filter(({ person: adder }) => !known.has(adder.id))
    .map(({ person: adder, relation }): Relative => ({
      person: adder,
      // written through the contract, which knows no other words
      relation: inverseRelation(relation as Relation, adder.sex),
      isNamed: false,
      isWard: false,
    }));
  return [...named, ...others];
}

/** Whether the register may make whoever added this person their guardian. */
export function isMinorChild(
  { birthDate }: Pick<Person, 'birthDate'>,
  relation: string | null,
  now: number,
): boolean {
  const isChild = relation === 'son' || relation === 'daughter';
  return isChild && guardianActs({ birthDate, endedAt: null, today: shanghaiDate(now) });
}

/** Anybody may add anybody whose name and number they know; a list has an end all the same. */
const maxAdders = 50;
