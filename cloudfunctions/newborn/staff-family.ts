/** Who is of a baby's family: none of them handles its affairs as a clerk. */
import { and, eq, inArray, isNull, or } from 'drizzle-orm';
import { type Caller } from '../lib/caller';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import {
  familyMember,
  guardianship,
  newbornApplication,
  type NewbornApplication,
} from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { getPerson, getPersons, identityOf } from '../lib/people';
import { type Identity } from '../lib/ports/core-platform';
import { type RegisteredPerson } from '../lib/ports/data-sharing';
import { UpstreamError } from '../lib/ports/http';
import { type Runtime } from '../lib/runtime';
import { personIdsOf } from '../lib/same-person';
import { motherIndexOf, openDetails } from './details';
import { registeredPersonOf } from './registration';
import { findApplication } from './store';

interface Context {
  runtime: Runtime;
  caller: Caller;
}

/**
 * Whom the marriage registry names as the applicant's spouse, where the application itself names
 * nobody else. Asked before a clerk takes something up: it may be their own child.
 *
 * @returns null also while the registry is away: the queue is worked on, and an approval asks again
 * @throws ServiceError not_found
 */
export async function spouseToRuleOut(
  { runtime, caller }: Context,
  applicationId: string,
): Promise<RegisteredPerson | null> {
  const { db, cipher, ports } = runtime;
  const row = await findApplication(db, applicationId);
  if (!row) throw new ServiceError('not_found');
  if (openDetails(cipher, row).otherParent.kind !== 'spouse') return null;
  if ((await personIdsOf(db, caller.accountId)).length === 0) return null;
  const applicant = await getPerson(db, row.applicantPersonId);
  try {
    return await ports.dataSharing.findSpouse(registeredPersonOf(cipher, applicant));
  } catch (error) {
    if (error instanceof UpstreamError) return null;
    throw error;
  }
}

/**
 * Nobody handles the application of their own family: whoever applied for this certificate, was
 * named as the other parent or is the mother, and whoever is or was the baby's guardian.
 *
 * @param named by registries as parents of the baby, where they were asked
 * @throws ServiceError not_allowed
 */
export async function assertNotFamily(
  db: Queryable,
  context: Context,
  row: NewbornApplication,
  named: RegisteredPerson[] = [],
): Promise<void> {
  const { certificateIndex } = row;
  const applications = await db
    .select()
    .from(newbornApplication)
    .where(eq(newbornApplication.certificateIndex, certificateIndex));
  const children = applications.flatMap(({ personId }) => personId ?? []);
  if (!(await isFamily(db, context, { children, guardians: [], applications, named }))) return;
  throw new ServiceError('not_allowed', { message: '这是您自己家的申请，请交给同事办理' });
}

/**
 * The same for a child that stands already and the guardian it is about; null when it is about all of
 * them.
 *
 * @returns the keyed indexes of the certificates it was applied for with, in order
 * @throws ServiceError not_allowed
 */
export async function assertNotOwnChild(
  db: Queryable,
  context: Context,
  { childPersonId, guardianPersonId }: { childPersonId: string; guardianPersonId: string | null },
): Promise<string[]> {
  const certificates = db
    .select({ index: newbornApplication.certificateIndex })
    .from(newbornApplication)
    .where(eq(newbornApplication.personId, childPersonId));
  const applications = await db
    .select()
    .from(newbornApplication)
    .where(
      or(
        eq(newbornApplication.personId, childPersonId),
        inArray(newbornApplication.certificateIndex, certificates),
      ),
    );
  const guardians = guardianPersonId === null ? [] : [guardianPersonId];
  const family = { children: [childPersonId], guardians, named: [] };
  if (await isFamily(db, context, { ...family, applications })) {
    throw new ServiceError('not_allowed', { message: '这是您自己家的事，请交给同事办理' });
  }
  return [...new Set(applications.map(({ certificateIndex }) => certificateIndex))].sort();
}

interface Family {
  /** The baby, once approved. */
  children: string[];
  /** Whose right to act it is about, recorded or not. */
  guardians: string[];
  /** All there ever were for its certificate, whoever made them and whatever became of them. */
  applications: NewbornApplication[];
  named: RegisteredPerson[];
}

async function isFamily(
  db: Queryable,
  { runtime: { cipher }, caller }: Context,
  { children, guardians, applications, named }: Family,
): Promise<boolean> {
  const own = await personIdsOf(db, caller.accountId);
  if (own.length === 0) return false;
  const relatives = new Set([
    ...children,
    ...guardians,
    ...applications.map(({ applicantPersonId }) => applicantPersonId),
    ...(await everGuardiansOf(db, children)),
    ...(await addersOf(db, children)),
  ]);
  if (own.some((personId) => relatives.has(personId))) return true;
  const parents = [...named, ...typedParents(cipher, applications)];
  const mothers = new Set(applications.flatMap(({ motherIndex }) => motherIndex ?? []));
  const identities = [...(await getPersons(db, own)).values()].map((row) =>
    identityOf(cipher, row),
  );
  return identities.some(
    (identity) =>
      mothers.has(motherIndexOf(cipher, identity)) ||
      parents.some((parent) => isSameDocument(parent, identity)),
  );
}

const isSameDocument = (one: RegisteredPerson, other: Identity): boolean =>
  one.documentType === other.documentType && one.documentNumber === other.documentNumber;

const typedParents = (cipher: FieldCipher, rows: NewbornApplication[]): RegisteredPerson[] =>
  rows.flatMap((row) => {
    const { otherParent } = openDetails(cipher, row);
    return otherParent.kind === 'typed' ? [otherParent.person] : [];
  });

/** Also those whose right a court or household change has ended: they are family still. */
async function everGuardiansOf(db: Queryable, children: string[]): Promise<string[]> {
  if (children.length === 0) return [];
  const rows = await db
    .select({ personId: guardianship.guardianPersonId })
    .from(guardianship)
    .where(inArray(guardianship.childPersonId, children));
  return rows.map(({ personId }) => personId);
}

/** Who has a child in their own list of relatives, whatever they call it. */
async function addersOf(db: Queryable, children: string[]): Promise<string[]> {
  if (children.length === 0) return [];
  const rows = await db
    .select({ personId: familyMember.ownerPersonId })
    .from(familyMember)
    .where(and(inArray(familyMember.memberPersonId, children), isNull(familyMember.removedAt)));
  return rows.map(({ personId }) => personId);
}
