import { and, asc, eq, isNotNull, lte } from 'drizzle-orm';
import { policyFor } from '@yibao/shared/policy';
import { hourMs, minuteMs } from '@yibao/shared/rules/dates';
import { refundStatusInfo } from '@yibao/shared/rules/refund-states';
import { systemActor, writeAudit } from '../lib/audit';
import { refund, type Refund } from '../lib/database/schema';
import { describeError } from '../lib/log';
import { retryDead } from '../lib/outbox/deliver';
import { enqueue, removeMessage } from '../lib/outbox/enqueue';
import { type Runtime } from '../lib/runtime';
import { tell } from './news';
import { isDriven, lockRefund, nextSweep, partsOf, stepMessage } from './store';

/**
 * Every refund that may be stuck, looked at each hour: a step whose attempts are used up is tried
 * again, one whose message is gone gets a new one, and who waits longer than usual is told.
 *
 * @returns how many were looked at
 */
export async function sweepRefunds(
  runtime: Runtime,
  options: { limit: number; traceId: string },
): Promise<number> {
  const due = await claimDue(runtime, options.limit);
  for (const { id } of due) {
    try {
      await lookAfter(runtime, id, options.traceId);
    } catch (error) {
      const log = runtime.log.child({ traceId: options.traceId, refundId: id });
      log.warn(describeError(error), 'refund sweep failed; the next one is scheduled');
    }
  }
  return due.length;
}

async function claimDue(runtime: Runtime, limit: number): Promise<Refund[]> {
  const now = runtime.clock.now();
  return runtime.db.transaction(async (tx) => {
    const due = await tx
      .select()
      .from(refund)
      .where(and(isNotNull(refund.nextSweepAt), lte(refund.nextSweepAt, now)))
      .orderBy(asc(refund.nextSweepAt))
      .limit(limit)
      .for('update', { skipLocked: true });
    for (const { id } of due) {
      await tx
        .update(refund)
        .set({ nextSweepAt: nextSweep(now) })
        .where(eq(refund.id, id));
    }
    return due;
  });
}

/** How long a status may last before the person is told, by the table and the year's policy. */
function patienceMs(runtime: Runtime, row: Refund, coverageYear: number): number | null {
  const { timeoutMinutes, owner } = refundStatusInfo[row.status];
  if (timeoutMinutes === null) return null;
  const policy = policyFor(runtime.config.region, coverageYear);
  const isReview = row.status === 'tax_review' || owner === 'staff';
  return isReview && policy?.status === 'published'
    ? policy.refund.reviewOverdueHours * hourMs
    : timeoutMinutes * minuteMs;
}

async function lookAfter(runtime: Runtime, refundId: string, traceId: string): Promise<void> {
  const now = runtime.clock.now();
  await runtime.db.transaction(async (tx) => {
    const { row } = await lockRefund(tx, refundId);
    if (isDriven(row.status)) {
      const message = stepMessage(row);
      const { topic, dedupeKey } = message;
      await retryDead(tx, { topic, dedupeKeys: [dedupeKey] }, now);
      // delivered, yet here it stands: whatever it was, the step is made once more
      await removeMessage(tx, message, ['done']);
      await enqueue(tx, message, now);
    }
    const parts = (await partsOf(tx, [refundId])).get(refundId) ?? [];
    const patience = patienceMs(runtime, row, parts[0]?.item.coverageYear ?? 0);
    if (patience === null || row.overdueToldAt !== null) return;
    if (now < row.statusSince + patience) return;
    await tx.update(refund).set({ overdueToldAt: now }).where(eq(refund.id, refundId));
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: 'refund.overdue',
        subjectPersonId: row.payerPersonId,
        details: { refundId, status: row.status },
      },
    );
    const body = `退费 ${row.outRefundNo} 比平时慢（${refundStatusInfo[row.status].label}），还在办，钱不会丢，不用重新申请。`;
    const event = `overdue:${row.statusSince}`;
    await tell(
      tx,
      runtime,
      { row, parts },
      { event, toPayer: { title: '退费比平时慢', body }, toInsured: null },
      now,
    );
  });
}
