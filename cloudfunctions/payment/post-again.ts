import { eq } from 'drizzle-orm';
import { systemActor, writeAudit } from '../lib/audit';
import { paymentItem } from '../lib/database/schema';
import { markDelivered } from '../lib/outbox/deliver';
import { type Runtime } from '../lib/runtime';
import { post, postPaymentTopic } from './post-payment';
import { findOrder, lockOrder } from './store';

/**
 * Sends one paid person's posting to the platform once more, whatever became of its message: the
 * same business number is the same posting. One that the platform has lost gets a new number there.
 *
 * @throws UpstreamError when the platform does not answer or refuses
 */
export async function postAgain(runtime: Runtime, itemId: string, traceId: string): Promise<void> {
  const [item] = await runtime.db.select().from(paymentItem).where(eq(paymentItem.id, itemId));
  const order = item ? await findOrder(runtime.db, { orderId: item.orderId }) : null;
  if (!item?.live || !order || order.paidAt === null) return;
  const now = runtime.clock.now();
  if (item.postedAt === null) {
    const outcome = await postPaymentTopic.deliver(runtime, { itemId }, traceId);
    if (outcome === 'later') return;
    await markDelivered(runtime.db, { topic: 'core.postPayment', dedupeKey: itemId }, now);
    return;
  }
  const posted = await post(runtime, item, order);
  // the platform's books have the year otherwise: that is for a person to see
  if (posted.outcome !== 'accepted' || posted.collectionNo === item.collectionNo) return;
  const { collectionNo } = posted;
  await runtime.db.transaction(async (tx) => {
    await lockOrder(tx, order.id);
    await tx.update(paymentItem).set({ collectionNo }).where(eq(paymentItem.id, itemId));
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: 'payment.postedAgain',
        subjectPersonId: item.personId,
        details: { orderId: order.id, itemId, collectionNo, before: item.collectionNo },
      },
    );
  });
}
