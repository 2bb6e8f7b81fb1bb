import { and, asc, eq, inArray, lte } from 'drizzle-orm';
import {
  isUndecidedNewborn,
  newbornStatusInfo,
  undecidedNewbornStatuses,
} from '@yibao/shared/rules/newborn-states';
import { systemActor, writeAudit } from '../../lib/audit';
import { type Queryable, type Transaction } from '../../lib/database/database';
import { newbornApplication, type NewbornApplication } from '../../lib/database/schema';
import { describeError } from '../../lib/log';
import { notify } from '../../lib/notices';
import { deliverDue } from '../../lib/outbox/deliver';
import { enqueue } from '../../lib/outbox/enqueue';
import { topicHandlers } from '../../lib/outbox/handlers';
import { type Runtime } from '../../lib/runtime';
import { afterApproval, joinLeader } from './approve';
import { type DecisionContext } from './baby';
import { openDetails } from '../details';
import { caseOf, type Gathered } from './gather';
import { type Case, keepChecks } from './judge';
import { keepUntilAfterDecision } from '../photos/attach';
import { progressPage } from '../registration';
import {
  allChecks,
  findApproved,
  lastChecks,
  lockApplication,
  moveApplication,
  takeTurn,
} from '../store';
import { changesOf, decide, type Decided, type Decision, recheckEveryMs } from './decide';

/** Not decided yet; one that waits for papers may still join the other parent. */
const waits = inArray(newbornApplication.status, undecidedNewbornStatuses);
const isWaiting = ({ status }: NewbornApplication): boolean => isUndecidedNewborn(status);

/** Applications asked about side by side: enough to be quick, few enough for a registry that ails. */
const groupSize = 5;

/**
 * The sweep behind `queued`: asks the sources again and decides by itself. When a whole group finds
 * them still away, the rest waits for the next minute instead of knocking on.
 *
 * @returns how many were looked at; 0 also when the sources are still away
 */
export async function decideQueued(
  runtime: Runtime,
  { limit, traceId }: { limit: number; traceId: string },
): Promise<number> {
  let looked = 0;
  while (looked < limit) {
    const due = await takeDue(runtime, Math.min(groupSize, limit - looked));
    if (due.length === 0) break;
    const settled = await Promise.all(due.map((id) => lookAgain(runtime, id, traceId)));
    if (!settled.includes(true)) return 0;
    looked += due.length;
  }
  return looked;
}

/** Moves each to its next look first, so that a crash or a second worker asks late, not twice. */
async function takeDue(runtime: Runtime, limit: number): Promise<string[]> {
  const now = runtime.clock.now();
  return runtime.db.transaction(async (tx) => {
    const rows = await tx
      .select({ id: newbornApplication.id })
      .from(newbornApplication)
      .where(and(waits, lte(newbornApplication.nextCheckAt, now)))
      .orderBy(asc(newbornApplication.nextCheckAt))
      .limit(limit)
      .for('update', { skipLocked: true });
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) {
      await tx
        .update(newbornApplication)
        .set({ nextCheckAt: now + recheckEveryMs })
        .where(inArray(newbornApplication.id, ids));
    }
    return ids;
  });
}

/** @returns whether it left the queue, or waits for a person now */
async function lookAgain(
  runtime: Runtime,
  applicationId: string,
  traceId: string,
): Promise<boolean> {
  try {
    return await decideAgain(runtime, applicationId, traceId);
  } catch (error) {
    const log = runtime.log.child({ traceId, applicationId });
    log.warn(describeError(error), 'newborn: another look failed; the next one is scheduled');
    return false;
  }
}

async function decideAgain(
  runtime: Runtime,
  applicationId: string,
  traceId: string,
): Promise<boolean> {
  const before = await getWaiting(runtime.db, applicationId);
  if (!before) return true;
  const question = await caseOf(runtime, before);
  const now = runtime.clock.now();
  const messages: number[] = [];
  const settled = await runtime.db.transaction(async (tx) => {
    // the turn before the row, as everywhere
    await takeTurn(tx, before.certificateIndex, null);
    const row = await lockApplication(tx, applicationId);
    if (!isWaiting(row)) return true;
    const context = systemContext(tx, runtime, traceId, now, messages);
    return settle(context, row, question);
  });
  if (messages.length > 0) {
    await deliverDue(runtime, topicHandlers, { limit: messages.length, traceId, only: messages });
  }
  return settled;
}

async function getWaiting(
  db: Queryable,
  applicationId: string,
): Promise<NewbornApplication | null> {
  const [row] = await db
    .select()
    .from(newbornApplication)
    .where(and(eq(newbornApplication.id, applicationId), waits));
  return row ?? null;
}

function systemContext(
  tx: Transaction,
  runtime: Runtime,
  traceId: string,
  now: number,
  messages: number[],
): DecisionContext {
  return {
    tx,
    runtime,
    now,
    traceId,
    audit: (record) => writeAudit(tx, { actor: systemActor, traceId, now }, record),
    send: async (message) => {
      const id = await enqueue(tx, message, now);
      if (id !== null) messages.push(id);
    },
  };
}

async function settle(
  context: DecisionContext,
  row: NewbornApplication,
  question: Case,
): Promise<boolean> {
  const { tx, now } = context;
  // a person has to weigh it: only the other parent's approval can take it out of their hands
  const needsPerson = row.queueReason !== 'unavailable';
  if (needsPerson && !(await findApproved(tx, row.certificateIndex))) {
    await postpone(tx, row, { nextCheckAt: null });
    return true;
  }
  const earlier = await allChecks(tx, row.id);
  const digests = earlier.flatMap(({ answerDigest }) => answerDigest ?? []);
  const subject = { ...row, details: openDetails(context.runtime.cipher, row) };
  const decided = await decide(context, subject, question, digests[0] ?? null);
  const { decision } = decided;
  if (needsPerson && decision.outcome !== 'joined') {
    // what the clerk has to weigh stays as it is; without the certificate registry one looks again
    const away = question.gathered.certificateDigest === null;
    await postpone(tx, row, { nextCheckAt: away ? now + recheckEveryMs : null });
    return !away;
  }
  const { gathered } = question;
  if (decision.outcome === 'queued') {
    return queueOn(context, row, { ...decided, decision }, gathered);
  }
  await conclude(context, row, { ...decided, decision }, gathered);
  return true;
}

/** It leaves the queue by its checks. */
async function conclude(
  context: DecisionContext,
  row: NewbornApplication,
  decided: Decided & { decision: Exclude<Decision, { outcome: 'queued' }> },
  gathered: Gathered,
): Promise<void> {
  const { tx, runtime, now, audit } = context;
  const { decision, judgement } = decided;
  const round = row.rounds + 1;
  await keepChecks(tx, row.id, round, { judgement, gathered, now });
  const changes = { ...changesOf(decided, now), rounds: round };
  const next = await moveApplication(tx, row, events[decision.outcome], now, changes);
  await audit({
    action: `newborn.${next.status}`,
    subjectPersonId: next.personId ?? row.applicantPersonId,
    details: { applicationId: row.id, by: 'checks', round },
  });
  if (decision.outcome === 'approved') {
    await afterApproval(context, next);
    return;
  }
  await keepUntilAfterDecision(tx, row.id, now);
  if (decision.outcome === 'joined') {
    const joiner = { ...row, details: openDetails(runtime.cipher, row) };
    await joinLeader(context, joiner, decision.leader, gathered);
  }
  await tellDecision(tx, next, now);
}

const events = {
  approved: 'checks_passed',
  joined: 'other_parent_first',
  refused: 'mismatch_found',
} as const;

/** Still not decided: what changed since the last look is kept, what did not is not written again. */
async function queueOn(
  { tx, now }: DecisionContext,
  row: NewbornApplication,
  {
    decision,
    judgement,
    motherIndex,
  }: Decided & { decision: Extract<Decision, { outcome: 'queued' }> },
  gathered: Gathered,
): Promise<boolean> {
  const last = await lastChecks(tx, row);
  const same =
    last.length === judgement.checks.length &&
    judgement.checks.every(({ check, result, reason }) =>
      last.some((kept) => kept.kind === check && kept.result === result && kept.reason === reason),
    );
  const rounds = same ? row.rounds : row.rounds + 1;
  if (!same) await keepChecks(tx, row.id, rounds, { judgement, gathered, now });
  const { queueReason } = decision;
  const waits = queueReason === 'unavailable';
  await postpone(tx, row, {
    rounds,
    queueReason,
    motherIndex: motherIndex ?? row.motherIndex,
    nextCheckAt: waits ? now + recheckEveryMs : null,
  });
  return !waits;
}

async function postpone(
  tx: Transaction,
  row: NewbornApplication,
  changes: Partial<NewbornApplication>,
): Promise<void> {
  await tx.update(newbornApplication).set(changes).where(eq(newbornApplication.id, row.id));
}

/** Who waited hears of it; an approval tells both parents itself. */
async function tellDecision(tx: Transaction, row: NewbornApplication, now: number): Promise<void> {
  const { label, sentence } = newbornStatusInfo[row.status];
  await notify(
    tx,
    {
      personId: row.applicantPersonId,
      dedupeKey: `newborn-decided:${row.id}:${now}`,
      title: `新生儿一件事：${label}`,
      body: sentence,
      link: progressPage(row.id),
      message: null,
    },
    now,
  );
}
