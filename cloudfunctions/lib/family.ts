import { and, asc, eq, isNull } from 'drizzle-orm';
import { type Queryable } from './database/database';
import { familyMember, type Person, person } from './database/schema';
import { type FieldCipher } from './crypto/field-cipher';
import { wardsOf } from './guardians';
import { viewPerson } from './people';
import { type Relation } from './wire';

export interface FamilyMember {
  person: Person;
  relation: Relation;
  /** By law, not because they were added: cannot be removed. */
  guardian: boolean;
}

/**
 * The relatives a person acts for, in the order in which they were added; after them the children
 * whose guardian they are.
 */
export async function membersOf(
  db: Queryable,
  ownerPersonId: string,
  now: number,
): Promise<FamilyMember[]> {
  const rows = await db
    .select({ person, relation: familyMember.relation })
    .from(familyMember)
    .innerJoin(person, eq(person.id, familyMember.memberPersonId))
    .where(and(eq(familyMember.ownerPersonId, ownerPersonId), isNull(familyMember.removedAt)))
    .orderBy(asc(familyMember.addedAt));
  const wards = await wardsOf(db, ownerPersonId, now);
  const wardIds = new Set(wards.map((ward) => ward.person.id));
  const added = rows.map((row) => ({
    person: row.person,
    // written through the contract, which knows no other words
    relation: row.relation as Relation,
    guardian: wardIds.has(row.person.id),
  }));
  const addedIds = new Set(added.map((member) => member.person.id));
  const born = wards
    .filter((ward) => !addedIds.has(ward.person.id))
    .map(({ person: child }): FamilyMember => {
      const relation = child.sex === 'male' ? 'son' : 'daughter';
      return { person: child, relation, guardian: true };
    });
  return [...added, ...born];
}

/** What people are to a person, by their ids; null for the person themselves. */
export type Relations = ReadonlyMap<string, Relation | null>;

/** What everybody of somebody's family is to them now. */
export async function relationsOf(
  db: Queryable,
  ownerPersonId: string,
  now: number,
): Promise<Relations> {
  const members = await membersOf(db, ownerPersonId, now);
  return new Map<string, Relation | null>([
    ...members.map(({ person: { id }, relation }): [string, Relation] => [id, relation]),
    [ownerPersonId, null],
  ]);
}

/** A person with what they are to the one who looks; nothing for who is no longer of the family. */
export function viewFamilyPerson(cipher: FieldCipher, row: Person, relations: Relations) {
  return { ...viewPerson(cipher, row), relation: relations.get(row.id) };
}
