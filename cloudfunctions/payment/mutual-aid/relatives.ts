import { and, eq, isNull } from 'drizzle-orm';
import { policyFor } from '@yibao/shared/policy';
import { type CoveragePolicy } from '@yibao/shared/policy';
import { shanghaiDate, yearOf } from '@yibao/shared/rules/dates';
import { type CloseRelative, isCloseRelative, type Relation } from '@yibao/shared/rules/relation';
import { type VerifiedCaller } from '../../lib/caller';
import { type Queryable } from '../../lib/database/database';
import { familyMember, type Person, person } from '../../lib/database/schema';
import { ServiceError } from '../../lib/errors';
import { wardsOf } from '../../lib/guardians';
import { getPerson, identityOf, registered } from '../../lib/people';
import { type PersonalAccount } from '../../lib/ports/mutual-aid';
import { type RegisteredPerson } from '../../lib/ports/data-sharing';
import { type Runtime } from '../../lib/runtime';

export interface Relative {
  person: Person;
  /** What the relative is to the caller. */
  relation: Relation;
}

/** The family the caller named, and the children they are guardian of. */
export async function relativesOf(
  db: Queryable,
  caller: VerifiedCaller,
  now: number,
): Promise<Relative[]> {
  const named = await db
    .select({ person, relation: familyMember.relation })
    .from(familyMember)
    .innerJoin(person, eq(person.id, familyMember.memberPersonId))
    .where(and(eq(familyMember.ownerPersonId, caller.personId), isNull(familyMember.removedAt)))
    .orderBy(familyMember.addedAt);
  const wards = await wardsOf(db, caller.personId, now);
  const own = named.map((row) => ({ ...row, relation: row.relation as Relation }));
  const known = new Set(own.map((row) => row.person.id));
  const others = wards
    .filter((ward) => !known.has(ward.person.id))
    .map((ward): Relative => {
      const relation = ward.person.sex === 'male' ? 'son' : 'daughter';
      return { person: ward.person, relation };
    });
  return [...own, ...others];
}

/** @throws ServiceError not_found, the same for strangers' people and for nobody at all */
export async function relativeOf(
  db: Queryable,
  caller: VerifiedCaller,
  personId: string,
  now: number,
): Promise<Relative> {
  const relatives = await relativesOf(db, caller, now);
  const found = relatives.find((relative) => relative.person.id === personId);
  if (!found) throw new ServiceError('not_found');
  return found;
}

/** The city's rules of the day; null where personal accounts pay for nobody. */
export function bindingPolicy(
  region: string,
  now: number,
): Pick<CoveragePolicy, 'rails' | 'family'> | null {
  const year = yearOf(shanghaiDate(now));
  const policy = policyFor(region, year);
  return policy?.status === 'published' && policy.rails.mutualAid.offered ? policy : null;
}

/** Whether the city lets an account pay for that relation: close relatives, whatever else is family. */
export function mayBeBound(
  relation: Relation,
  { rails }: Pick<CoveragePolicy, 'rails'>,
): relation is CloseRelative {
  return isCloseRelative(relation) && rails.mutualAid.relations.includes(relation);
}

/** The caller as the platform knows them, and their account as it is now. */
export async function accountOf(
  { db, cipher, ports }: Runtime,
  caller: VerifiedCaller,
): Promise<{ owner: RegisteredPerson; account: PersonalAccount } | null> {
  const owner = registered(identityOf(cipher, await getPerson(db, caller.personId)));
  const account = owner && (await ports.mutualAid.account(owner));
  return owner && account ? { owner, account } : null;
}
