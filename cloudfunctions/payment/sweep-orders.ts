import { and, asc, eq, isNotNull, lte } from 'drizzle-orm';
import { systemActor, writeAudit } from '../lib/audit';
import { paymentOrder, type PaymentOrder } from '../lib/database/schema';
import { describeError } from '../lib/log';
import { notify } from '../lib/notices';
import { retryDead } from '../lib/outbox/deliver';
import { type Runtime } from '../lib/runtime';
import { postingOverdueMs } from './apply-payment';
import { committedSweepMs, watchCommitted } from './commit-order';
import { refreshOrder } from './progress';
import { isOpen, isUnpaid, itemsOf, lockOrder, moveOrder } from './store';
import { nextOpenSweepAt, postingSweepMs } from './sweep-schedule';

/**
 * Every order that may be stuck, looked at when its time comes: unpaid ones are asked about and
 * closed when they end, paid ones are watched until they are posted.
 *
 * @returns how many orders were looked at
 */
export async function sweepOrders(
  runtime: Runtime,
  options: { limit: number; traceId: string },
): Promise<number> {
  const due = await claimDue(runtime, options.limit);
  for (const order of due) {
    try {
      if (isUnpaid(order)) await refreshOrder(runtime, order.id, options.traceId);
      if (order.status === 'committed') await watchCommitted(runtime, order, options.traceId);
      if (!isUnpaid(order)) await watchPosting(runtime, order, options.traceId);
    } catch (error) {
      const log = runtime.log.child({ traceId: options.traceId, orderId: order.id });
      log.warn(describeError(error), 'sweep failed; the next one is scheduled');
    }
  }
  return due.length;
}

/** Schedules the next look before this one, so that a crash asks late rather than never. */
async function claimDue(runtime: Runtime, limit: number): Promise<PaymentOrder[]> {
  const now = runtime.clock.now();
  return runtime.db.transaction(async (tx) => {
    const due = await tx
      .select()
      .from(paymentOrder)
      .where(and(isNotNull(paymentOrder.nextSweepAt), lte(paymentOrder.nextSweepAt, now)))
      .orderBy(asc(paymentOrder.nextSweepAt))
      .limit(limit)
      .for('update', { skipLocked: true });
    for (const order of due) {
      const nextSweepAt = isOpen(order)
        ? nextOpenSweepAt(order.sweeps + 1, now, order.expiresAt)
        : now + (order.status === 'committed' ? committedSweepMs : postingSweepMs);
      await tx
        .update(paymentOrder)
        .set({ nextSweepAt, sweeps: order.sweeps + 1 })
        .where(eq(paymentOrder.id, order.id));
    }
    return due;
  });
}

/**
 * Money that was taken is never given up: postings whose attempts are used up are tried again
 * each hour. 48 hours after the payment the person hears that it takes longer.
 */
async function watchPosting(runtime: Runtime, order: PaymentOrder, traceId: string): Promise<void> {
  const now = runtime.clock.now();
  await runtime.db.transaction(async (tx) => {
    const locked = await lockOrder(tx, order.id);
    if (locked.paidAt === null) return;
    const items = await itemsOf(tx, [order.id]);
    const unposted = items.filter((item) => item.live && item.postedAt === null);
    const dedupeKeys = unposted.map((item) => item.id);
    await retryDead(tx, { topic: 'core.postPayment', dedupeKeys }, now);
    const [item] = items;
    if (!item || locked.status !== 'paid') return;
    if (now < locked.paidAt + postingOverdueMs(runtime.config.region, item.coverageYear)) return;
    await moveOrder(tx, locked, 'posting_deadline_passed', now);
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: 'payment.postingOverdue',
        subjectPersonId: order.payerPersonId,
        details: { orderId: order.id },
      },
    );
    await notify(
      tx,
      {
        personId: order.payerPersonId,
        dedupeKey: `posting-overdue:${order.id}`,
        title: '入账比平时慢',
        body: `订单 ${order.outTradeNo} 的钱已经收到，入账超过 48 小时，工作人员正在查。钱不会丢，不用再付。`,
        link: `packagePayment/pages/order/index?orderId=${order.id}`,
        message: null,
      },
      now,
    );
  });
}
