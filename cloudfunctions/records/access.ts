import { and, asc, desc, eq, inArray, isNull } from 'drizzle-orm';
import {
  type RecordKind,
  recordKindLabels,
  recordKinds,
} from '@yibao/shared/rules/record-grant-states';
import { writeAudit } from '../lib/audit';
import { type VerifiedCaller } from '../lib/caller';
import { type Queryable } from '../lib/database/database';
import { familyMember, type Person, recordGrant, type RecordGrant } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { findWard } from '../lib/guardians';
import { getPerson, viewPerson } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { type PersonView } from '../lib/wire';

/** By what right the caller looks at a person's records. */
export type Sight =
  | { person: Person; access: 'self' | 'guardian'; kinds: readonly RecordKind[]; grantId: null }
  | { person: Person; access: 'grant'; kinds: readonly RecordKind[]; grantId: string };

export interface LookContext {
  runtime: Runtime;
  caller: VerifiedCaller;
  now: number;
  traceId: string;
}

export const kindsOf = (grant: RecordGrant): RecordKind[] =>
  recordKinds.filter((kind) => grant[kind]);

/** The grant between two people that counts: an open one, else the one that ended last. */
async function latestGrant(db: Queryable, ownerPersonId: string, granteePersonId: string) {
  const [row] = await db
    .select()
    .from(recordGrant)
    .where(
      and(
        eq(recordGrant.ownerPersonId, ownerPersonId),
        eq(recordGrant.granteePersonId, granteePersonId),
        inArray(recordGrant.status, ['active', 'revoked', 'returned']),
      ),
    )
    .orderBy(desc(recordGrant.statusSince), asc(recordGrant.status))
    .limit(1);
  return row ?? null;
}

/** Told to nobody but who could look until it was taken back, and was sent a notice of it. */
const takenBack = () =>
  new ServiceError('not_found', { message: '对方已经收回，不再给您看这些记录了' });

/**
 * By what right the caller may look: their own records, a child's whose guardian they are, or an
 * adult's own grant. Having added somebody to one's family is no right to look (ADR 7).
 *
 * @throws ServiceError not_found, the same for strangers, for family and for nobody at all; to who
 * could look once it says that this was taken back
 */
export async function sightOf(
  db: Queryable,
  caller: VerifiedCaller,
  personId: string,
  now: number,
): Promise<Sight> {
  if (personId === caller.personId) {
    const person = await getPerson(db, personId);
    return { person, access: 'self', kinds: recordKinds, grantId: null };
  }
  // one after the other: a transaction has one connection
  const ward = await findWard(db, caller.personId, personId, now);
  if (ward) return { person: ward.person, access: 'guardian', kinds: recordKinds, grantId: null };
  const grant = await latestGrant(db, personId, caller.personId);
  if (grant?.status === 'revoked') throw takenBack();
  if (grant?.status !== 'active') throw new ServiceError('not_found');
  const person = await getPerson(db, personId);
  return { person, access: 'grant', kinds: kindsOf(grant), grantId: grant.id };
}

/**
 * The same for one kind of records. A look by somebody else, be it by a grant or as the guardian, is
 * written down before anything is read.
 *
 * @param how 'export' when it is to be saved as a file
 * @throws ServiceError not_found
 */
export async function lookAt(
  { runtime, caller, now, traceId }: LookContext,
  personId: string,
  kind: RecordKind,
  how: 'look' | 'export' = 'look',
): Promise<Sight> {
  const sight = await sightOf(runtime.db, caller, personId, now);
  if (!sight.kinds.includes(kind)) {
    throw new ServiceError('not_found', { message: `对方没有给您看${recordKindLabels[kind]}` });
  }
  if (sight.access !== 'self' && how === 'look') {
    const actor = { kind: 'account', accountId: caller.accountId } as const;
    const details = { grantId: sight.grantId, kind };
    const record = { action: 'records.look' as const, subjectPersonId: personId, details };
    await writeAudit(runtime.db, { actor, traceId, now }, record);
  }
  return sight;
}

/** Whether the caller typed that person's name in: then they may see it in clear. */
async function hasNamed(db: Queryable, caller: VerifiedCaller, personId: string): Promise<boolean> {
  const rows = await db
    .select({ id: familyMember.id })
    .from(familyMember)
    .where(
      and(
        eq(familyMember.ownerPersonId, caller.personId),
        eq(familyMember.memberPersonId, personId),
        isNull(familyMember.removedAt),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** The person as the caller may see them; by a grant alone, the name stays masked. */
export async function viewSeen(
  { runtime, caller }: Pick<LookContext, 'runtime' | 'caller'>,
  { person, access }: Sight,
): Promise<PersonView> {
  const view = viewPerson(runtime.cipher, person);
  const inClear = access !== 'grant' || (await hasNamed(runtime.db, caller, person.id));
  return inClear ? view : { ...view, name: view.nameMasked };
}
