import { and, eq, inArray, isNull, or, type SQL } from 'drizzle-orm';
import { type ConsentPolicy } from '@yibao/shared/policy/consent';
import { type ConsentEvent } from '@yibao/shared/rules/consent-states';
import { ageOn, shanghaiDate } from '@yibao/shared/rules/dates';
import { type VerifiedCaller } from '../lib/caller';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable, type Transaction } from '../lib/database/database';
import { type Consent, consent, type Person } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { wardsOf } from '../lib/guardians';
import { getPerson } from '../lib/people';
import { isSubject, subjectIndexesOf } from './subject';
import { lockConsent } from './status';

/** A consent somebody may see, and whose data it is about: theirs, or their child's. */
export interface Seen {
  row: Consent;
  subject: Person;
}

/** The caller, and the children they are guardian of: whose consents they see. */
export async function subjectsOf(
  db: Queryable,
  caller: VerifiedCaller,
  now: number,
): Promise<Person[]> {
  const self = await getPerson(db, caller.personId);
  const wards = await wardsOf(db, caller.personId, now);
  return [self, ...wards.map((ward) => ward.person)];
}

/**
 * Consents about these people: known ones, and those asked for by their number and name. The name is
 * asked for here and not after a limit: requests with another name would push out the true ones.
 */
export function aboutAny(cipher: FieldCipher, subjects: Person[]): SQL | undefined {
  const meant = subjects.map((each) => {
    const { subjectNumberIndex, subjectNameIndex } = subjectIndexesOf(cipher, each);
    return and(
      eq(consent.subjectNumberIndex, subjectNumberIndex),
      eq(consent.subjectNameIndex, subjectNameIndex),
    );
  });
  return or(
    inArray(
      consent.personId,
      subjects.map(({ id }) => id),
    ),
    and(isNull(consent.personId), or(...meant)),
  );
}

/** Of which of these people a consent is; null for nobody's, a right number with another name too. */
export function subjectAmong(cipher: FieldCipher, subjects: Person[], row: Consent): Person | null {
  const fits = (each: Person) =>
    row.personId === null ? isSubject(cipher, each, row) : each.id === row.personId;
  return subjects.find(fits) ?? null;
}

/** @throws ServiceError not_found, the same for other people's and for none at all */
export async function findSeen(
  db: Queryable,
  cipher: FieldCipher,
  caller: VerifiedCaller,
  consentId: string,
  now: number,
): Promise<Seen> {
  const [row] = await db.select().from(consent).where(eq(consent.id, consentId));
  return seenOf(db, cipher, caller, row ?? null, now);
}

/** The same, held until the transaction ends. */
export async function lockSeen(
  tx: Transaction,
  cipher: FieldCipher,
  caller: VerifiedCaller,
  consentId: string,
  now: number,
): Promise<Seen> {
  return seenOf(tx, cipher, caller, await lockConsent(tx, consentId), now);
}

async function seenOf(
  db: Queryable,
  cipher: FieldCipher,
  caller: VerifiedCaller,
  row: Consent | null,
  now: number,
): Promise<Seen> {
  const subject = row && subjectAmong(cipher, await subjectsOf(db, caller, now), row);
  if (!row || !subject) throw new ServiceError('not_found');
  return { row, subject };
}

/** What a person can do about a consent. */
export type DecisionEvent = Extract<
  ConsentEvent,
  'granted' | 'denied' | 'paused' | 'resumed' | 'revoked'
>;

/**
 * Who decides (个人信息保护法 Art. 31): the person; for a child under 14 a guardian, while the child
 * may still take back or say no; from 14 on nobody else, but who granted it may take it back.
 *
 * @returns null when the caller may, else why not
 */
export function refuseDecision(
  caller: VerifiedCaller,
  { row, subject }: Seen,
  event: DecisionEvent,
  policy: Pick<ConsentPolicy, 'guardianBelowAge'>,
  now: number,
): ServiceError | null {
  const isChild = ageOn(subject.birthDate, shanghaiDate(now)) < policy.guardianBelowAge;
  const opens = event === 'granted' || event === 'resumed';
  if (subject.id === caller.personId) {
    if (!isChild || !opens) return null;
    const message = `未满 ${policy.guardianBelowAge} 周岁，请让父母或其他监护人来决定`;
    return new ServiceError('not_allowed', { message });
  }
  const isOwnGrant = event === 'revoked' && row.grantorPersonId === caller.personId;
  return isChild || isOwnGrant ? null : new ServiceError('guardian_not_enough');
}
