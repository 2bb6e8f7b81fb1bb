import { and, eq, gt, inArray } from 'drizzle-orm';
import { dayMs } from '@yibao/shared/rules/dates';
import {
  type PaymentOrderEvent,
  paymentOrderTransitions,
} from '@yibao/shared/rules/payment-order-states';
import { transition } from '@yibao/shared/rules/transition';
import { type VerifiedCaller } from '../lib/caller';
import { type Queryable, type Transaction } from '../lib/database/database';
import {
  paymentItem,
  type PaymentItem,
  paymentOrder,
  type PaymentOrder,
} from '../lib/database/schema';
import { ServiceError } from '../lib/errors';

/** Orders in which the person may still pay. */
export const openStatuses = ['created', 'prepaid'] as const;

export const isOpen = (order: PaymentOrder): boolean =>
  openStatuses.some((status) => status === order.status);

/** Not paid yet and not ended: open, or promised by its rail for a later day. */
export const isUnpaid = (order: PaymentOrder): boolean =>
  isOpen(order) || order.status === 'committed';

/** The live payment of an enrolment: its item and the order around it. */
export async function findPaymentOf(
  db: Queryable,
  enrollmentId: string,
): Promise<{ item: PaymentItem; order: PaymentOrder } | null> {
  return (await findPaymentsOf(db, [enrollmentId])).get(enrollmentId) ?? null;
}

export async function findPaymentsOf(
  db: Queryable,
  enrollmentIds: string[],
): Promise<Map<string, { item: PaymentItem; order: PaymentOrder }>> {
  if (enrollmentIds.length === 0) return new Map();
  const rows = await db
    .select({ item: paymentItem, order: paymentOrder })
    .from(paymentItem)
    .innerJoin(paymentOrder, eq(paymentOrder.id, paymentItem.orderId))
    .where(and(inArray(paymentItem.enrollmentId, enrollmentIds), eq(paymentItem.live, true)));
  return new Map(rows.map((row) => [row.item.enrollmentId, row]));
}

/** Whether a payer still has money on its way for a person. */
export async function hasUnfinishedPayment(
  db: Queryable,
  payerPersonId: string,
  personId: string,
): Promise<boolean> {
  const rows = await db
    .select({ id: paymentItem.id })
    .from(paymentItem)
    .innerJoin(paymentOrder, eq(paymentOrder.id, paymentItem.orderId))
    .where(
      and(
        eq(paymentOrder.payerPersonId, payerPersonId),
        eq(paymentItem.personId, personId),
        inArray(paymentOrder.status, [
          'created',
          'prepaid',
          'committed',
          'paid',
          'posting_overdue',
        ]),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** So long somebody whose payment was taken over does not get in the way again. */
const takenOverRestMs = dayMs;

/** Whether somebody's payment for one of these has just been taken over (payment.takeOver). */
export async function wasTakenOverFrom(
  db: Queryable,
  payerPersonId: string,
  enrollmentIds: string[],
  now: number,
): Promise<boolean> {
  const rows = await db
    .select({ id: paymentItem.id })
    .from(paymentItem)
    .innerJoin(paymentOrder, eq(paymentOrder.id, paymentItem.orderId))
    .where(
      and(
        inArray(paymentItem.enrollmentId, enrollmentIds),
        eq(paymentOrder.payerPersonId, payerPersonId),
        gt(paymentItem.takenOverAt, now - takenOverRestMs),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

export async function itemsOf(db: Queryable, orderIds: string[]): Promise<PaymentItem[]> {
  if (orderIds.length === 0) return [];
  return db
    .select()
    .from(paymentItem)
    .where(inArray(paymentItem.orderId, orderIds))
    .orderBy(paymentItem.orderId, paymentItem.position);
}

/** The refusal for people who are in an open order: one's own can be finished or cancelled. */
export function inProgress(orders: PaymentOrder[], caller: VerifiedCaller): ServiceError {
  if (orders.some((order) => order.payerPersonId === caller.personId)) {
    return new ServiceError('payment_in_progress');
  }
  // somebody else's order is neither theirs to finish nor to cancel
  const message = '家里有人正在为其中一位缴费。请等对方付完，或请对方取消后再办，不会重复扣款';
  return new ServiceError('payment_in_progress', { message });
}

/** @throws ServiceError not_found, also for somebody else's order */
export async function getOwnOrder(
  db: Queryable,
  caller: VerifiedCaller,
  orderId: string,
): Promise<PaymentOrder> {
  const [row] = await db
    .select()
    .from(paymentOrder)
    .where(and(eq(paymentOrder.id, orderId), eq(paymentOrder.payerPersonId, caller.personId)));
  if (!row) throw new ServiceError('not_found');
  return row;
}

export async function findOrder(
  db: Queryable,
  key: { orderId: string } | { outTradeNo: string },
): Promise<PaymentOrder | null> {
  const by =
    'orderId' in key
      ? eq(paymentOrder.id, key.orderId)
      : eq(paymentOrder.outTradeNo, key.outTradeNo);
  const [row] = await db.select().from(paymentOrder).where(by);
  return row ?? null;
}

/** The order, held until the transaction ends. */
export async function lockOrder(tx: Transaction, orderId: string): Promise<PaymentOrder> {
  const [row] = await tx
    .select()
    .from(paymentOrder)
    .where(eq(paymentOrder.id, orderId))
    .for('update');
  if (!row) throw new ServiceError('not_found');
  return row;
}

type Changes = Partial<
  Pick<
    PaymentOrder,
    | 'prepayId'
    | 'transactionId'
    | 'paidAt'
    | 'postedAt'
    | 'nextSweepAt'
    | 'committedAt'
    | 'deductOn'
    | 'refusal'
  >
>;

/**
 * Moves a locked order on by the transition table.
 *
 * @returns the order as it is now, or null when its status does not take the event
 */
export async function moveOrder(
  tx: Transaction,
  order: PaymentOrder,
  event: PaymentOrderEvent,
  now: number,
  changes: Changes = {},
): Promise<PaymentOrder | null> {
  const step = transition(paymentOrderTransitions, order.status, event);
  if (!step.ok) return null;
  const statusSince = step.to === order.status ? order.statusSince : now;
  const set = { ...changes, status: step.to, statusSince };
  await tx.update(paymentOrder).set(set).where(eq(paymentOrder.id, order.id));
  return { ...order, ...set };
}
