import { and, eq, inArray, sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { policyFor } from '@yibao/shared/policy';
import { formatChineseDate, shanghaiDate } from '@yibao/shared/rules/dates';
import { type HardshipRecord } from '@yibao/shared/rules/facts';
import { hardshipLabels } from '@yibao/shared/rules/hardship';
import { parseIdentityDocument } from '@yibao/shared/rules/identity-document';
import { maskName } from '@yibao/shared/rules/masking';
import { type NewbornYear, quoteNewborn } from '@yibao/shared/rules/newborn-money';
import { type AuditRecord } from '../../lib/audit';
import { type Transaction } from '../../lib/database/database';
import {
  enrollment,
  newbornApplication,
  type NewbornApplication,
  type Person,
} from '../../lib/database/schema';
import { ServiceError } from '../../lib/errors';
import { addGuardian, guardiansOf } from '../../lib/guardians';
import { notify } from '../../lib/notices';
import { enqueue, type OutgoingMessage } from '../../lib/outbox/enqueue';
import { getPerson, saveRegistered } from '../../lib/people';
import { type BirthCertificate, type RegisteredPerson } from '../../lib/ports/data-sharing';
import { type Runtime } from '../../lib/runtime';
import { motherIndexOf, type NewbornDetails, openDetails } from '../details';
import { openItems } from '../items/store';
import { keepUntilAfterDecision } from '../photos/attach';
import { progressPage } from '../registration';
import { findApproved, moveApplication, takeTurn } from '../store';

/** What an approval works with: the transaction it must commit with, and whose doing it is. */
export interface DecisionContext {
  tx: Transaction;
  runtime: Runtime;
  now: number;
  traceId: string;
  audit: (record: AuditRecord) => Promise<void>;
  send: (message: OutgoingMessage) => Promise<void>;
}

/** What is known of a baby when it is approved. */
export interface Approval {
  details: NewbornDetails;
  /** Null when staff approve without the registry. */
  certificate: BirthCertificate | null;
  hardship: HardshipRecord[];
  submittedAt: number;
  payNextYear: boolean;
  householdArea: string;
  applicantPersonId: string;
  applicantRole: 'father' | 'mother';
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
  await enrol(context, approval, baby);
  return baby.id;
}

/** The parent beside the applicant, as the certificate names them, or else as they were typed. */
function otherParentOf(approval: Approval): RegisteredPerson | null {
  const { certificate, applicantRole, details } = approval;
  if (certificate) return applicantRole === 'mother' ? certificate.father : certificate.mother;
  return details.otherParent.kind === 'typed' ? details.otherParent.person : null;
}

async function saveOtherParent(
  { tx, runtime, now }: DecisionContext,
  approval: Approval,
): Promise<Person | null> {
  const other = otherParentOf(approval);
  if (!other) return null;
  const parsed = parseIdentityDocument(other.documentType, other.documentNumber);
  // the old form of a foreigner's card does not tell the birth date for certain
  if (!parsed.ok || parsed.value.birthDate === null) return null;
  const sex = approval.applicantRole === 'mother' ? 'male' : 'female';
  const { birthDate } = parsed.value;
  return saveRegistered(tx, runtime.cipher, { identity: other, sex, birthDate }, now);
}

/** What the years of this baby cost and cover; the hardship list is that of the household. */
export function quoteOf(runtime: Runtime, approval: Omit<Approval, 'certificate'>, now: number) {
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
function yearsOf(runtime: Runtime, approval: Approval, now: number): NewbornYear[] {
  return quoteOf(runtime, approval, now)
    .years.filter(({ cover }) => cover !== null)
    .filter((_year, position) => position === 0 || approval.payNextYear);
}

/** Whether an approval today would bring the baby any cover. */
export function isCoverable(runtime: Runtime, approval: Approval, now: number): boolean {
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

/** One enrolment a year, the same kind as everybody's; the core platform hears at once. */
async function enrol(context: DecisionContext, approval: Approval, baby: Person): Promise<void> {
  const { tx, runtime, now, audit, send } = context;
  const years = yearsOf(runtime, approval, now);
  if (years.length === 0) throw new ServiceError('window_closed');
  for (const year of years) {
    const id = randomUUID();
    const inserted = await tx
      .insert(enrollment)
      .values({
        id,
        personId: baby.id,
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
      subjectPersonId: baby.id,
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

/** Everything that follows an approval once its row stands: items, photographs, news. */
export async function afterApproval(
  context: DecisionContext,
  row: NewbornApplication,
): Promise<void> {
  const { tx, runtime, now } = context;
  if (row.personId === null) throw new Error('an approval without a baby');
  const applicationId = row.id;
  // departments take their time: they are told by the timer, not before the parent has an answer
  const send = async (message: OutgoingMessage) => {
    await enqueue(tx, message, now);
  };
  await openItems(tx, { applicationId, kinds: row.items, hasIdNumber: false, now, send });
  await keepUntilAfterDecision(tx, applicationId, now);
  await wakeOthers(tx, row, now);
  const details = openDetails(runtime.cipher, row);
  const parents = await guardiansOf(tx, row.personId);
  const told = (await coversFromBirth(tx, row.personId))
    ? '缴费后，从出生那天起的费用可以报销。'
    : '缴费以后可以报销，从哪天起在进度页上写明了。';
  for (const { guardianPersonId } of parents) {
    const isApplicant = guardianPersonId === row.applicantPersonId;
    await notify(
      tx,
      {
        personId: guardianPersonId,
        dedupeKey: `newborn-approved:${row.id}`,
        title: '宝宝的参保登记已通过',
        body: isApplicant
          ? `${maskName(details.babyName)}（${formatChineseDate(details.bornOn)}出生）已登记，${told}`
          : `孩子的另一位家长已为${maskName(details.babyName)}办好参保登记，您也可以给宝宝缴费。`,
        link: isApplicant ? progressPage(row.id) : 'pages/home/index',
        message: isApplicant
          ? { topic: 'enrollment', person: maskName(details.babyName), highlight: '登记通过' }
          : null,
      },
      now,
    );
  }
}

/** Whether the baby was enrolled in time: then paying by the day it names covers from birth. */
async function coversFromBirth(tx: Transaction, babyPersonId: string): Promise<boolean> {
  const rows = await tx
    .select({ assessment: enrollment.assessment })
    .from(enrollment)
    .where(eq(enrollment.personId, babyPersonId));
  return rows.some(({ assessment }) => assessment.newborn !== undefined);
}

/**
 * The other parent's application that waits for a source or a clerk need not wait any longer. One
 * that is being looked at this very moment is left alone: it will find the approval itself.
 */
async function wakeOthers(tx: Transaction, row: NewbornApplication, now: number): Promise<void> {
  const waiting = tx
    .select({ id: newbornApplication.id })
    .from(newbornApplication)
    .where(
      and(
        eq(newbornApplication.certificateIndex, row.certificateIndex),
        eq(newbornApplication.status, 'queued'),
        sql`${newbornApplication.id} <> ${row.id}`,
      ),
    )
    .for('update', { skipLocked: true });
  const ids = (await waiting).map(({ id }) => id);
  if (ids.length === 0) return;
  await tx
    .update(newbornApplication)
    .set({ nextCheckAt: now })
    .where(inArray(newbornApplication.id, ids));
}

/**
 * A clerk approves an application that waits. Where the other parent was faster it joins theirs.
 *
 * @returns the application as it stands then
 */
export async function approveByStaff(
  context: DecisionContext,
  row: NewbornApplication,
): Promise<NewbornApplication> {
  const { tx, runtime, now } = context;
  const details = openDetails(runtime.cipher, row);
  const applicant = await getPerson(tx, row.applicantPersonId);
  const mother = row.applicantRole === 'mother' ? runtimeDocument(runtime, applicant) : null;
  const motherIndex = row.motherIndex ?? (mother && motherIndexOf(runtime.cipher, mother));
  await takeTurn(tx, row.certificateIndex, motherIndex);
  const leader = await findApproved(tx, row.certificateIndex);
  const decided = { decidedAt: now, decidedBy: 'staff' } as const;
  if (leader) {
    await joinLeader(tx, row, leader, now);
    const { personId } = leader;
    return moveApplication(tx, row, 'other_parent_first', now, {
      ...decided,
      leaderId: leader.id,
      personId,
    });
  }
  const personId = await createBaby(context, {
    details,
    certificate: null,
    hardship: [],
    submittedAt: row.submittedAt,
    payNextYear: row.payNextYear,
    householdArea: row.householdArea,
    applicantPersonId: row.applicantPersonId,
    applicantRole: row.applicantRole,
  });
  const changes = { ...decided, personId, motherIndex };
  const approved = await moveApplication(tx, row, 'checks_passed', now, changes);
  await afterApproval(context, approved);
  return approved;
}

function runtimeDocument({ cipher }: Runtime, row: Person): { documentNumber: string } {
  return { documentNumber: cipher.open('person.document_number', row.documentNumber) };
}

/** The second parent becomes a guardian; where the certificate made them one, nothing changes. */
export async function joinLeader(
  tx: Transaction,
  {
    applicantPersonId,
    applicantRole,
  }: Pick<NewbornApplication, 'applicantPersonId' | 'applicantRole'>,
  leader: NewbornApplication,
  now: number,
): Promise<void> {
  if (leader.personId === null) throw new Error('an approval without a baby');
  await addGuardian(tx, {
    childPersonId: leader.personId,
    guardianPersonId: applicantPersonId,
    relation: applicantRole,
    now,
  });
}
