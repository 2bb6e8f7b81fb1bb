import { shanghaiDate, addDays, minuteMs, startOfDay } from '@yibao/shared/rules/dates';
import { windowOn } from '@yibao/shared/rules/collection-window';
import { type CoveragePolicy } from '@yibao/shared/policy';
import { type Output } from '@yibao/shared/contracts';
import { randomInt } from 'node:crypto';
import { type PaymentOrder } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { type Runtime } from '../lib/runtime';
import { applyPayment, checkTransaction, settleFree } from './apply-payment';
import { confirmClosed } from './close-order';
import { deliverNow } from './deliver-now';
import { findOrder, isOpen, lockOrder, moveOrder } from './store';

export type Payment = Output<'payment.createOrder'>['payment'];

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
 * Gets an open order ready to be paid: asks WeChat Pay for a prepay_id once (the same
 * out_trade_no answers the same) and signs fresh parameters for the cashier.
 *
 * @returns what the client has to do; `none` when there is nothing (more) to pay
 * @throws ServiceError order_not_payable once the order has ended
 */
export async function preparePayment(
  runtime: Runtime,
  orderId: string,
  traceId: string,
): Promise<Payment> {
  const order = await findOrder(runtime.db, { orderId });
  if (!order) throw new ServiceError('not_found');
  if (order.paidAt !== null) return { kind: 'none' };
  if (order.totalFen === 0 && isOpen(order)) {
    await deliverNow(runtime, await settleFree(runtime, order, traceId), traceId);
    return { kind: 'none' };
  }
  if (!isOpen(order) || order.expiresAt <= runtime.clock.now()) {
    throw new ServiceError('order_not_payable');
  }
  const prepayId = order.prepayId ?? (await requestPrepayId(runtime, order, traceId));
  if (prepayId === null) return { kind: 'none' };
  return { kind: 'wechatPay', params: runtime.ports.wechatPay.clientParams(order.appId, prepayId) };
}

async function requestPrepayId(
  runtime: Runtime,
  order: PaymentOrder,
  traceId: string,
): Promise<string | null> {
  const answer = await runtime.ports.wechatPay.prepay({
    appId: order.appId,
    openId: order.openId,
    outTradeNo: order.outTradeNo,
    description: '城乡居民基本医疗保险费',
    totalFen: order.totalFen,
    expiresAt: order.expiresAt,
  });
  if (answer.outcome === 'paid') {
    await queryBack(runtime, order, traceId);
    return null;
  }
  if (answer.outcome === 'closed') {
    await confirmClosed(runtime, order.id, traceId);
    throw new ServiceError('order_not_payable');
  }
  const { prepayId } = answer;
  const current = await runtime.db.transaction(async (tx) => {
    const locked = await lockOrder(tx, order.id);
    const moved = await moveOrder(tx, locked, 'prepay_ready', runtime.clock.now(), { prepayId });
    return moved ?? locked;
  });
  if (isOpen(current)) return prepayId;
  if (current.paidAt !== null) return null;
  // ended while WeChat Pay was answering; it must not stay payable there
  if ((await runtime.ports.wechatPay.close(order.outTradeNo)) === 'paid') {
    await queryBack(runtime, order, traceId);
    return null;
  }
  throw new ServiceError('order_not_payable');
}

/** For a moment at which nobody can honestly say that no money was taken. */
export const moneyUnclear =
  '暂时查不清这笔订单的付款情况。如果已经付款，钱不会丢，请不要重复支付；稍后再看，或拨打医保服务热线 12393';

/**
 * Asks WeChat Pay what became of an order; when it was paid, applies that and sends the postings.
 *
 * @returns what WeChat Pay said
 * @throws UpstreamError when WeChat Pay does not answer; ServiceError internal when the money is
 *   not what the order says: a person has to look
 */
export async function queryBack(
  runtime: Runtime,
  order: PaymentOrder,
  traceId: string,
): Promise<'paid' | 'closed' | 'unpaid'> {
  const transaction = await runtime.ports.wechatPay.query(order.outTradeNo);
  if (transaction?.state === 'CLOSED') return 'closed';
  if (transaction?.state !== 'SUCCESS') return 'unpaid';
  const checked = checkTransaction(runtime, order, transaction);
  if (!checked.ok) {
    runtime.log.error({ traceId, orderId: order.id, reason: checked.reason }, 'payment refused');
    throw new ServiceError('internal', { message: moneyUnclear });
  }
  const applied = await applyPayment(runtime, order.id, checked.receipt, traceId);
  if (applied.outcome === 'paid') await deliverNow(runtime, applied.messages, traceId);
  return 'paid';
}
