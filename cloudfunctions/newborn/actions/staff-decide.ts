import { isUndecidedNewborn, newbornStatusInfo } from '@yibao/shared/rules/newborn-states';
import { type Caller } from '../../lib/caller';
import { type Queryable, type Transaction } from '../../lib/database/database';
import { type NewbornApplication } from '../../lib/database/schema';
import { mutation, type WriteContext } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { notify } from '../../lib/notices';
import { type RegisteredPerson } from '../../lib/ports/data-sharing';
import { type Runtime } from '../../lib/runtime';
import { areTwoPeople } from '../../lib/same-person';
import { badgesOf } from '../../lib/staff';
import { approveByStaff } from '../decide/approve';
import { type Gathered, gatherFor } from '../decide/gather';
import { keepNote } from '../evidence';
import { keepUntilAfterDecision } from '../photos/attach';
import { progressPage } from '../registration';
import { assertClaimed, checkReason, mayTakeOver, takenByColleague, viewStaffRow } from '../staff';
import { assertNotFamily, spouseToRuleOut } from '../staff-family';
import {
  allChecks,
  changeApplication,
  findApplication,
  lockApplication,
  moveApplication,
  takeTurn,
} from '../store';

type DecisionName = 'newborn.staffApprove' | 'newborn.staffAskMore' | 'newborn.staffRefuse';
type DecisionContext = WriteContext<DecisionName>;

interface Context {
  runtime: Runtime;
  caller: Caller;
}

const before = (context: Context, { applicationId }: { applicationId: string }) =>
  spouseToRuleOut(context, applicationId);

/** A clerk's words within a sentence of ours. */
const inSentence = (reason: string): string => reason.trim().replace(/[。.]+$/, '');

async function lockForStaff(
  context: Context & { tx: Transaction },
  applicationId: string,
  named: (RegisteredPerson | null)[],
): Promise<NewbornApplication> {
  const row = await lockApplication(context.tx, applicationId);
  const parents = named.filter((parent) => parent !== null);
  await assertNotFamily(context.tx, context, row, parents);
  return row;
}

/** Takes an application in hand; one that a clerk has already is theirs, as long as they see to it. */
export const claim = mutation('newborn.staffClaim', {
  before,

  async run(context, { applicationId }, spouse) {
    const { tx, caller, now, audit } = context;
    const row = await lockForStaff(context, applicationId, [spouse]);
    if (!isUndecidedNewborn(row.status)) throw new ServiceError('newborn_state');
    const takenOver = row.claimedBy !== null && row.claimedBy !== caller.accountId;
    if (takenOver) await takeOver(context, row);
    const claimed = await changeApplication(tx, row, {
      claimedBy: caller.accountId,
      claimedAt: now,
    });
    await audit({
      action: 'newborn.staffClaim',
      subjectPersonId: row.applicantPersonId,
      details: { applicationId, status: row.status, takenOver },
    });
    return viewStaffRow(tx, context, claimed);
  },
});

/** @throws ServiceError newborn_state while a colleague is at it */
async function takeOver(
  { tx, runtime, caller, now }: WriteContext<'newborn.staffClaim'>,
  row: NewbornApplication,
): Promise<void> {
  if (!(await mayTakeOver(tx, row, now))) throw takenByColleague();
  const badges = await badgesOf(tx, [row.claimedBy]);
  const badge = badges.get(row.claimedBy ?? '') ?? '';
  const note = { applicationId: row.id, accountId: caller.accountId, now };
  const text = `从同事（工号 ${badge}）手里接过来`;
  await keepNote(tx, runtime.cipher, { ...note, kind: 'claim', text });
}

/**
 * The sources once more, for what an approval makes of them: fee, guardians, and whether the clerk
 * is one of the parents.
 *
 * @throws ServiceError not_found, not_allowed or newborn_state: then nobody is asked
 */
async function askAgain(
  context: Context,
  { applicationId }: { applicationId: string },
): Promise<Gathered> {
  const { runtime } = context;
  const row = await findApplication(runtime.db, applicationId);
  if (!row) throw new ServiceError('not_found');
  await assertNotFamily(runtime.db, context, row);
  if (row.status !== 'queued') throw new ServiceError('newborn_state');
  return gatherFor(runtime, row);
}

async function lockForApproval(
  context: DecisionContext,
  applicationId: string,
  { certificate, otherParent }: Gathered,
): Promise<NewbornApplication> {
  const { tx } = context;
  const found = await findApplication(tx, applicationId);
  if (!found) throw new ServiceError('not_found');
  // the turn comes before the row, as everywhere: two who need both never wait for each other
  await takeTurn(tx, found.certificateIndex, null);
  const parents = [otherParent, certificate?.mother ?? null, certificate?.father ?? null];
  return lockForStaff(context, applicationId, parents);
}

/**
 * Approves. What a source ever answered against it, one clerk alone does not overrule: whoever has
 * it in hand approves first, and another clerk after them.
 */
export const approve = mutation('newborn.staffApprove', {
  before: askAgain,

  async run(context: DecisionContext, { applicationId, reason }, gathered) {
    const { tx, caller } = context;
    const row = await lockForApproval(context, applicationId, gathered);
    checkReason(reason);
    await assertMayApprove(tx, row, caller);
    assertSpouseKnown(gathered);
    const mismatches = await countMismatches(tx, row);
    if (mismatches > 0 && row.firstApprover === null) {
      const first = await changeApplication(tx, row, { firstApprover: caller.accountId });
      await record(context, first, { reason, step: 'first', mismatches });
      return viewStaffRow(tx, context, first);
    }
    assertFeeKnown(gathered);
    const approved = await approveByStaff(context, row, gathered);
    await record(context, approved, { reason, step: 'final', mismatches });
    // an approval tells the parents itself; who joins the other parent hears it here
    if (approved.status === 'joined') {
      await tell(context, approved, newbornStatusInfo.joined.sentence);
    }
    return viewStaffRow(tx, context, approved);
  },
});

/** @throws ServiceError newborn_state or second_approval_needed: it is somebody else's approval */
async function assertMayApprove(
  db: Queryable,
  row: NewbornApplication,
  caller: Caller,
): Promise<void> {
  if (row.status !== 'queued') throw new ServiceError('newborn_state');
  if (row.firstApprover === null) assertClaimed(row, caller);
  else if (!(await areTwoPeople(db, row.firstApprover, caller.accountId))) {
    throw new ServiceError('second_approval_needed');
  }
}

/** Of all rounds: a source that answers otherwise later does not unsay what it said. */
async function countMismatches(db: Queryable, row: NewbornApplication): Promise<number> {
  const checks = await allChecks(db, row.id);
  const kinds = checks.filter(({ result }) => result === 'mismatch').map(({ kind }) => kind);
  return new Set(kinds).size;
}

/** Whether it is the clerk's own child nobody can tell while the marriage registry is away. */
function assertSpouseKnown({ answers }: Gathered): void {
  if (answers.spouse.state !== 'unavailable') return;
  throw new ServiceError('upstream_unavailable', {
    message: '婚姻登记暂时查不到，恢复后再同意',
  });
}

/** Fees are written down with the approval: without the list they may be too high. */
function assertFeeKnown({ hardshipKnown }: Gathered): void {
  if (hardshipKnown) return;
  throw new ServiceError('upstream_unavailable', {
    message: '困难群众名单暂时查不到，恢复后再同意，免得缴错钱',
  });
}

/** What is asked for starts afresh with the answer: an approval before it does not count. */
export const askMore = mutation('newborn.staffAskMore', {
  before,

  async run(context: DecisionContext, { applicationId, reason }, spouse) {
    const { tx, caller, now } = context;
    checkReason(reason);
    const row = await lockForStaff(context, applicationId, [spouse]);
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
    const row = await lockForStaff(context, applicationId, [spouse]);
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

const recordNames = {
  approved: { action: 'newborn.staffApprove', kind: 'approve' },
  joined: { action: 'newborn.staffApprove', kind: 'approve' },
  queued: { action: 'newborn.staffApprove', kind: 'approve' },
  need_more: { action: 'newborn.staffAskMore', kind: 'ask_more' },
  refused: { action: 'newborn.staffRefuse', kind: 'refuse' },
} as const;

/** The reason is about people: its words stay in the file, the audit says how many. */
async function record(
  { tx, runtime, caller, now, audit }: DecisionContext,
  row: NewbornApplication,
  { reason, ...details }: { reason: string; step?: string; mismatches?: number },
): Promise<void> {
  if (row.status === 'withdrawn') throw new Error('staff withdraw nothing');
  const { action, kind } = recordNames[row.status];
  const note = { applicationId: row.id, accountId: caller.accountId, kind, text: reason, now };
  await keepNote(tx, runtime.cipher, note);
  await audit({
    action,
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
