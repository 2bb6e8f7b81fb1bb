import { dayMs } from '@yibao/shared/rules/dates';
import { type PaymentOrder, type Refund } from '../../lib/database/schema';
import { type Transaction } from '../../lib/ports/wechat-pay';
import { type WechatRefund } from '../../lib/ports/wechat-pay-refund';
import { type Runtime } from '../../lib/runtime';
import { type Rail, type RailRefund, type Receipt } from './rail';

/** @returns the receipt of a transaction that is ours to the fen, or the reason why it is not */
export function checkTransaction(
  runtime: Runtime,
  order: PaymentOrder,
  transaction: Transaction,
): { ok: true; receipt: Receipt } | { ok: false; reason: string } {
  const { mchid } = runtime.config.wechatPay;
  if (order.rail !== 'wechatPay') return { ok: false, reason: 'order of another rail' };
  if (transaction.mchid !== mchid) return { ok: false, reason: 'mchid differs' };
  if (transaction.appId !== order.appId) return { ok: false, reason: 'appid differs' };
  if (transaction.totalFen !== order.totalFen) return { ok: false, reason: 'amount differs' };
  const { transactionId, paidAt } = transaction;
  if (transactionId === null || paidAt === null) return { ok: false, reason: 'incomplete' };
  return { ok: true, receipt: { transactionId, paidAt, countsAt: paidAt } };
}

/** @returns what a refund at WeChat Pay means for ours; money that differs is for a person to see */
export function checkRefund(
  runtime: Runtime,
  { order, refund }: { order: PaymentOrder; refund: Refund },
  told: WechatRefund,
): RailRefund {
  const { mchid } = runtime.config.wechatPay;
  if (order.rail !== 'wechatPay') return { state: 'failed', problem: 'order of another rail' };
  if (told.mchid !== null && told.mchid !== mchid) {
    return { state: 'failed', problem: 'mchid differs' };
  }
  if (told.outTradeNo !== order.outTradeNo) return { state: 'failed', problem: 'order differs' };
  if (told.refundFen !== refund.amountFen || told.totalFen !== order.totalFen) {
    return { state: 'failed', problem: 'amount differs' };
  }
  if (told.status === 'PROCESSING') return { state: 'processing' };
  if (told.status !== 'SUCCESS') return { state: 'failed', problem: told.status };
  if (told.succeededAt === null) return { state: 'failed', problem: 'incomplete' };
  return { state: 'succeeded', number: told.refundId, at: told.succeededAt };
}

/** WeChat Pay takes no refund of an order that was paid longer ago. */
const refundableMs = 365 * dayMs;

/** WeChat Pay APIv3, JSAPI: a prepay_id, the cashier in WeChat, a notification and a query. */
export const wechatPayRail: Rail = {
  name: 'wechatPay',

  async open({ ports }, order) {
    const answer = await ports.wechatPay.prepay({
      appId: order.appId,
      openId: order.openId,
      outTradeNo: order.outTradeNo,
      description: '城乡居民基本医疗保险费',
      totalFen: order.totalFen,
      expiresAt: order.expiresAt,
    });
    if (answer.outcome === 'ok') return { outcome: 'open', reference: answer.prepayId };
    return answer.outcome === 'paid' ? answer : { outcome: 'closed', refusal: null };
  },

  proceed({ ports }, order, prepayId) {
    const params = ports.wechatPay.clientParams(order.appId, prepayId);
    return Promise.resolve({ outcome: 'client', payment: { kind: 'wechatPay', params } });
  },

  async query(runtime, order) {
    const transaction = await runtime.ports.wechatPay.query(order.outTradeNo);
    if (transaction?.state === 'CLOSED') return { state: 'closed', refusal: null };
    if (transaction?.state !== 'SUCCESS') return { state: 'unpaid' };
    const checked = checkTransaction(runtime, order, transaction);
    return checked.ok
      ? { state: 'paid', receipt: checked.receipt }
      : { state: 'differs', reason: checked.reason };
  },

  close({ ports }, order) {
    return ports.wechatPay.close(order.outTradeNo);
  },

  async refund(runtime, order, refund) {
    if (runtime.clock.now() - (order.paidAt ?? 0) > refundableMs) {
      return { state: 'failed', problem: 'paid more than a year ago' };
    }
    const answer = await runtime.ports.wechatPay.refund({
      outTradeNo: order.outTradeNo,
      outRefundNo: refund.outRefundNo,
      reason: '退还城乡居民基本医疗保险费',
      refundFen: refund.amountFen,
      totalFen: order.totalFen,
    });
    if (answer.outcome === 'refused') return { state: 'failed', problem: answer.code };
    if (answer.outcome === 'later') return { state: 'later' };
    return checkRefund(runtime, { order, refund }, answer.refund);
  },

  async queryRefund(runtime, order, refund) {
    const told = await runtime.ports.wechatPay.queryRefund(refund.outRefundNo);
    return told && checkRefund(runtime, { order, refund }, told);
  },
};
