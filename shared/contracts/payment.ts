import * as z from 'zod';
import { paymentOrderStatuses } from '../rules/payment-order-states';
import { defineActions } from './action';
import { amountFen, coverageYear, id, instant, isoDate, personView, requestId } from './fields';

/** States of a payment order (shared/rules/payment-order-states.ts). */
export const paymentOrderStatus = z.enum(paymentOrderStatuses);

/** Arguments of wx.requestPayment / WeixinJSBridge, signed by the merchant. */
const wechatPayParams = z.object({
  appId: z.string(),
  timeStamp: z.string(),
  nonceStr: z.string(),
  package: z.string(),
  signType: z.literal('RSA'),
  paySign: z.string(),
});

const orderItem = z.object({
  enrollmentId: id,
  person: personView,
  coverageYear,
  amountFen,
  standardFen: amountFen,
  subsidyFen: amountFen,
  /** Known once paid. */
  cover: z.object({ from: isoDate, to: isoDate }).nullable(),
  waitingUntil: isoDate.nullable(),
  posted: z.boolean(),
});

const timelineStep = z.object({
  step: z.enum(['created', 'paid', 'posted', 'effective']),
  title: z.string(),
  state: z.enum(['done', 'current', 'todo', 'problem']),
  at: instant.nullable(),
  on: isoDate.nullable(),
  note: z.string(),
});

const order = z.object({
  orderId: id,
  /** The number people quote: out_trade_no. */
  reference: z.string(),
  status: paymentOrderStatus,
  sentence: z.string(),
  totalFen: amountFen,
  createdAt: instant,
  expiresAt: instant,
  paidAt: instant.nullable(),
  items: z.array(orderItem),
  timeline: z.array(timelineStep),
});

/** What the client has to do to pay: nothing when everybody is fully subsidised. */
const payment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wechatPay'), params: wechatPayParams }),
  z.object({ kind: z.literal('none') }),
]);

const orderWithPayment = z.object({ order, payment });

export const paymentActions = defineActions({
  'payment.createOrder': {
    summary: 'One order for up to eight enrolments; amounts come from the server alone',
    kind: 'mutation',
    caller: 'verified',
    // Not strict on purpose: an amount sent along is dropped unread.
    input: z.object({ requestId, enrollmentIds: z.array(id).min(1).max(8) }),
    output: orderWithPayment,
  },
  'payment.resumeOrder': {
    summary: 'Pay parameters again for an order that is still open',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, orderId: id }),
    output: orderWithPayment,
  },
  'payment.refreshOrder': {
    summary: 'Asks WeChat Pay and the core platform where the order stands, then answers it',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, orderId: id }),
    output: order,
  },
  'payment.cancelOrder': {
    summary: 'Closes an unpaid order at WeChat Pay and frees its people',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, orderId: id }),
    output: order,
  },
  'payment.getOrder': {
    summary: 'One order the caller pays',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ orderId: id }),
    output: order,
  },
  'payment.listOrders': {
    summary: "The caller's orders, newest first",
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ cursor: instant.optional() }),
    output: z.object({ orders: z.array(order), nextCursor: instant.nullable() }),
  },
});
