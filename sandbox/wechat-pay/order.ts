import crypto from 'node:crypto';
import { type SandboxHost } from '../lib/host';
import { hourMs, wireTime } from '../lib/time';
import { type Notification } from './notification';

/** A prepay_id opens the cashier for two hours; the same order may then ask for another one. */
const prepayValidMs = 2 * hourMs;

export interface Payment {
  /** WeChat Pay's own number, 28 digits. */
  transactionId: string;
  /** Business time, epoch ms. */
  paidAt: number;
}

/** One order of the merchant, with everything that ever happened to it: one record, one write. */
export interface PayOrder {
  outTradeNo: string;
  appid: string;
  description: string;
  attach: string | null;
  notifyUrl: string;
  amountFen: number;
  openid: string;
  /** The whole request in canonical JSON; the same number with other content is refused. */
  content: string;
  prepayId: string;
  /** Business times, epoch ms. */
  prepayIssuedAt: number;
  createdAt: number;
  expireAt: number;
  closedAt: number | null;
  payment: Payment | null;
  /** Whether a refund was ever asked for: the trade says REFUND then. */
  hasRefund?: boolean;
  /** Comes into being together with the payment. */
  notification: Notification | null;
}

export const tradeStateNames = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '转入退款',
  CLOSED: '订单已关闭',
} as const satisfies Record<string, string>;
export type TradeState = keyof typeof tradeStateNames;

/**
 * The state of an order is derived, never stored: an unpaid order is closed from its time_expire on.
 *
 * @param now business time, epoch ms
 */
export function tradeState(order: PayOrder, now: number): TradeState {
  if (order.payment) return order.hasRefund === true ? 'REFUND' : 'SUCCESS';
  return order.closedAt !== null || now >= order.expireAt ? 'CLOSED' : 'NOTPAY';
}

/** @param now business time, epoch ms; returns whether the order's prepay_id still opens the cashier */
export function isPrepayValid(order: PayOrder, now: number): boolean {
  return now < order.prepayIssuedAt + prepayValidMs;
}

const digitsOf = (ms: number): string => wireTime(ms).replace(/\D/g, '');

/** @param now business time, epoch ms; returns a new prepay_id */
export function newPrepayId(now: number): string {
  return `wx${digitsOf(now)}${crypto.randomBytes(10).toString('hex')}`;
}

/** @param now business time, epoch ms; returns a new transaction_id of 28 digits */
export function newTransactionId(now: number): string {
  const serial = crypto
    .randomInt(2 ** 47)
    .toString()
    .padStart(15, '0');
  return `42000${digitsOf(now).slice(0, 8)}${serial}`;
}

export interface OrderBook {
  byOutTradeNo(outTradeNo: string): PayOrder | undefined;
  byPrepayId(prepayId: string): PayOrder | undefined;
  byTransactionId(transactionId: string): PayOrder | undefined;
  list(): PayOrder[];
  save(order: PayOrder): void;
}

/** Opens the merchant's orders from the journal; the two other ways to an order are derived. */
export function openOrderBook(host: SandboxHost): OrderBook {
  const store = host.journal.store<PayOrder>('wechat-pay-orders');
  const byPrepay = new Map<string, string>();
  const byTransaction = new Map<string, string>();
  const index = (order: PayOrder): void => {
    byPrepay.set(order.prepayId, order.outTradeNo);
    if (order.payment) byTransaction.set(order.payment.transactionId, order.outTradeNo);
  };
  const through = (keys: Map<string, string>, key: string): PayOrder | undefined => {
    const outTradeNo = keys.get(key);
    return outTradeNo === undefined ? undefined : store.get(outTradeNo);
  };
  store.values().forEach(index);

  return {
    byOutTradeNo: (outTradeNo) => store.get(outTradeNo),
    byPrepayId: (prepayId) => through(byPrepay, prepayId),
    byTransactionId: (transactionId) => through(byTransaction, transactionId),
    list: () => store.values(),
    save: (order) => {
      const before = store.get(order.outTradeNo);
      if (before && before.prepayId !== order.prepayId) byPrepay.delete(before.prepayId);
      store.set(order.outTradeNo, order);
      index(order);
    },
  };
}
