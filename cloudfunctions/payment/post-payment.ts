import { and, eq, isNull } from 'drizzle-orm';
import { reminderPolicyOf } from '@yibao/shared/policy/reminders';
import { maskName } from '@yibao/shared/rules/masking';
import { shortNames } from '@yibao/shared/rules/message-template';
import { postedIsNews } from '@yibao/shared/rules/reminders';
import { systemActor, writeAudit } from '../lib/audit';
import { type Transaction } from '../lib/database/database';
import { paymentItem, type PaymentItem, type PaymentOrder } from '../lib/database/schema';
import { notify } from '../lib/notices';
import { type TopicHandler } from '../lib/outbox/deliver';
import { getPerson, getPersons, identityOf, platformNumberOf } from '../lib/people';
import { type PostedPayment } from '../lib/ports/core-platform';
import { type Runtime } from '../lib/runtime';
import { giveBackUnbookable, watchForDuplicate } from '../refund/propose';
import { isGivenBack } from '../refund/store';
import { bookPosted } from './ledger';
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
    if (item.postedAt !== null || (await isGivenBack(runtime.db, itemId))) return 'done';
    const posted = await post(runtime, item, order);
    if (posted.outcome !== 'accepted') {
      return (await giveBackUnbookable(runtime, item, traceId)) ? 'done' : 'later';
    }
    const { collectionNo, arrived } = posted;
    if (!arrived) return 'later';
    await confirmPosted(runtime, { itemId, orderId: order.id, collectionNo, traceId });
    return 'done';
  },

  async giveUp() {
    return Promise.resolve();
  },
};

/**
 * R201 for one item, and what 90100 says while it is on its way.
 *
 * @throws UpstreamError when the platform does not answer or refuses
 */
export async function post(
  runtime: Runtime,
  item: PaymentItem,
  order: PaymentOrder,
): Promise<PostedPayment> {
  if (order.paidAt === null) throw new Error('an unpaid order is not posted');
  const person = await getPerson(runtime.db, item.personId);
  const platformNumber = platformNumberOf(runtime.cipher, person);
  // a newborn's enrolment is paid only once the platform has taken it and told its number
  if (platformNumber === null) throw new Error('a paid person without a platform number');
  const { corePlatform } = runtime.ports;
  const posted = await corePlatform.postPayment({
    businessNo: item.id,
    platformNumber,
    coverageYear: item.coverageYear,
    amountFen: item.amountFen,
    subsidyFen: item.subsidyFen,
    paidAt: order.paidAt,
    rail: order.rail,
    // a fully subsidised person in a paid order: nothing of its money is theirs
    transactionId: item.amountFen === 0 ? null : order.transactionId,
  });
  if (posted.outcome !== 'accepted' || posted.arrived) return posted;
  const contributions = await corePlatform.listContributions(platformNumber);
  const booked = contributions.find((record) => record.businessNo === item.id);
  return booked
    ? { outcome: 'accepted', collectionNo: booked.collectionNo, arrived: booked.arrived }
    : posted;
}

/** Marks one person as posted; with the last one the whole order is. */
async function confirmPosted(
  runtime: Runtime,
  posted: { itemId: string; orderId: string; collectionNo: string; traceId: string },
): Promise<void> {
  const { itemId, orderId, collectionNo, traceId } = posted;
  const now = runtime.clock.now();
  await runtime.db.transaction(async (tx) => {
    const order = await lockOrder(tx, orderId);
    // booked, and given back in the same moment: the platform has struck it out again
    if (await isGivenBack(tx, itemId)) return;
    const updated = await tx
      .update(paymentItem)
      .set({ postedAt: now, collectionNo })
      .where(and(eq(paymentItem.id, itemId), isNull(paymentItem.postedAt)))
      .returning();
    const [first] = updated;
    if (!first) return;
    await bookPosted(tx, first, now);
    await watchForDuplicate(tx, first, now);
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
    if (items.every((item) => item.postedAt !== null || !item.live)) {
      await moveOrder(tx, order, 'posting_confirmed', now, { postedAt: now, nextSweepAt: null });
      await tellPosted(tx, runtime, { order, items }, now);
    }
  });
}

/**
 * Who was told that it takes longer hears of the good end as well, and so does who has waited for
 * it; what was in the books at once has been read on the screen.
 */
async function tellPosted(
  tx: Transaction,
  runtime: Runtime,
  { order, items }: { order: PaymentOrder; items: PaymentItem[] },
  now: number,
): Promise<void> {
  const wasOverdue = order.status === 'posting_overdue';
  const policy = reminderPolicyOf(runtime.config.region);
  if (!wasOverdue && !postedIsNews(order.paidAt ?? now, now, policy)) return;
  const persons = await getPersons(
    tx,
    items.map(({ personId }) => personId),
  );
  const names = [...persons.values()].map((row) => maskName(identityOf(runtime.cipher, row).name));
  await notify(
    tx,
    {
      personId: order.payerPersonId,
      dedupeKey: `posted:${order.id}`,
      title: '入账已完成',
      body: `订单 ${order.outTradeNo} 的钱已经记入医保账${wasOverdue ? '，让您久等了' : ''}。`,
      link: `packagePayment/pages/order/index?orderId=${order.id}`,
      message: { topic: 'posted', person: shortNames(names), highlight: '已到账' },
    },
    now,
  );
}
