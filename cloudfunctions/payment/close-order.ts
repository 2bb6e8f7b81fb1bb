import { eq } from 'drizzle-orm';
import { systemActor, writeAudit } from '../lib/audit';
import { paymentItem } from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';
import { lockOrder, moveOrder } from './store';

/** WeChat Pay has closed the order, or never knew it: its people are free for another one. */
export async function confirmClosed(
  runtime: Runtime,
  orderId: string,
  traceId: string,
): Promise<void> {
  const now = runtime.clock.now();
  await runtime.db.transaction(async (tx) => {
    const order = await lockOrder(tx, orderId);
    const closed = await moveOrder(tx, order, 'close_confirmed', now, { nextSweepAt: null });
    if (!closed) return; // paid or closed meanwhile: that stands
    await tx.update(paymentItem).set({ live: false }).where(eq(paymentItem.orderId, orderId));
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: 'payment.closed',
        subjectPersonId: order.payerPersonId,
        details: { orderId, from: order.status },
      },
    );
  });
}
