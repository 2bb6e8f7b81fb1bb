import { and, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { formatChineseDate, hourMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { maskName } from '@yibao/shared/rules/masking';
import { shortNames } from '@yibao/shared/rules/message-template';
import { fenToYuanText, formatYuan } from '@yibao/shared/rules/money';
import { isSettled } from '@yibao/shared/rules/payment-order-states';
import { policyFor } from '@yibao/shared/policy';
import { coverIfPaid } from '../enrollment/cover';
import { lockEnrollments, moveEnrollment } from '../enrollment/store';
import { systemActor, writeAudit } from '../lib/audit';
import { isConflict, type Transaction } from '../lib/database/database';
import { coverage, type Enrollment, paymentItem, type PaymentOrder } from '../lib/database/schema';
import { notify } from '../lib/notices';
import { enqueue } from '../lib/outbox/enqueue';
import { getPersons, identityOf } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { giveBackSuperseded } from '../refund/propose';
import { bookPaid, bookSuperseded } from './ledger';
import { type Receipt } from './rails/rail';
import { itemsOf, lockOrder, moveOrder } from './store';
import { postingSweepMs } from './sweep-schedule';

export type ApplyOutcome =
  { outcome: 'paid'; messages: number[] } | { outcome: 'already' | 'refund_due' };

interface Step {
  tx: Transaction;
  runtime: Runtime;
  order: PaymentOrder;
  receipt: Receipt;
  now: number;
  traceId: string;
}

/**
 * Money has come for an order, or there was nothing to pay. In one transaction: order paid, its
 * people covered, the cover written, the posting to the core platform in the outbox, the people
 * told. Whatever arrives twice, late or in another order changes nothing more.
 *
 * Money for an order that was closed meanwhile is taken up again when its people are in no other
 * live order, paid or open: an open one may be paid at this very moment. Money that can buy no cover is written down all the same: it is due back.
 */
export async function applyPayment(
  runtime: Runtime,
  orderId: string,
  receipt: Receipt,
  traceId: string,
): Promise<ApplyOutcome> {
  try {
    return await runtime.db.transaction((tx) =>
      settle(tx, runtime, orderId, receipt, traceId, true),
    );
  } catch (error) {
    if (!isConflict(error)) throw error;
    // another order has these people
    return runtime.db.transaction((tx) => settle(tx, runtime, orderId, receipt, traceId, false));
  }
}

async function settle(
  tx: Transaction,
  runtime: Runtime,
  orderId: string,
  receipt: Receipt,
  traceId: string,
  mayCover: boolean,
): Promise<ApplyOutcome> {
  const order = await lockOrder(tx, orderId);
  if (isSettled(order.status)) return { outcome: 'already' };
  const step: Step = { tx, runtime, order, receipt, now: runtime.clock.now(), traceId };
  const items = await itemsOf(tx, [orderId]);
  const enrollments = await lockEnrollments(
    tx,
    items.map((item) => item.enrollmentId),
  );
  const paidOn = shanghaiDate(receipt.countsAt);
  const buysCover = enrollments.every(
    (row) => row.status === 'registered' && coverIfPaid(row, paidOn) !== null,
  );
  if (!mayCover || !buysCover) return supersede(step);
  if (order.status === 'closed') {
    await tx.update(paymentItem).set({ live: true }).where(eq(paymentItem.orderId, orderId));
  }
  return cover(step, enrollments);
}

/** The order ends without cover, and its money has to go back. */
async function supersede({ tx, order, receipt, now, traceId }: Step): Promise<ApplyOutcome> {
  const { transactionId, paidAt } = receipt;
  const ended = (await moveOrder(tx, order, 'close_confirmed', now)) ?? order;
  await tx.update(paymentItem).set({ live: false }).where(eq(paymentItem.orderId, order.id));
  await moveOrder(tx, ended, 'pay_superseded', now, { transactionId, paidAt, nextSweepAt: null });
  await bookSuperseded(tx, order, paidAt);
  await giveBackSuperseded(tx, order, { traceId, now });
  await writeAudit(
    tx,
    { actor: systemActor, traceId, now },
    {
      action: 'payment.refundDue',
      subjectPersonId: order.payerPersonId,
      details: { orderId: order.id, totalFen: order.totalFen, transactionId },
    },
  );
  await notify(
    tx,
    {
      personId: order.payerPersonId,
      dedupeKey: `refund-due:${order.id}`,
      title: '有一笔钱会退还给您',
      body: `订单 ${order.outTradeNo} 收到的 ${formatYuan(order.totalFen)} 没有用来参保，会退还给您，不用再为这笔订单付款。`,
      link: `packagePayment/pages/order/index?orderId=${order.id}`,
      message: null,
    },
    now,
  );
  return { outcome: 'refund_due' };
}

async function cover(step: Step, enrollments: Enrollment[]): Promise<ApplyOutcome> {
  const { tx, order, receipt, now, traceId } = step;
  const paidOn = shanghaiDate(receipt.countsAt);
  const starts = new Map<string, string>();
  for (const row of enrollments) {
    const bought = coverIfPaid(row, paidOn);
    if (!bought) throw new Error('settle() let a payment through that buys nothing');
    await moveEnrollment(tx, row, 'paid', now);
    const { from, to, waitingUntil } = bought.period;
    await tx.insert(coverage).values({
      id: randomUUID(),
      personId: row.personId,
      coverageYear: row.coverageYear,
      enrollmentId: row.id,
      orderId: order.id,
      coverFrom: from,
      coverTo: to,
      waitingUntil,
      createdAt: now,
    });
    // two years of one person: what they want to know is when cover begins
    const known = starts.get(row.personId);
    starts.set(row.personId, known !== undefined && known < from ? known : from);
  }
  const { transactionId, paidAt } = receipt;
  const nextSweepAt = now + postingSweepMs;
  await moveOrder(tx, order, 'pay_succeeded', now, { transactionId, paidAt, nextSweepAt });
  await bookPaid(tx, order, paidAt);
  await writeAudit(
    tx,
    { actor: systemActor, traceId, now },
    {
      action: 'payment.paid',
      subjectPersonId: order.payerPersonId,
      details: { orderId: order.id, totalFen: order.totalFen, transactionId },
    },
  );
  await tellPaid(step, starts);
  return { outcome: 'paid', messages: await postItems(step) };
}

/**
 * Settles an open order in which everybody is fully subsidised; WeChat Pay takes no part. The day
 * that counts is the order's own.
 *
 * @returns outbox messages to deliver
 */
export async function settleFree(
  runtime: Runtime,
  order: PaymentOrder,
  traceId: string,
): Promise<number[]> {
  const { createdAt } = order;
  const receipt = { transactionId: null, paidAt: createdAt, countsAt: createdAt };
  const applied = await applyPayment(runtime, order.id, receipt, traceId);
  return applied.outcome === 'paid' ? applied.messages : [];
}

/** One posting a person: the platform books each on its own, and one may lag behind. */
async function postItems({ tx, order, now }: Step): Promise<number[]> {
  const items = await tx
    .select({ id: paymentItem.id })
    .from(paymentItem)
    .where(and(eq(paymentItem.orderId, order.id), eq(paymentItem.live, true)));
  const messages: number[] = [];
  for (const { id } of items) {
    const message = await enqueue(
      tx,
      { topic: 'core.postPayment', dedupeKey: id, payload: { itemId: id } },
      now,
    );
    if (message !== null) messages.push(message);
  }
  return messages;
}

/** The payer hears of the whole; everybody else only of what concerns them. */
async function tellPaid(step: Step, starts: Map<string, string>): Promise<void> {
  const { tx, runtime, order, now } = step;
  const persons = await getPersons(tx, [...starts.keys()]);
  const names = [...persons.values()].map((row) => maskName(identityOf(runtime.cipher, row).name));
  await notify(
    tx,
    {
      personId: order.payerPersonId,
      dedupeKey: `paid:${order.id}`,
      title: '缴费成功',
      body: `已为${names.join('、')}缴费，共 ${formatYuan(order.totalFen)}。订单号 ${order.outTradeNo}。`,
      link: `packagePayment/pages/order/index?orderId=${order.id}`,
      message: {
        topic: 'payment',
        person: shortNames(names),
        highlight: `${fenToYuanText(order.totalFen)}元`,
      },
    },
    now,
  );
  for (const [personId, from] of starts) {
    if (personId === order.payerPersonId) continue;
    await notify(
      tx,
      {
        personId,
        dedupeKey: `covered:${order.id}`,
        title: '家人已为您缴纳医保费',
        body: `您的居民医保已缴费，${formatChineseDate(from)}起可以报销。`,
        link: 'packageEnrollment/pages/cover/index',
        message: null,
      },
      now,
    );
  }
}

/** How long a paid order may stay unposted before people are told, by the year's policy. */
export function postingOverdueMs(region: string, coverageYear: number): number {
  const policy = policyFor(region, coverageYear);
  return (policy?.status === 'published' ? policy.posting.postingOverdueHours : 48) * hourMs;
}
