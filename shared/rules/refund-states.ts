/** The life of one refund (退费): money of one order on its way back to its payer. */
import type { RefundKind } from './refund';
import type { StatusInfo, Transition } from './transition';

export const refundStatuses = [
  'proposed',
  'requested',
  'tax_review',
  'insurance_review',
  'staff_review',
  'refunding',
  'refunded',
  'abnormal',
  'rejected',
  'withdrawn',
] as const;
export type RefundStatus = (typeof refundStatuses)[number];

export const refundEvents = [
  'confirmed',
  'withdraw',
  /** A part that is given back with the whole. */
  'absorbed',
  'tax_accepted',
  'tax_approved',
  /** The money never stood in the platform's books: there is nothing for it to confirm. */
  'tax_approved_unbooked',
  'tax_rejected',
  /** Money that is owed whatever happens cannot end with a no: a clerk has to look. */
  'tax_rejected_owed',
  'insurance_confirmed',
  'facts_missing',
  'platform_refused',
  'staff_approved',
  'staff_rejected',
  'staff_sent_again',
  'rail_succeeded',
  'rail_failed',
  /** The rail does not get on with it, and has neither paid nor is it trying. */
  'staff_stopped',
  'retried',
  'paid_otherwise',
] as const;
export type RefundEvent = (typeof refundEvents)[number];

/**
 * Tax review → insurance confirmation → money (医保办函〔2021〕11 号 第十六条). The tax bureau's word can
 * be there before our request's answer, so `requested` takes it too. From the moment the platform
 * may have ended the relation nobody can withdraw; a part that it has not been asked for yet goes back
 * with the whole instead. What failed at the rail is tried again with the
 * same number, or paid out by another way. A clerk stops waiting for a rail only when it says that it
 * has no such refund or has failed.
 */
export const refundTransitions = [
  { from: 'proposed', event: 'confirmed', to: 'requested' },
  { from: 'proposed', event: 'withdraw', to: 'withdrawn' },

  { from: 'requested', event: 'tax_accepted', to: 'tax_review' },
  { from: 'requested', event: 'tax_approved', to: 'insurance_review' },
  { from: 'requested', event: 'tax_approved_unbooked', to: 'refunding' },
  { from: 'requested', event: 'tax_rejected', to: 'rejected' },
  { from: 'requested', event: 'tax_rejected_owed', to: 'staff_review' },
  { from: 'requested', event: 'withdraw', to: 'withdrawn' },
  { from: 'requested', event: 'absorbed', to: 'withdrawn' },

  { from: 'tax_review', event: 'tax_approved', to: 'insurance_review' },
  { from: 'tax_review', event: 'tax_approved_unbooked', to: 'refunding' },
  { from: 'tax_review', event: 'tax_rejected', to: 'rejected' },
  { from: 'tax_review', event: 'tax_rejected_owed', to: 'staff_review' },
  { from: 'tax_review', event: 'withdraw', to: 'withdrawn' },
  { from: 'tax_review', event: 'absorbed', to: 'withdrawn' },

  { from: 'insurance_review', event: 'insurance_confirmed', to: 'refunding' },
  { from: 'insurance_review', event: 'facts_missing', to: 'staff_review' },
  { from: 'insurance_review', event: 'platform_refused', to: 'staff_review' },
  { from: 'insurance_review', event: 'absorbed', to: 'withdrawn' },

  { from: 'staff_review', event: 'staff_approved', to: 'insurance_review' },
  { from: 'staff_review', event: 'staff_rejected', to: 'rejected' },
  { from: 'staff_review', event: 'staff_sent_again', to: 'requested' },
  { from: 'staff_review', event: 'absorbed', to: 'withdrawn' },

  { from: 'refunding', event: 'rail_succeeded', to: 'refunded' },
  { from: 'refunding', event: 'rail_failed', to: 'abnormal' },
  { from: 'refunding', event: 'staff_stopped', to: 'abnormal' },

  { from: 'abnormal', event: 'rail_succeeded', to: 'refunded' },
  { from: 'abnormal', event: 'retried', to: 'refunding' },
  { from: 'abnormal', event: 'paid_otherwise', to: 'refunded' },
] satisfies Transition<RefundStatus, RefundEvent>[];

const day = 24 * 60;

export const refundStatusInfo = {
  proposed: {
    label: '等您确认',
    sentence: '我们发现这笔钱可能重复缴了，您确认后就开始办理退费。',
    owner: 'person',
    timeoutMinutes: null,
    sweep: null,
  },
  requested: {
    label: '已申请',
    sentence: '退费申请已经收到，正在送税务部门审核。',
    owner: 'platform',
    timeoutMinutes: 60,
    sweep: 'refund.sweep',
  },
  tax_review: {
    label: '税务审核中',
    sentence: '税务部门正在审核，不用您做什么。',
    owner: 'platform',
    timeoutMinutes: 3 * day,
    sweep: 'refund.sweep',
  },
  insurance_review: {
    label: '医保确认中',
    sentence: '税务部门已经同意，医保部门正在确认，不用您做什么。',
    owner: 'platform',
    timeoutMinutes: 2 * 60,
    sweep: 'refund.sweep',
  },
  staff_review: {
    label: '工作人员核实中',
    sentence: '工作人员正在核实，有结果马上告诉您。',
    owner: 'staff',
    timeoutMinutes: 3 * day,
    sweep: 'refund.sweep',
  },
  refunding: {
    label: '退款中',
    sentence: '已经同意退费，钱正在退回付款的账户，一般几分钟，最长几个工作日。',
    owner: 'platform',
    timeoutMinutes: day,
    sweep: 'refund.sweep',
  },
  refunded: {
    label: '已退费',
    sentence: '钱已经退回。',
    owner: 'none',
    timeoutMinutes: null,
    sweep: null,
  },
  abnormal: {
    label: '退款受阻',
    sentence: '钱没有退成，工作人员会查清原因，换一种办法退给您，钱不会丢。',
    owner: 'staff',
    timeoutMinutes: 3 * day,
    sweep: 'refund.sweep',
  },
  rejected: {
    label: '没有同意',
    sentence: '这次没有同意退费。',
    owner: 'none',
    timeoutMinutes: null,
    sweep: null,
  },
  withdrawn: {
    label: '已撤回',
    sentence: '退费申请已经撤回。',
    owner: 'none',
    timeoutMinutes: null,
    sweep: null,
  },
} satisfies Record<RefundStatus, StatusInfo>;

/** Statuses in which nothing more comes of a refund. */
export const endedRefundStatuses = ['refunded', 'rejected', 'withdrawn'] as const;

/** Statuses that another system moves on: each has its step. */
export const drivenRefundStatuses = [
  'requested',
  'tax_review',
  'insurance_review',
  'refunding',
] as const;

/** Who has to answer before it goes on: asked again by the step, and at a clerk's word. */
export const refundWaitsFor = {
  requested: 'taxBureau',
  tax_review: 'taxBureau',
  insurance_review: 'corePlatform',
  refunding: 'rail',
} as const satisfies Record<(typeof drivenRefundStatuses)[number], string>;

/** From here on the platform has ended the relation (or never had one): the money is owed back. */
export const agreedRefundStatuses = ['refunding', 'abnormal', 'refunded'] as const;

/** Whether the person can still take a refund back. */
export function isWithdrawable(status: RefundStatus): boolean {
  return ['proposed', 'requested', 'tax_review'].includes(status);
}

/** What brought a refund to a clerk: no fact proves the reason, or one of the others said no. */
export const staffReviewCauses = ['facts', 'tax', 'platform'] as const;
export type StaffReviewCause = (typeof staffReviewCauses)[number];

const causes = {
  facts: '系统里还查不到退费的原因，',
  tax: '税务部门这次没有同意，',
  platform: '医保系统这次没有办成，',
} as const satisfies Record<StaffReviewCause, string>;

/** What a refund means for the cover, as long as the money is not back, and once it will not come. */
const cover = {
  open: { cover: '钱退回之前，医保照常有效。', difference: '医保不受影响。', superseded: '' },
  kept: { cover: '医保照常有效。', difference: '医保不受影响。', superseded: '' },
  unsaid: { cover: '', difference: '', superseded: '' },
} as const satisfies Record<string, Record<RefundKind, string>>;

const coverWords = {
  proposed: cover.unsaid,
  requested: cover.open,
  tax_review: cover.open,
  insurance_review: cover.open,
  staff_review: cover.open,
  // the platform has ended it already: what is said now is the money
  refunding: cover.unsaid,
  refunded: cover.unsaid,
  abnormal: cover.unsaid,
  rejected: cover.kept,
  withdrawn: cover.kept,
} as const satisfies Record<RefundStatus, Record<RefundKind, string>>;

/**
 * Where a refund stands, in sentences; of cover only where the money bought some.
 *
 * @param cause why a clerk has it; of no meaning in the other statuses
 */
export function refundSentence(
  status: RefundStatus,
  kind: RefundKind,
  cause: StaffReviewCause,
): string {
  const before = status === 'staff_review' ? causes[cause] : '';
  return `${before}${refundStatusInfo[status].sentence}${coverWords[status][kind]}`;
}
