import { shanghaiDate, addDays, minuteMs, startOfDay } from '@yibao/shared/rules/dates';
import { windowOn } from '@yibao/shared/rules/collection-window';
import { type CoveragePolicy } from '@yibao/shared/policy';
import { type OrderRefusal, orderRefusals } from '@yibao/shared/rules/rails';
import { randomInt } from 'node:crypto';
import { type PaymentOrder } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { type Runtime } from '../lib/runtime';
import { applyPayment, settleFree } from './apply-payment';
import { confirmClosed } from './close-order';
import { confirmCommitted } from './commit-order';
import { deliverNow } from './deliver-now';
import { railOf } from './rails';
import { type Payment } from './rails/rail';
import { findOrder, isOpen, lockOrder, moveOrder } from './store';

/**
 * 商户订单号: YB, the day, twelve digits, as people read them out on the telephone. That nobody
 * else sees an order rests on the payer's login, not on this number; its column is unique, and a
 * repeat (0.5 % of days at 100,000 orders a day) makes the client's retry draw another.
 */
export function newOutTradeNo(now: number): string {
  const day = shanghaiDate(now).replaceAll('-', '').slice(2);
  return `YB${day}${String(randomInt(1e12)).padStart(12, '0')}`;
}

/** WeChat Pay takes no order that ends sooner (time_expire); with room for a slow way there. */
const shortestOrderMs = 90_000;

/**
 * An order ends after the policy's minutes, and never later than the collection window it was
 * made in. A newborn has a window of its own, whatever time of the year it is.
 *
 * @throws ServiceError window_closed also in a window's last moments, too short to pay in
 */
export function orderExpiry(
  policy: CoveragePolicy,
  now: number,
  newborn?: { payBy: string },
): number {
  const today = shanghaiDate(now);
  const lastDay = newborn && today <= newborn.payBy ? newborn.payBy : windowOn(policy, today)?.to;
  if (lastDay === undefined) throw new ServiceError('window_closed');
  const windowEnds = startOfDay(addDays(lastDay, 1));
  if (windowEnds - now < shortestOrderMs) {
    const message = '今天的缴费时间马上结束，来不及付款了，请过几分钟再来看看';
    throw new ServiceError('window_closed', { message });
  }
  return Math.min(now + policy.order.orderValidMinutes * minuteMs, windowEnds);
}

/**
 * Gets an open order ready to be paid: opens it at its rail once, and goes on with it there.
 *
 * @returns what the client has to do; `none` when there is nothing (more) for them to do
 * @throws ServiceError order_not_payable once the order has ended, rail_refused when its rail did
 *   not take the money
 */
export async function preparePayment(
  runtime: Runtime,
  orderId: string,
  traceId: string,
): Promise<Payment> {
  const order = await findOrder(runtime.db, { orderId });
  if (!order) throw new ServiceError('not_found');
  if (order.paidAt !== null || order.status === 'committed') return { kind: 'none' };
  if (order.totalFen === 0 && isOpen(order)) {
    await deliverNow(runtime, await settleFree(runtime, order, traceId), traceId);
    return { kind: 'none' };
  }
  if (!isOpen(order) || order.expiresAt <= runtime.clock.now()) throw notPayable(order.refusal);
  const reference = order.prepayId ?? (await openAtRail(runtime, order, traceId));
  if (reference === null) return { kind: 'none' };
  return proceedAtRail(runtime, order, reference, traceId);
}

function notPayable(refusal: OrderRefusal | null): ServiceError {
  if (refusal === null) return new ServiceError('order_not_payable');
  return new ServiceError('rail_refused', { message: orderRefusals[refusal] });
}

/** @returns what the rail calls the payment; null when it was paid meanwhile */
async function openAtRail(
  runtime: Runtime,
  order: PaymentOrder,
  traceId: string,
): Promise<string | null> {
  const rail = railOf(order);
  const answer = await rail.open(runtime, order);
  if (answer.outcome === 'paid') {
    await queryBack(runtime, order, traceId);
    return null;
  }
  if (answer.outcome === 'closed') {
    await confirmClosed(runtime, order.id, traceId, answer.refusal);
    throw notPayable(answer.refusal);
  }
  const { reference } = answer;
  const current = await runtime.db.transaction(async (tx) => {
    const locked = await lockOrder(tx, order.id);
    const changes = { prepayId: reference };
    const moved = await moveOrder(tx, locked, 'prepay_ready', runtime.clock.now(), changes);
    return moved ?? locked;
  });
  if (isOpen(current)) return reference;
  if (current.paidAt !== null || current.status === 'committed') return null;
  // ended while the rail was answering; it must not stay payable there
  if ((await rail.close(runtime, order)) === 'paid') {
    await queryBack(runtime, order, traceId);
    return null;
  }
  throw new ServiceError('order_not_payable');
}

/** The client's turn, or the rail has taken the money, promised to, or refused. */
async function proceedAtRail(
  runtime: Runtime,
  order: PaymentOrder,
  reference: string,
  traceId: string,
): Promise<Payment> {
  const answer = await railOf(order).proceed(runtime, order, reference);
  switch (answer.outcome) {
    case 'client':
      return answer.payment;
    case 'paid':
      await queryBack(runtime, order, traceId);
      return { kind: 'none' };
    case 'committed':
      await confirmCommitted(runtime, order.id, answer.commitment, traceId);
      return { kind: 'none' };
    case 'closed':
      await confirmClosed(runtime, order.id, traceId, answer.refusal);
      throw notPayable(answer.refusal);
  }
}

export const moneyUnclear =
  '暂时查不清这笔订单的付款情况。如果已经付款，钱不会丢，请不要重复支付；稍后再看，或拨打医保服务热线 12393';

/**
 * Asks the rail what became of an order and takes that over: paid is applied and posted, promised is
 * committed, ended is closed.
 *
 * @returns what the rail said
 * @throws UpstreamError when the rail does not answer; ServiceError internal when the money is not
 *   what the order says: a person has to look
 */
export async function queryBack(
  runtime: Runtime,
  order: PaymentOrder,
  traceId: string,
): Promise<'paid' | 'committed' | 'closed' | 'unpaid'> {
  // two clerks have seen to its money, which will never be what the order says
  if (order.refusal === 'settledOutside') return 'closed';
  const answer = await railOf(order).query(runtime, order);
  if (answer.state === 'differs') {
    runtime.log.error({ traceId, orderId: order.id, reason: answer.reason }, 'payment refused');
    throw new ServiceError('internal', { message: moneyUnclear });
  }
  if (answer.state === 'closed') {
    await confirmClosed(runtime, order.id, traceId, answer.refusal);
  }
  if (answer.state === 'committed') {
    await confirmCommitted(runtime, order.id, answer.commitment, traceId);
  }
  if (answer.state !== 'paid') return answer.state;
  const applied = await applyPayment(runtime, order.id, answer.receipt, traceId);
  if (applied.outcome === 'paid') await deliverNow(runtime, applied.messages, traceId);
  return 'paid';
}
