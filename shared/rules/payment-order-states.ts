/** The life of one payment order (缴费订单): one payment for one or more enrolments. */
import type { StatusInfo, Transition } from './transition';

export const paymentOrderStatuses = [
  'created',
  'prepaid',
  'committed',
  'paid',
  'posted',
  'posting_overdue',
  'closed',
  'refund_due',
  'refunded',
] as const;
export type PaymentOrderStatus = (typeof paymentOrderStatuses)[number];

export const paymentOrderEvents = [
  'prepay_ready',
  'deduct_committed',
  'pay_succeeded',
  'pay_superseded',
  'close_confirmed',
  'posting_confirmed',
  'posting_deadline_passed',
  /** Nothing of the order's money is left here. */
  'all_refunded',
] as const;
export type PaymentOrderEvent = (typeof paymentOrderEvents)[number];

/**
 * Money can come for an order that was closed meanwhile. Then either its people can still be
 * paid for with it (pay_succeeded), or another order paid for them first and this money has to
 * go back (pay_superseded). News of what already happened is no event: see `isSettled`.
 */
export const paymentOrderTransitions = [
  { from: 'created', event: 'prepay_ready', to: 'prepaid' },
  { from: 'created', event: 'pay_succeeded', to: 'paid' },
  { from: 'created', event: 'close_confirmed', to: 'closed' },

  { from: 'prepaid', event: 'prepay_ready', to: 'prepaid' },
  { from: 'prepaid', event: 'deduct_committed', to: 'committed' },
  { from: 'prepaid', event: 'pay_succeeded', to: 'paid' },
  { from: 'prepaid', event: 'close_confirmed', to: 'closed' },

  { from: 'committed', event: 'pay_succeeded', to: 'paid' },
  { from: 'committed', event: 'close_confirmed', to: 'closed' },

  { from: 'paid', event: 'posting_confirmed', to: 'posted' },
  { from: 'paid', event: 'posting_deadline_passed', to: 'posting_overdue' },

  { from: 'posting_overdue', event: 'posting_confirmed', to: 'posted' },

  { from: 'closed', event: 'pay_succeeded', to: 'paid' },
  { from: 'closed', event: 'pay_superseded', to: 'refund_due' },

  { from: 'paid', event: 'all_refunded', to: 'refunded' },
  { from: 'posted', event: 'all_refunded', to: 'refunded' },
  { from: 'posting_overdue', event: 'all_refunded', to: 'refunded' },
  { from: 'refund_due', event: 'all_refunded', to: 'refunded' },
] satisfies Transition<PaymentOrderStatus, PaymentOrderEvent>[];

export const paymentOrderStatusInfo = {
  created: {
    label: '订单已建立',
    sentence: '订单已经建立，还没有付款。',
    owner: 'platform',
    timeoutMinutes: 30,
    sweep: 'payment.closeExpired',
  },
  prepaid: {
    label: '待付款',
    sentence: '请在订单有效时间内完成付款，过时会自动取消，不会扣款。',
    owner: 'person',
    timeoutMinutes: 30,
    sweep: 'payment.closeExpired',
  },
  /** Frozen in a personal account, deducted with the month's batch: not paid, nobody else may pay. */
  committed: {
    label: '已冻结，月底统一扣款',
    sentence: '钱已经在医保个人账户里冻结，月底统一扣款。扣款成功以前还没有缴费，不能报销。',
    owner: 'platform',
    timeoutMinutes: (31 + 3) * 24 * 60,
    sweep: 'payment.settleCommitted',
  },
  paid: {
    label: '已付款，入账中',
    sentence: '钱已经收到，正在记入医保账，最长要 48 小时，不用再付。',
    owner: 'platform',
    timeoutMinutes: 48 * 60,
    sweep: 'payment.confirmPosting',
  },
  posted: {
    label: '缴费成功',
    sentence: '缴费已经记入医保账。',
    owner: 'none',
    timeoutMinutes: null,
    sweep: null,
  },
  posting_overdue: {
    label: '入账较慢',
    sentence: '钱已经收到，入账比平时慢，工作人员正在查。钱不会丢，不用再付。',
    owner: 'staff',
    timeoutMinutes: null,
    sweep: 'payment.confirmPosting',
  },
  closed: {
    label: '已取消',
    sentence: '订单已经取消，没有扣款。需要时可以重新缴费。',
    owner: 'none',
    timeoutMinutes: null,
    sweep: null,
  },
  refund_due: {
    label: '退费中',
    sentence: '这一年度已经由另一笔订单缴过费，这笔多付的钱会退还，不用再付。',
    owner: 'sweep',
    timeoutMinutes: 24 * 60,
    sweep: 'refund.proposeOwed',
  },
  refunded: {
    label: '已退费',
    sentence: '这笔订单的钱已经全部退回。',
    owner: 'none',
    timeoutMinutes: null,
    sweep: null,
  },
} satisfies Record<PaymentOrderStatus, StatusInfo>;

const settled: readonly PaymentOrderStatus[] = [
  'paid',
  'posted',
  'posting_overdue',
  'refund_due',
  'refunded',
];

/**
 * Whether the money of an order has come in and was dealt with. News that it was paid
 * (a notification sent again, a query after it) then changes nothing: answer it and go on
 * without asking the table, which would refuse it.
 */
export function isSettled(status: PaymentOrderStatus): boolean {
  return settled.includes(status);
}
