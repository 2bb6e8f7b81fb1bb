import { and, eq, inArray, sql } from 'drizzle-orm';
import { formatChineseDate } from '@yibao/shared/rules/dates';
import { maskName } from '@yibao/shared/rules/masking';
import { undecidedNewbornStatuses } from '@yibao/shared/rules/newborn-states';
import { hasLiveEnrollment } from '../../enrollment/store';
import { type Transaction } from '../../lib/database/database';
import {
  enrollment,
  newbornApplication,
  type NewbornApplication,
  type Person,
} from '../../lib/database/schema';
import { ServiceError } from '../../lib/errors';
import { addGuardian, guardiansOf, wasEnded } from '../../lib/guardians';
import { notify } from '../../lib/notices';
import { enqueue, type OutgoingMessage } from '../../lib/outbox/enqueue';
import { getPerson, identityOf } from '../../lib/people';
import { type Runtime } from '../../lib/runtime';
import { motherIndexOf, openDetails } from '../details';
import { openItems } from '../items/store';
import { keepUntilAfterDecision } from '../photos/attach';
import { progressPage } from '../registration';
import { findApproved, moveApplication, takeTurn } from '../store';
import {
  type Approval,
  createBaby,
  type DecisionContext,
  enrol,
  isCoverable,
  otherParentBy,
} from './baby';
import { type Gathered } from './gather';

/** Everything that follows an approval once its row stands: items, photographs, news. */
export async function afterApproval(
  context: DecisionContext,
  row: NewbornApplication,
): Promise<void> {
  const { tx, runtime, now } = context;
  if (row.personId === null) throw new Error('an approval without a baby');
  const applicationId = row.id;
  const send = later(tx, now);
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
 * The other parent's application that waits for a source, a clerk or more papers need not wait any
 * longer. One that is being looked at this very moment is left alone: it finds the approval itself.
 */
async function wakeOthers(tx: Transaction, row: NewbornApplication, now: number): Promise<void> {
  const waiting = tx
    .select({ id: newbornApplication.id })
    .from(newbornApplication)
    .where(
      and(
        eq(newbornApplication.certificateIndex, row.certificateIndex),
        inArray(newbornApplication.status, undecidedNewbornStatuses),
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

/** Whose births count as the mother's: the applicant's own, or those of whom the father named. */
function motherIndexByForm(
  { cipher }: Runtime,
  row: NewbornApplication,
  applicant: Person,
  { certificate, otherParent }: Gathered,
): string | null {
  if (row.motherIndex !== null) return row.motherIndex;
  if (certificate) return motherIndexOf(cipher, certificate.mother);
  if (row.applicantRole === 'father') return otherParent && motherIndexOf(cipher, otherParent);
  return motherIndexOf(cipher, identityOf(cipher, applicant));
}

/**
 * A clerk approves an application that waits. Where the other parent was faster it joins theirs.
 *
 * @param gathered what the sources say now; the hardship lists have to be known
 * @returns the application as it stands then
 * @throws ServiceError not_allowed for a guardian whose right was ended, window_closed when no year
 *   can be covered any more
 */
export async function approveByStaff(
  context: DecisionContext,
  row: NewbornApplication,
  gathered: Gathered,
): Promise<NewbornApplication> {
  const { tx, runtime, now } = context;
  const details = openDetails(runtime.cipher, row);
  const applicant = await getPerson(tx, row.applicantPersonId);
  const motherIndex = motherIndexByForm(runtime, row, applicant, gathered);
  await takeTurn(tx, row.certificateIndex, motherIndex);
  const leader = await findApproved(tx, row.certificateIndex);
  const decided = { decidedAt: now, decidedBy: 'staff' } as const;
  if (leader) {
    await joinLeader(context, { ...row, details }, leader, gathered);
    const joined = { ...decided, leaderId: leader.id, personId: leader.personId };
    return moveApplication(tx, row, 'other_parent_first', now, joined);
  }
  const personId = await createBaby(context, {
    ...row,
    details,
    otherParent: otherParentBy(gathered, { details, applicantRole: row.applicantRole }),
    hardship: gathered.hardship,
  });
  const changes = { ...decided, personId, motherIndex };
  const approved = await moveApplication(tx, row, 'checks_passed', now, changes);
  await afterApproval(context, approved);
  return approved;
}

/** The second parent, and what they chose beyond the first one's choices. */
type Joiner = Omit<Approval, 'otherParent' | 'hardship'> & Pick<NewbornApplication, 'items'>;

/**
 * The second parent becomes a guardian, and what they chose and the first one did not is begun
 * too: other departments, and the following year.
 *
 * @throws ServiceError not_allowed when a court or household change has ended their right
 */
export async function joinLeader(
  context: DecisionContext,
  joiner: Joiner,
  leader: NewbornApplication,
  gathered: Gathered,
): Promise<void> {
  const { tx, runtime, now } = context;
  const { applicantPersonId: guardianPersonId, applicantRole: relation } = joiner;
  const { personId: childPersonId } = leader;
  if (childPersonId === null) throw new Error('an approval without a baby');
  if (await wasEnded(tx, childPersonId, guardianPersonId)) {
    const message = '这位家长对孩子的监护关系已经终止，不能同意';
    throw new ServiceError('not_allowed', { message });
  }
  await addGuardian(tx, { childPersonId, guardianPersonId, relation, now });
  await beginItems(context, leader, joiner.items);
  // the core platform may have refused what the first parent asked for
  const missing = !(await hasLiveEnrollment(tx, childPersonId));
  const more = joiner.payNextYear && !leader.payNextYear;
  if (!(missing || more) || !gathered.hardshipKnown) return;
  const approval = { ...joiner, hardship: gathered.hardship };
  if (isCoverable(runtime, approval, now)) await enrol(context, approval, childPersonId);
}

/** Hands over what has not been handed over yet. */
async function beginItems(
  { tx, now }: DecisionContext,
  leader: NewbornApplication,
  wanted: NewbornApplication['items'],
): Promise<void> {
  const kinds = wanted.filter((kind) => !leader.items.includes(kind));
  if (leader.personId === null || kinds.length === 0) return;
  await tx
    .update(newbornApplication)
    .set({ items: [...leader.items, ...kinds] })
    .where(eq(newbornApplication.id, leader.id));
  const baby = await getPerson(tx, leader.personId);
  const hasIdNumber = baby.documentType === 'residentId';
  await openItems(tx, { applicationId: leader.id, kinds, hasIdNumber, now, send: later(tx, now) });
}

/** Departments take their time: the timer tells them, not before the parent has an answer. */
const later = (tx: Transaction, now: number) => async (message: OutgoingMessage) => {
  await enqueue(tx, message, now);
};
