import { and, asc, eq, isNull } from 'drizzle-orm';
import { type Queryable } from './database/database';
import { familyMember, type Person, person } from './database/schema';
import { type Relation } from './wire';

export interface FamilyMember {
  person: Person;
  relation: Relation;
}

/** The relatives a person acts for, in the order in which they were added. */
export async function membersOf(db: Queryable, ownerPersonId: string): Promise<FamilyMember[]> {
  const rows = await db
    .select({ person, relation: familyMember.relation })
    .from(familyMember)
    .innerJoin(person, eq(person.id, familyMember.memberPersonId))
    .where(and(eq(familyMember.ownerPersonId, ownerPersonId), isNull(familyMember.removedAt)))
    .orderBy(asc(familyMember.addedAt));
  // written through the contract, which knows no other words
  return rows.map((row) => ({ ...row, relation: row.relation as Relation }));
}
