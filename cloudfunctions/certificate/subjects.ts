import { and, eq, isNotNull } from 'drizzle-orm';
import { type CertificateKind, certificateKinds } from '@yibao/shared/rules/certificate-kinds';
import { type VerifiedCaller } from '../lib/caller';
import { type Queryable } from '../lib/database/database';
import {
  type Certificate,
  paymentItem,
  paymentOrder,
  type Person,
  person,
} from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { wardsOf } from '../lib/guardians';
import { getPerson } from '../lib/people';
import { isPayersPaper, type PaperContent } from './content';

/**
 * Whose paper it would be, as seen by the caller: their own, a child's they are guardian of, or
 * somebody's whom they have paid for. Acting for family opens no records (docs/adr/0007), so of the
 * last only one's own payment is certified.
 */
export interface Subject {
  person: Person;
  who: 'self' | 'ward' | 'payee';
}

export const kindsFor = (who: Subject['who']): CertificateKind[] =>
  who === 'payee' ? ['contribution'] : [...certificateKinds];

/** Everybody the caller can have a paper issued about: oneself, wards, then people one paid for. */
export async function subjectsOf(
  db: Queryable,
  { personId }: Pick<VerifiedCaller, 'personId'>,
  now: number,
): Promise<Subject[]> {
  // one after the other: inside a transaction there is one connection
  const self = await getPerson(db, personId);
  const wards = await wardsOf(db, personId, now);
  const payees = await db
    .selectDistinct({ person })
    .from(paymentItem)
    .innerJoin(paymentOrder, eq(paymentOrder.id, paymentItem.orderId))
    .innerJoin(person, eq(person.id, paymentItem.personId))
    .where(
      and(
        eq(paymentOrder.payerPersonId, personId),
        isNotNull(paymentOrder.paidAt),
        eq(paymentItem.live, true),
      ),
    );
  const subjects: Subject[] = [{ person: self, who: 'self' }];
  for (const ward of wards) subjects.push({ person: ward.person, who: 'ward' });
  const known = new Set(subjects.map((subject) => subject.person.id));
  for (const payee of payees) {
    if (!known.has(payee.person.id)) subjects.push({ person: payee.person, who: 'payee' });
  }
  return subjects;
}

/** @throws ServiceError not_found, the same for strangers and for kinds that are not theirs to ask for */
export async function requireSubject(
  db: Queryable,
  caller: VerifiedCaller,
  asked: { personId: string; kind: CertificateKind },
  now: number,
): Promise<Subject> {
  const subjects = await subjectsOf(db, caller, now);
  const subject = subjects.find(({ person: { id } }) => id === asked.personId);
  if (!subject || !kindsFor(subject.who).includes(asked.kind)) throw new ServiceError('not_found');
  return subject;
}

/**
 * Whether somebody could have a paper like this one issued now: whoever was the guardian once, or the
 * parent of a child who has come of age, has no file of it any more. Of what a payer may have, only
 * what says no more than a payer may know.
 *
 * @param subjects of whoever had it issued, as they are now
 */
export function mayAskFor(subjects: Subject[], row: Certificate, content: PaperContent): boolean {
  const subject = subjects.find(({ person: { id } }) => id === row.personId);
  if (!subject || !kindsFor(subject.who).includes(row.kind)) return false;
  return subject.who !== 'payee' || isPayersPaper(content);
}
