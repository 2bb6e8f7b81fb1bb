import { and, eq, isNull } from 'drizzle-orm';
import { systemActor, writeAudit } from '../lib/audit';
import { type Transaction } from '../lib/database/database';
import { paymentItem, type PaymentOrder } from '../lib/database/schema';
import { notify } from '../lib/notices';
import { type TopicHandler } from '../lib/outbox/deliver';
import { getPerson, platformNumberOf } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { findOrder, itemsOf, lockOrder, moveOrder } from './store';

type Delivery = 'done' | 'later';

/**
 * R201 for one person of a paid order. Accepted but not yet in the books: 90100 is asked until it
 * is. Giving up changes nothing: the order's own sweep tries again each hour, and after 48 hours
 * tells people.
 */
export const postPaymentTopic: TopicHandler<'core.postPayment'> = {
  async deliver(runtime, { itemId }, traceId): Promise<Delivery> {
    const [item] = await runtime.db.select().from(paymentItem).where(eq(paymentItem.id, itemId));
    const order = item ? await findOrder(runtime.db, { orderId: item.orderId }) : null;
    if (!item?.live || !order || order.paidAt === null) return 'done';
    if (item.postedAt !== null) return 'done';
    const person = await getPerson(runtime.db, item.personId);
    const platformNumber = platformNumberOf(runtime.cipher, person);
    // a newborn's enrolment is paid only once the platform has taken it and told its number
    if (platformNumber === null) throw new Error('a paid person without a platform number');
    const { corePlatform } = runtime.ports;
    let { collectionNo, arrived } = await corePlatform.postPayment({
      businessNo: item.id,
      platformNumber,
      coverageYear: item.coverageYear,
      amountFen: item.amountFen,
      subsidyFen: item.subsidyFen,
      paidAt: order.paidAt,
      // a fully subsidised person in a paid order: nothing of its money is theirs
      transactionId: item.amountFen === 0 ? null : order.transactionId,
    });
    if (!arrived) {
      const contributions = await corePlatform.listContributions(platformNumber);
      const booked = contributions.find((record) => record.businessNo === item.id);
      arrived = booked?.arrived ?? false;
      collectionNo = booked?.collectionNo ?? collectionNo;
    }
    if (!arrived) return 'later';
    await confirmPosted(runtime, { itemId, orderId: order.id, collectionNo, traceId });
    return 'done';
  },

  async giveUp() {
    return Promise.resolve();
  },
};

/** Marks one person as posted; with the last one the whole order is. */
async function confirmPosted(
  runtime: Runtime,
  posted: { itemId: string; orderId: string; collectionNo: string; traceId: string },
): Promise<void> {
  const { itemId, orderId, collectionNo, traceId } = posted;
  const now = runtime.clock.now();
  await runtime.db.transaction(async (tx) => {
    const order = await lockOrder(tx, orderId);
    const updated = await tx
      .update(paymentItem)
      .set({ postedAt: now, collectionNo })
      .where(and(eq(paymentItem.id, itemId), isNull(paymentItem.postedAt)))
      .returning({ personId: paymentItem.personId });
    const [first] = updated;
    if (!first) return;
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: 'payment.posted',
        subjectPersonId: first.personId,
        details: { orderId, itemId, collectionNo },
      },
    );
    const items = await itemsOf(tx, [orderId]);
    if (items.every((item) => item.postedAt !== null)) {
      await moveOrder(tx, order, 'posting_confirmed', now, { postedAt: now, nextSweepAt: null });
      if (order.status === 'posting_overdue') await tellPosted(tx, order, now);
    }
  });
}

/** Who was told that it takes longer hears of the good end as well. */
async function tellPosted(tx: Transaction, order: PaymentOrder, now: number): Promise<void> {
  await notify(
    tx,
    {
      personId: order.payerPersonId,
      dedupeKey: `posted:${order.id}`,
      title: '入账已完成',
      body: `订单 ${order.outTradeNo} 的钱已经记入医保账，让您久等了。`,
      link: `packagePayment/pages/order/index?orderId=${order.id}`,
      message: null,
    },
    now,
  );
}
