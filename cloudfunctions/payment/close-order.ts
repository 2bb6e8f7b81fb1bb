import { eq } from 'drizzle-orm';
import { type OrderRefusal, orderRefusals } from '@yibao/shared/rules/rails';
import { systemActor, writeAudit } from '../lib/audit';
import { type Transaction } from '../lib/database/database';
import { paymentItem, type PaymentOrder } from '../lib/database/schema';
import { notify } from '../lib/notices';
import { type Runtime } from '../lib/runtime';
import { lockOrder, moveOrder } from './store';

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
    const changes = { nextSweepAt: null, refusal };
    const closed = await moveOrder(tx, order, 'close_confirmed', now, changes);
    if (!closed) return; // paid or closed meanwhile: that stands
    await tx.update(paymentItem).set({ live: false }).where(eq(paymentItem.orderId, orderId));
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: 'payment.closed',
        subjectPersonId: order.payerPersonId,
        details: { orderId, from: order.status, refusal },
      },
    );
    // who counts on a promise must hear that it was not kept
    if (refusal !== null) await tellRefused(tx, order, refusal, now);
  });
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
      title: '这笔缴费没有扣成',
      body: `订单 ${order.outTradeNo}：${orderRefusals[refusal]}。`,
      link: `packagePayment/pages/order/index?orderId=${order.id}`,
      message: null,
    },
    now,
  );
}
