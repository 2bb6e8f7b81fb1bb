import { eq } from 'drizzle-orm';
import { type OrderRefusal, orderRefusals } from '@yibao/shared/rules/rails';
import { type Actor, systemActor, writeAudit } from '../lib/audit';
import { type Transaction } from '../lib/database/database';
import { paymentItem, paymentOrder, type PaymentOrder } from '../lib/database/schema';
import { notify } from '../lib/notices';
import { type Runtime } from '../lib/runtime';
import { lockOrder, moveOrder } from './store';

interface Origin {
  actor: Actor;
  traceId: string;
  now: number;
}

/**
 * The rail has closed the order, or never knew it: its people are free for another one.
 *
 * @param refusal why no money was taken, when that is why it ended
 */
export async function confirmClosed(
  runtime: Runtime,
  orderId: string,
  traceId: string,
  refusal: OrderRefusal | null,
): Promise<void> {
  const now = runtime.clock.now();
  await runtime.db.transaction(async (tx) => {
    const order = await lockOrder(tx, orderId);
    // paid or closed meanwhile: that stands
    await close(tx, order, refusal, { actor: systemActor, traceId, now });
  });
}

/**
 * Two clerks have settled an order's money outside, because it is not what the order says. The order
 * ends, its people are free for another one, and the rail is not asked about it any more.
 *
 * @returns whether there was an order to end; one that was paid meanwhile stays as it is
 */
export async function closeSettledOutside(
  tx: Transaction,
  orderId: string,
  origin: Origin,
): Promise<boolean> {
  const order = await lockOrder(tx, orderId);
  if (order.status !== 'closed') return close(tx, order, 'settledOutside', origin);
  const refusal = 'settledOutside';
  await tx.update(paymentOrder).set({ refusal }).where(eq(paymentOrder.id, orderId));
  await tellRefused(tx, order, refusal, origin.now);
  return true;
}

async function close(
  tx: Transaction,
  order: PaymentOrder,
  refusal: OrderRefusal | null,
  origin: Origin,
): Promise<boolean> {
  const { now } = origin;
  const changes = { nextSweepAt: null, refusal };
  const closed = await moveOrder(tx, order, 'close_confirmed', now, changes);
  if (!closed) return false;
  await tx.update(paymentItem).set({ live: false }).where(eq(paymentItem.orderId, order.id));
  await writeAudit(tx, origin, {
    action: 'payment.closed',
    subjectPersonId: order.payerPersonId,
    details: { orderId: order.id, from: order.status, refusal },
  });
  // who counts on a promise must hear that it was not kept
  if (refusal !== null) await tellRefused(tx, order, refusal, now);
  return true;
}

async function tellRefused(
  tx: Transaction,
  order: PaymentOrder,
  refusal: OrderRefusal,
  now: number,
): Promise<void> {
  await notify(
    tx,
    {
      personId: order.payerPersonId,
      dedupeKey: `refused:${order.id}`,
      title: refusal === 'settledOutside' ? '这笔缴费金额不符，钱会退回' : '这笔缴费没有扣成',
      body: `订单 ${order.outTradeNo}：${orderRefusals[refusal]}。`,
      link: `packagePayment/pages/order/index?orderId=${order.id}`,
      message: null,
    },
    now,
  );
}
