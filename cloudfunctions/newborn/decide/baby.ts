import { randomUUID } from 'node:crypto';
import { policyFor } from '@yibao/shared/policy';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type HardshipRecord } from '@yibao/shared/rules/facts';
import { hardshipLabels } from '@yibao/shared/rules/hardship';
import { parseIdentityDocument } from '@yibao/shared/rules/identity-document';
import { type NewbornYear, quoteNewborn } from '@yibao/shared/rules/newborn-money';
import { type AuditRecord } from '../../lib/audit';
import { type Transaction } from '../../lib/database/database';
import { enrollment, type Person } from '../../lib/database/schema';
import { ServiceError } from '../../lib/errors';
import { addGuardian } from '../../lib/guardians';
import { type OutgoingMessage } from '../../lib/outbox/enqueue';
import { saveRegistered } from '../../lib/people';
import { type RegisteredPerson } from '../../lib/ports/data-sharing';
import { type Runtime } from '../../lib/runtime';
import { type NewbornDetails } from '../details';
import { type Gathered } from './gather';

/** What an approval works with: the transaction it must commit with, and whose doing it is. */
export interface DecisionContext {
  tx: Transaction;
  runtime: Runtime;
  now: number;
  traceId: string;
  audit: (record: AuditRecord) => Promise<void>;
  send: (message: OutgoingMessage) => Promise<void>;
}

/** What decides the years a baby is enrolled for, and what they cost and cover. */
export interface EnrollmentBasis {
  details: NewbornDetails;
  /** The lists of both parents' households. */
  hardship: HardshipRecord[];
  submittedAt: number;
  payNextYear: boolean;
  householdArea: string;
  applicantPersonId: string;
  applicantRole: 'father' | 'mother';
}

/** What is known of a baby when it is approved. */
export interface Approval extends EnrollmentBasis {
  /** The parent beside the applicant, by the word of a registry; what was only typed is nobody. */
  otherParent: RegisteredPerson | null;
}

/**
 * Makes the baby a person known by the certificate, with guardians and enrolments. The other
 * parent becomes a guardian too, before they have ever opened the app: the certificate says so.
 *
 * @returns the baby's person id
 */
export async function createBaby(context: DecisionContext, approval: Approval): Promise<string> {
  const { tx, runtime, now } = context;
  const { details, applicantPersonId, applicantRole } = approval;
  const baby = await saveRegistered(
    tx,
    runtime.cipher,
    {
      identity: {
        documentType: 'birthCertificate',
        documentNumber: details.certificateNumber,
        name: details.babyName,
      },
      sex: details.sex,
      birthDate: details.bornOn,
    },
    now,
  );
  await addGuardian(tx, {
    childPersonId: baby.id,
    guardianPersonId: applicantPersonId,
    relation: applicantRole,
    now,
  });
  const other = await saveOtherParent(context, approval);
  if (other) {
    const relation = applicantRole === 'mother' ? 'father' : 'mother';
    await addGuardian(tx, { childPersonId: baby.id, guardianPersonId: other.id, relation, now });
  }
  await enrol(context, approval, baby.id);
  return baby.id;
}

/** The parent beside the applicant: as the certificate names them, else as the marriage registry does. */
export function otherParentBy(
  { certificate, otherParent }: Gathered,
  { details, applicantRole }: Pick<Approval, 'details' | 'applicantRole'>,
): RegisteredPerson | null {
  if (certificate) return applicantRole === 'mother' ? certificate.father : certificate.mother;
  return details.otherParent.kind === 'spouse' ? otherParent : null;
}

async function saveOtherParent(
  { tx, runtime, now }: DecisionContext,
  approval: Approval,
): Promise<Person | null> {
  const other = approval.otherParent;
  if (!other) return null;
  const parsed = parseIdentityDocument(other.documentType, other.documentNumber);
  // the old form of a foreigner's card does not tell the birth date for certain
  if (!parsed.ok || parsed.value.birthDate === null) return null;
  const sex = approval.applicantRole === 'mother' ? 'male' : 'female';
  const { birthDate } = parsed.value;
  return saveRegistered(tx, runtime.cipher, { identity: other, sex, birthDate }, now);
}

/** What the years of this baby cost and cover; the hardship list is that of the household. */
export function quoteOf(runtime: Runtime, approval: EnrollmentBasis, now: number) {
  return quoteNewborn({
    policyOf: (year) => policyFor(runtime.config.region, year),
    bornOn: approval.details.bornOn,
    submittedOn: shanghaiDate(approval.submittedAt),
    decidedOn: shanghaiDate(now),
    hardship: approval.hardship,
    sex: approval.details.sex,
    householdRegion: approval.householdArea,
  });
}

/** The years to enrol for: the first that can be covered, and the following one if it was chosen. */
function yearsOf(runtime: Runtime, approval: EnrollmentBasis, now: number): NewbornYear[] {
  return quoteOf(runtime, approval, now)
    .years.filter(({ cover }) => cover !== null)
    .filter((_year, position) => position === 0 || approval.payNextYear);
}

/** Whether an approval today would bring the baby any cover. */
export function isCoverable(runtime: Runtime, approval: EnrollmentBasis, now: number): boolean {
  return yearsOf(runtime, approval, now).length > 0;
}

function snapshotOf({ fee, ...year }: NewbornYear, bornOn: string) {
  const { payBy, fromBirth } = year;
  return {
    standardFen: fee.standardFen,
    subsidyFen: fee.subsidyFen,
    payableFen: fee.payableFen,
    assessment: {
      waitingMonths: year.waitingMonths,
      waitingReason: year.waitingReason,
      brokenYears: year.brokenYears,
      waitingExempt: year.waitingExempt,
      subsidyReason: fee.identity ? hardshipLabels[fee.identity] : null,
      hints: year.hints,
      rules: year.rows,
      ...(fromBirth && payBy !== null ? { newborn: { birthDate: bornOn, payBy } } : {}),
    },
  };
}

/**
 * One enrolment a year, the same kind as everybody's; the core platform hears at once. A year that
 * has one stays as it is, so that this may be done again for what is missing.
 */
export async function enrol(
  context: DecisionContext,
  approval: EnrollmentBasis,
  babyPersonId: string,
): Promise<void> {
  const { tx, runtime, now, audit, send } = context;
  const years = yearsOf(runtime, approval, now);
  if (years.length === 0) throw new ServiceError('window_closed');
  for (const year of years) {
    const id = randomUUID();
    const inserted = await tx
      .insert(enrollment)
      .values({
        id,
        personId: babyPersonId,
        coverageYear: year.coverageYear,
        region: runtime.config.region,
        requestedBy: approval.applicantPersonId,
        status: 'checking',
        statusSince: now,
        ...snapshotOf(year, approval.details.bornOn),
        createdAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: enrollment.id });
    if (inserted.length === 0) continue;
    await audit({
      action: 'enrollment.register',
      subjectPersonId: babyPersonId,
      details: {
        enrollmentId: id,
        coverageYear: year.coverageYear,
        payableFen: year.fee.payableFen,
        rules: year.rows.map((rule) => rule.id),
      },
    });
    await send({ topic: 'core.enrol', dedupeKey: id, payload: { enrollmentId: id } });
  }
}
