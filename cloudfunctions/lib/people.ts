import { and, eq, inArray, isNull } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { parseIdentityDocument } from '@yibao/shared/rules/identity-document';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { parsePersonName } from '@yibao/shared/rules/person-name';
import { assertBelow, countFailureBelow } from './attempts';
import { type Caller, type VerifiedCaller } from './caller';
import { type RegisteredPerson } from './ports/data-sharing';
import { type FieldCipher } from './crypto/field-cipher';
import { type Queryable } from './database/database';
import { familyMember, type Person, person } from './database/schema';
import { refuseField } from './dispatcher/input';
import { ServiceError } from './errors';
import { type Identity, type PlatformPerson } from './ports/core-platform';
import { type Runtime } from './runtime';
import { wardsOf } from './guardians';
import { type ClaimedDocumentTypeName, type PersonView } from './wire';

/** Wrong name-and-number pairs an account may try in a day: typing errors yes, guessing no. */
const maxLookupFailuresPerDay = 10;

export interface Claim {
  documentType: ClaimedDocumentTypeName;
  documentNumber: string;
  name: string;
}

/**
 * @returns the identity as normalised by the document and name rules
 * @throws ServiceError bad_input naming the field
 */
export function readClaim(claim: Claim, now: number): Claim {
  const document = parseIdentityDocument(
    claim.documentType,
    claim.documentNumber,
    shanghaiDate(now),
  );
  if (!document.ok) throw refuseField('documentNumber', document.message);
  const name = parsePersonName(claim.name);
  if (!name.ok) throw refuseField('name', name.message);
  return {
    documentType: claim.documentType,
    documentNumber: document.value.number,
    name: name.value,
  };
}

export interface KnownPerson {
  identity: Identity;
  platform: PlatformPerson;
}

/**
 * Asks the core platform whether name and number belong to one person. Which of the two is wrong
 * is never told, and an account has only so many wrong tries a day.
 *
 * @throws ServiceError identity_mismatch or rate_limited
 */
export async function findClaimed(
  context: { runtime: Runtime; caller: Caller; now: number },
  claim: Claim,
): Promise<KnownPerson> {
  const { runtime, caller, now } = context;
  const identity = readClaim(claim, now);
  const attempts = { subject: `lookup:${caller.accountId}`, day: shanghaiDate(now) };
  await assertBelow(runtime.db, attempts, maxLookupFailuresPerDay);
  const platform = await runtime.ports.corePlatform.findPerson(identity);
  if (!platform) {
    await countFailureBelow(runtime.db, attempts, maxLookupFailuresPerDay);
    throw new ServiceError('identity_mismatch', { field: 'documentNumber' });
  }
  // looked at again before telling: guesses sent side by side learn no more than one by one
  await assertBelow(runtime.db, attempts, maxLookupFailuresPerDay);
  return { identity, platform };
}

/** Inserts a person the platform knows, or finds the one that stands. @returns the row */
export async function savePerson(
  tx: Queryable,
  cipher: FieldCipher,
  { identity, platform }: KnownPerson,
  now: number,
): Promise<Person> {
  const { sex, birthDate } = platform.facts;
  const row = await saveRegistered(tx, cipher, { identity, sex, birthDate }, now);
  if (row.platformNumber !== null) return row;
  return setPlatformNumber(tx, cipher, row, platform.platformNumber);
}

/**
 * Inserts a person another registry knows, before the core platform does, or finds the one that
 * stands. @returns the row
 */
export async function saveRegistered(
  tx: Queryable,
  cipher: FieldCipher,
  known: { identity: Identity; sex: Person['sex']; birthDate: string },
  now: number,
): Promise<Person> {
  const { identity, sex, birthDate } = known;
  const documentNumberIndex = cipher.index('person.document_number', identity.documentNumber);
  await tx
    .insert(person)
    .values({
      id: randomUUID(),
      documentType: identity.documentType,
      documentNumber: cipher.seal('person.document_number', identity.documentNumber),
      documentNumberIndex,
      name: cipher.seal('person.name', identity.name),
      platformNumber: null,
      sex,
      birthDate,
      createdAt: now,
    })
    .onConflictDoNothing();
  const row = await findByDocument(tx, cipher, identity);
  if (!row) throw new Error('a person just saved cannot be missing');
  return row;
}

/** @returns the person with that document, null when we know none */
export async function findByDocument(
  db: Queryable,
  cipher: FieldCipher,
  { documentType, documentNumber }: Pick<Identity, 'documentType' | 'documentNumber'>,
): Promise<Person | null> {
  const index = cipher.index('person.document_number', documentNumber);
  const [row] = await db
    .select()
    .from(person)
    .where(and(eq(person.documentType, documentType), eq(person.documentNumberIndex, index)));
  return row ?? null;
}

/**
 * Everybody with that number, whatever document it is of; for clerks, who have it in hand.
 *
 * @param number normalised, as `readDocumentNumber` returns it
 * @returns nobody for a number that we do not know
 */
export async function findByNumber(
  db: Queryable,
  cipher: FieldCipher,
  number: string,
): Promise<Person[]> {
  return db
    .select()
    .from(person)
    .where(eq(person.documentNumberIndex, cipher.index('person.document_number', number)));
}

/** The platform has told its number of a person we knew before. @returns the row as it is now */
export async function setPlatformNumber(
  tx: Queryable,
  cipher: FieldCipher,
  row: Person,
  platformNumber: string,
): Promise<Person> {
  const sealed = cipher.seal('person.platform_number', platformNumber);
  await tx.update(person).set({ platformNumber: sealed }).where(eq(person.id, row.id));
  return { ...row, platformNumber: sealed };
}

/** @returns the core platform's number (psn_no), null for a newborn before the enrolment */
export function platformNumberOf(cipher: FieldCipher, row: Person): string | null {
  return row.platformNumber && cipher.open('person.platform_number', row.platformNumber);
}

/** @returns the row; @throws ServiceError not_found */
export async function getPerson(db: Queryable, personId: string): Promise<Person> {
  const [row] = await db.select().from(person).where(eq(person.id, personId));
  if (!row) throw new ServiceError('not_found');
  return row;
}

export async function getPersons(db: Queryable, ids: string[]): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map();
  const rows = await db.select().from(person).where(inArray(person.id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}

/** @returns the identity in clear, for a call to the platform or WeChat; never for an answer */
export function identityOf(cipher: FieldCipher, row: Person): Identity {
  return {
    documentType: row.documentType,
    documentNumber: cipher.open('person.document_number', row.documentNumber),
    name: cipher.open('person.name', row.name),
  };
}

/** @returns the person as registries know them; null for a newborn without an ID number */
export function registered({ documentType, ...rest }: Identity): RegisteredPerson | null {
  return documentType === 'birthCertificate' ? null : { documentType, ...rest };
}

/** @returns the person as somebody who named them may see them: number masked always */
export function viewPerson(cipher: FieldCipher, row: Person): PersonView {
  const { name, documentNumber } = identityOf(cipher, row);
  return {
    personId: row.id,
    name,
    nameMasked: maskName(name),
    documentType: row.documentType,
    documentMasked: maskDocumentNumber(documentNumber),
  };
}

/** Whom the caller acts for: themselves, the family they added, the children they are guardian of. */
export async function actsFor(
  db: Queryable,
  caller: VerifiedCaller,
  now: number,
): Promise<Set<string>> {
  const wards = await wardsOf(db, caller.personId, now);
  const members = await db
    .select({ personId: familyMember.memberPersonId })
    .from(familyMember)
    .where(and(eq(familyMember.ownerPersonId, caller.personId), isNull(familyMember.removedAt)));
  return new Set([
    caller.personId,
    ...members.map((member) => member.personId),
    ...wards.map((ward) => ward.person.id),
  ]);
}

/** @throws ServiceError not_found, the same for strangers' people and for nobody at all */
export async function requireActsFor(
  db: Queryable,
  caller: VerifiedCaller,
  personId: string,
  now: number,
): Promise<void> {
  if (!(await actsFor(db, caller, now)).has(personId)) throw new ServiceError('not_found');
}
