import { shanghaiDate, addDays, minuteMs, startOfDay } from '@yibao/shared/rules/dates';
import { windowOn } from '@yibao/shared/rules/collection-window';
import { type CoveragePolicy } from '@yibao/shared/policy';
import { type Output } from '@yibao/shared/contracts';
import { randomBytes } from 'node:crypto';
import { type PaymentOrder } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { type Runtime } from '../lib/runtime';
import { applyPayment, checkTransaction } from './apply-payment';
import { confirmClosed } from './close-order';
import { findOrder, isOpen, lockOrder, moveOrder } from './store';

export type Payment = Output<'payment.createOrder'>['payment'];

/** 32 characters: what the payer sees as the merchant's order number. Unguessable, and ours by its prefix. */
export function newOutTradeNo(now: number): string {
  const day = shanghaiDate(now).replaceAll('-', '');
  return `YB${day}${randomBytes(11).toString('hex').toUpperCase()}`;
}

/** An order ends after the policy's minutes, and never later than the collection window it was made in. */
export function orderExpiry(policy: CoveragePolicy, now: number): number {
  const window = windowOn(policy, shanghaiDate(now));
  if (!window) throw new ServiceError('window_closed');
  const windowEnds = startOfDay(addDays(window.to, 1));
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
  await runtime.db.transaction(async (tx) => {
    const locked = await lockOrder(tx, order.id);
    await moveOrder(tx, locked, 'prepay_ready', runtime.clock.now(), { prepayId });
  });
  return prepayId;
}

/**
 * Asks WeChat Pay what became of an order and applies it when it was paid.
 *
 * @returns whether the order's money has been dealt with
 */
export async function queryBack(
  runtime: Runtime,
  order: PaymentOrder,
  traceId: string,
): Promise<{ paid: boolean; messages: number[] }> {
  const transaction = await runtime.ports.wechatPay.query(order.outTradeNo);
  if (transaction?.state !== 'SUCCESS') return { paid: false, messages: [] };
  const checked = checkTransaction(runtime, order, transaction);
  if (!checked.ok) {
    runtime.log.error({ traceId, orderId: order.id, reason: checked.reason }, 'payment refused');
    throw new ServiceError('internal');
  }
  const applied = await applyPayment(runtime, order.id, checked.receipt, traceId);
  return { paid: true, messages: applied.outcome === 'paid' ? applied.messages : [] };
}
