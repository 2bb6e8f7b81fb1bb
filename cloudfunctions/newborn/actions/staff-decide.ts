import { eq } from 'drizzle-orm';
import { newbornStatusInfo } from '@yibao/shared/rules/newborn-states';
import { toHalfWidth } from '@yibao/shared/rules/text';
import { type Caller } from '../../lib/caller';
import { type Transaction } from '../../lib/database/database';
import { newbornApplication, type NewbornApplication } from '../../lib/database/schema';
import { mutation, type WriteContext } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { notify } from '../../lib/notices';
import { type RegisteredPerson } from '../../lib/ports/data-sharing';
import { type Runtime } from '../../lib/runtime';
import { approveByStaff } from '../decide/approve';
import { keepUntilAfterDecision } from '../photos/attach';
import { progressPage } from '../registration';
import {
  assertClaimed,
  assertNotFamily,
  spouseToRuleOut,
  takenByColleague,
  viewStaffRow,
} from '../staff';
import { lastChecks, lockApplication, moveApplication } from '../store';

type DecisionName = 'newborn.staffApprove' | 'newborn.staffAskMore' | 'newborn.staffRefuse';
type DecisionContext = WriteContext<DecisionName>;

const before = (
  context: { runtime: Runtime; caller: Caller },
  { applicationId }: { applicationId: string },
) => spouseToRuleOut(context, applicationId);

/** Nine digits in a row are a telephone, a certificate or an ID number. */
const longNumber = /\d{9}/;

/** A clerk's words within a sentence of ours. */
const inSentence = (reason: string): string => reason.trim().replace(/[。.]+$/, '');

/** The words go to the guardian and stay in the file: whom they are about is known without numbers. */
function checkReason(reason: string): void {
  if (longNumber.test(toHalfWidth(reason).replace(/\s/g, ''))) {
    throw refuseField('reason', '理由里请不要写证件号码或手机号');
  }
}

async function lockForStaff(
  context: { tx: Transaction; runtime: Runtime; caller: Caller },
  applicationId: string,
  spouse: RegisteredPerson | null,
): Promise<NewbornApplication> {
  const row = await lockApplication(context.tx, applicationId);
  await assertNotFamily(context.tx, context, row, spouse);
  return row;
}

async function change(
  tx: Transaction,
  row: NewbornApplication,
  changes: Partial<NewbornApplication>,
): Promise<NewbornApplication> {
  await tx.update(newbornApplication).set(changes).where(eq(newbornApplication.id, row.id));
  return { ...row, ...changes };
}

/** Takes an application in hand; one that a clerk has already is theirs. */
export const claim = mutation('newborn.staffClaim', {
  before,

  async run(context, { applicationId }, spouse) {
    const { tx, caller, audit } = context;
    const row = await lockForStaff(context, applicationId, spouse);
    if (row.status !== 'queued' && row.status !== 'need_more') {
      throw new ServiceError('newborn_state');
    }
    if (row.claimedBy !== null && row.claimedBy !== caller.accountId) throw takenByColleague();
    const claimed = await change(tx, row, { claimedBy: caller.accountId });
    await audit({
      action: 'newborn.staffClaim',
      subjectPersonId: row.applicantPersonId,
      details: { applicationId, status: row.status },
    });
    return viewStaffRow(tx, context, claimed);
  },
});

/**
 * Approves. What a source answered against it, one clerk alone does not overrule: whoever has it in
 * hand approves first, and another clerk after them.
 */
export const approve = mutation('newborn.staffApprove', {
  before,

  async run(context: DecisionContext, { applicationId, reason }, spouse) {
    const { tx, caller } = context;
    checkReason(reason);
    const row = await lockForStaff(context, applicationId, spouse);
    if (row.status !== 'queued') throw new ServiceError('newborn_state');
    const checks = await lastChecks(tx, row);
    const mismatches = checks.filter(({ result }) => result === 'mismatch').length;
    if (mismatches > 0 && row.firstApprover === null) {
      assertClaimed(row, caller);
      const words = { firstApprover: caller.accountId, staffWords: reason };
      const first = await change(tx, row, words);
      await record(context, first, { reason, step: 'first', mismatches });
      return viewStaffRow(tx, context, first);
    }
    if (mismatches === 0) assertClaimed(row, caller);
    else if (row.firstApprover === caller.accountId) {
      throw new ServiceError('second_approval_needed');
    }
    const earlier = row.firstApprover === null ? [] : [row.staffWords];
    const staffWords = [...earlier, reason].filter((words) => words !== null).join('\n');
    const approved = await approveByStaff(context, await change(tx, row, { staffWords }));
    await record(context, approved, { reason, step: 'final', mismatches });
    // an approval tells the parents itself; who joins the other parent hears it here
    if (approved.status === 'joined') {
      await tell(context, approved, newbornStatusInfo.joined.sentence);
    }
    return viewStaffRow(tx, context, approved);
  },
});

/** What is asked for starts afresh with the answer: an approval before it does not count. */
export const askMore = mutation('newborn.staffAskMore', {
  before,

  async run(context: DecisionContext, { applicationId, reason }, spouse) {
    const { tx, caller, now } = context;
    checkReason(reason);
    const row = await lockForStaff(context, applicationId, spouse);
    assertClaimed(row, caller);
    const changes = { staffWords: reason, firstApprover: null };
    const asked = await moveApplication(tx, row, 'more_asked', now, changes);
    await keepUntilAfterDecision(tx, applicationId, now);
    await record(context, asked, { reason });
    await tell(context, asked, `工作人员看过了，请您补充：${inSentence(reason)}。`);
    return viewStaffRow(tx, context, asked);
  },
});

export const refuse = mutation('newborn.staffRefuse', {
  before,

  async run(context: DecisionContext, { applicationId, reason }, spouse) {
    const { tx, caller, now } = context;
    checkReason(reason);
    const row = await lockForStaff(context, applicationId, spouse);
    assertClaimed(row, caller);
    const refused = await moveApplication(tx, row, 'mismatch_found', now, {
      staffWords: reason,
      firstApprover: null,
      decidedAt: now,
      decidedBy: 'staff',
    });
    await keepUntilAfterDecision(tx, applicationId, now);
    await record(context, refused, { reason });
    await tell(
      context,
      refused,
      `工作人员看过了，这次没有通过：${inSentence(reason)}。您可以补充说明，请我们再看一次。`,
    );
    return viewStaffRow(tx, context, refused);
  },
});

const auditNames = {
  approved: 'newborn.staffApprove',
  joined: 'newborn.staffApprove',
  queued: 'newborn.staffApprove',
  need_more: 'newborn.staffAskMore',
  refused: 'newborn.staffRefuse',
} as const;

/** The reason is about people: its words stay in the application, the audit says how many. */
async function record(
  { audit }: DecisionContext,
  row: NewbornApplication,
  { reason, ...details }: { reason: string; step?: string; mismatches?: number },
): Promise<void> {
  if (row.status === 'withdrawn') throw new Error('staff withdraw nothing');
  await audit({
    action: auditNames[row.status],
    subjectPersonId: row.personId ?? row.applicantPersonId,
    details: {
      applicationId: row.id,
      status: row.status,
      reasonLength: reason.length,
      ...details,
    },
  });
}

async function tell(
  { tx, now }: DecisionContext,
  row: NewbornApplication,
  body: string,
): Promise<void> {
  await notify(
    tx,
    {
      personId: row.applicantPersonId,
      dedupeKey: `newborn-staff:${row.id}:${row.statusSince}`,
      title: `新生儿参保申请：${newbornStatusInfo[row.status].label}`,
      body,
      link: progressPage(row.id),
      message: null,
    },
    now,
  );
}
