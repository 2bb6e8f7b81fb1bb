import * as z from 'zod';
import { paymentOrderStatuses } from '../rules/payment-order-states';
import { rails } from '../rules/rails';
import { refundStatuses } from '../rules/refund-states';
import { defineActions } from './action';
import {
  amountFen,
  coverageYear,
  familyPersonView,
  id,
  instant,
  isoDate,
  personView,
  relation,
  requestId,
} from './fields';

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
  person: familyPersonView,
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
  /** By which way it is paid. */
  rail: z.enum(rails),
  status: paymentOrderStatus,
  sentence: z.string(),
  /** Frozen since when, and on which day the money is taken; only while that is promised. */
  committed: z.object({ at: instant, deductOn: isoDate }).nullable(),
  totalFen: amountFen,
  createdAt: instant,
  expiresAt: instant,
  paidAt: instant.nullable(),
  items: z.array(orderItem),
  /** What has gone back of it, or is on its way; oldest first. */
  refunds: z.array(
    z.object({ refundId: id, status: z.enum(refundStatuses), amountFen, sentence: z.string() }),
  ),
  timeline: z.array(timelineStep),
});

/** Where the tax bureau takes the money. */
const taxHandOver = z.object({
  kind: z.literal('taxHandOver'),
  /** Signed by us; the query parameter `reference` of the address. */
  reference: z.string(),
  cashierUrl: z.string(),
  /** For wx.navigateToMiniProgram. */
  miniProgram: z.object({ appId: z.string(), path: z.string() }),
  expiresAt: instant,
});

/** What the client has to do to pay: nothing when the rail took it, or all are fully subsidised. */
const payment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wechatPay'), params: wechatPayParams }),
  taxHandOver,
  z.object({ kind: z.literal('none') }),
]);

const personalAccount = z.object({
  /** Whether the city lets personal accounts pay for relatives. */
  offered: z.boolean(),
  /** Null for who has none. */
  account: z
    .object({ balanceFen: amountFen, frozenFen: amountFen, availableFen: amountFen })
    .nullable(),
  members: z.array(
    z.object({
      bindNo: z.string(),
      /** Null for somebody bound elsewhere whom the caller has not added here. */
      personId: id.nullable(),
      nameMasked: z.string(),
      relation,
      boundAt: instant,
      frozenFen: amountFen,
    }),
  ),
  /** Family that may be bound. */
  candidates: z.array(personView.extend({ relation })),
  maxMembers: z.int(),
});

const railOffer = z.object({
  rail: z.enum(rails),
  offered: z.boolean(),
  /** Why it is not; null when it is. */
  reason: z.string().nullable(),
  /** What to know before choosing it, e.g. that the money is taken at the month's end. */
  note: z.string().nullable(),
  /** What the caller's personal account can spend; asked now, kept nowhere. */
  availableFen: amountFen.nullable(),
});

const orderWithPayment = z.object({ order, payment });

export const paymentActions = defineActions({
  'payment.createOrder': {
    summary: 'One order for up to eight enrolments; amounts come from the server alone',
    kind: 'mutation',
    caller: 'verified',
    // Not strict on purpose: an amount sent along is dropped unread.
    input: z.object({
      requestId,
      enrollmentIds: z.array(id).min(1).max(8),
      rail: z.enum(rails).default('wechatPay'),
    }),
    output: orderWithPayment,
  },
  'payment.listRails': {
    summary: 'By which ways these enrolments can be paid by the caller, and why not by others',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ enrollmentIds: z.array(id).min(1).max(8) }),
    output: z.object({ rails: z.array(railOffer) }),
  },
  'payment.resumeOrder': {
    summary: 'Pay parameters again for an order that is still open',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, orderId: id }),
    output: orderWithPayment,
  },
  'payment.refreshOrder': {
    summary: 'Asks the rail and the core platform where the order stands, then answers it',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, orderId: id }),
    output: order,
  },
  'payment.cancelOrder': {
    summary: 'Closes an unpaid order at its rail and frees its people',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, orderId: id }),
    output: order,
  },
  'payment.takeOver': {
    summary:
      "Ends somebody else's unpaid order for the person, a guardian, or who registered, who pay instead",
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, enrollmentId: id }),
    /** `held` while the rail still says neither that it is closed nor that it is paid. */
    output: z.object({ outcome: z.enum(['freed', 'paid', 'held']) }),
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
    input: z.strictObject({ cursor: z.string().max(80).optional() }),
    output: z.object({ orders: z.array(order), nextCursor: z.string().nullable() }),
  },
  'payment.personalAccount': {
    summary: "The caller's personal account now, and the relatives it pays for",
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({}),
    output: personalAccount,
  },
  'payment.checkRelative': {
    summary: 'Whether a registry proves what a relative is to the caller, before binding them',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ personId: id }),
    output: z.object({
      person: personView,
      relation,
      proof: z.enum(['marriage', 'birth', 'household']).nullable(),
      sentence: z.string(),
    }),
  },
  'payment.bindRelative': {
    summary: "Lets the caller's personal account pay for a relative, after a fresh face check",
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, personId: id, verificationId: id }),
    output: z.object({ outcome: z.enum(['bound', 'pending', 'refused']), message: z.string() }),
  },
  'payment.unbindRelative': {
    summary: 'Ends that; at once, unless money is frozen for the relative',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, bindNo: z.string().min(1).max(40) }),
    output: z.object({ unbound: z.boolean() }),
  },
});
