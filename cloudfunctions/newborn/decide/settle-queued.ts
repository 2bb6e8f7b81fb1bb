import { newbornStatusInfo } from '@yibao/shared/rules/newborn-states';
import { type Transaction } from '../../lib/database/database';
import { type NewbornApplication } from '../../lib/database/schema';
import { notify } from '../../lib/notices';
import { openDetails } from '../details';
import { keepUntilAfterDecision } from '../photos/attach';
import { progressPage } from '../registration';
import { allChecks, changeApplication, findApproved, lastChecks, moveApplication } from '../store';
import { afterApproval, joinLeader } from './approve';
import { type DecisionContext } from './baby';
import { changesOf, decide, type Decided, type Decision, recheckEveryMs } from './decide';
import { type Gathered } from './gather';
import { type Case, keepChecks } from './judge';

/**
 * Decides a locked application of the queue with what the sources say now.
 *
 * @returns whether it left the queue, or waits for a person now
 */
export async function settleQueued(
  context: DecisionContext,
  row: NewbornApplication,
  question: Case,
): Promise<boolean> {
  const { tx, now } = context;
  // a person has to weigh it: only the other parent's approval can take it out of their hands
  const needsPerson = row.queueReason !== 'unavailable';
  if (needsPerson && !(await findApproved(tx, row.certificateIndex))) {
    await changeApplication(tx, row, { nextCheckAt: null });
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
    await changeApplication(tx, row, { nextCheckAt: away ? now + recheckEveryMs : null });
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
  const away = queueReason === 'unavailable';
  await changeApplication(tx, row, {
    rounds,
    queueReason,
    motherIndex: motherIndex ?? row.motherIndex,
    nextCheckAt: away ? now + recheckEveryMs : null,
  });
  return !away;
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
