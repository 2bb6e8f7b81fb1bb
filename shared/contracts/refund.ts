import * as z from 'zod';
import { rails } from '../rules/rails';
import { refundKinds, refundReasons } from '../rules/refund';
import { refundStatuses } from '../rules/refund-states';
import { refundSteps } from '../rules/refund-steps';
import { defineActions } from './action';
import {
  amountFen,
  appliedRule,
  coverageYear,
  id,
  instant,
  isoDate,
  personView,
  requestId,
} from './fields';

const refundReason = z.enum(refundReasons);
const refundStatus = z.enum(refundStatuses);

/** One paid contribution, and whether it can be given back. */
const option = z.object({
  itemId: id,
  person: personView,
  coverageYear,
  /** What would go back; less than was paid once a part of it has. */
  amountFen,
  paidBySelf: z.boolean(),
  /** The order, when the caller paid it. */
  orderId: id.nullable(),
  rail: z.enum(rails),
  can: z.boolean(),
  /** Until when it can be asked for, or kindly why it cannot. */
  sentence: z.string(),
  /** The reasons that fit this person and this caller. */
  reasons: z.array(refundReason),
  cover: z.object({ from: isoDate, to: isoDate }),
  /** The refund that is under way. */
  refundId: id.nullable(),
  rules: z.array(appliedRule),
});

const timelineStep = z.object({
  step: z.enum(['requested', 'tax', 'insurance', 'money']),
  title: z.string(),
  state: z.enum(['done', 'current', 'todo', 'problem']),
  at: instant.nullable(),
  note: z.string(),
});

const refund = z.object({
  refundId: id,
  /** The number people quote: out_refund_no. */
  reference: z.string(),
  kind: z.enum(refundKinds),
  /** Null when the money bought no cover or a part of it was too much. */
  reason: refundReason.nullable(),
  status: refundStatus,
  sentence: z.string(),
  amountFen,
  /** Whether the money comes back to the caller. */
  paidBySelf: z.boolean(),
  orderId: id.nullable(),
  rail: z.enum(rails),
  /** Whose contribution it was; the insured person sees only themselves. */
  people: z.array(z.object({ person: personView, coverageYear, amountFen })),
  /** Found by us rather than asked for. */
  foundByUs: z.boolean(),
  createdAt: instant,
  /** When the cover ended; null while it stands, and when none ends with it. */
  coverEndedAt: instant.nullable(),
  endsCover: z.boolean(),
  refundedAt: instant.nullable(),
  canWithdraw: z.boolean(),
  canConfirm: z.boolean(),
  /** What was said by those who decided, when it was no. */
  words: z.string().nullable(),
  timeline: z.array(timelineStep),
  rules: z.array(appliedRule),
});

/** A refund as a clerk sees it: people masked. */
const staffRefund = z.object({
  refundId: id,
  reference: z.string(),
  kind: z.enum(refundKinds),
  reason: refundReason.nullable(),
  status: refundStatus,
  statusSince: instant,
  createdAt: instant,
  amountFen,
  rail: z.enum(rails),
  people: z.array(z.object({ nameMasked: z.string(), documentMasked: z.string(), coverageYear })),
  /** What the platform's facts said of the reason when they were last asked for. */
  proof: z.enum(['confirmed', 'unconfirmed', 'unavailable']).nullable(),
  taxApproved: z.boolean(),
  /** Whose answer it waits for; null when it is not another system's turn. */
  waitsFor: z.enum(['taxBureau', 'corePlatform', 'rail']).nullable(),
  /** Since when it waits for longer than usual. */
  overdueSince: instant.nullable(),
  /** Why the rail did not pay, as its code; PAID_TWICE when it paid after somebody else had. */
  railProblem: z.string().nullable(),
  words: z.string().nullable(),
  /** What a clerk can do about it now. */
  steps: z.array(z.enum(refundSteps)),
});

const cursor = z.string().max(80).optional();
const words = z.string().trim().min(2).max(200);

export const refundActions = defineActions({
  'refund.options': {
    summary: 'What the caller paid, or is covered by, and whether it can be given back',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ orderId: id.optional() }),
    output: z.object({ options: z.array(option) }),
  },
  'refund.request': {
    summary: 'Asks for one person and year to be given back; the amount comes from the server',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, itemId: id, refundReason }),
    output: refund,
  },
  'refund.get': {
    summary: 'One refund of the caller, as payer or as insured person',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ refundId: id }),
    output: refund,
  },
  'refund.list': {
    summary: "The caller's refunds, newest first",
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ cursor }),
    output: z.object({ refunds: z.array(refund), nextCursor: z.string().nullable() }),
  },
  'refund.withdraw': {
    summary: 'Takes a refund back that is not decided yet',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, refundId: id }),
    output: refund,
  },
  'refund.confirmProposal': {
    summary: 'The payer agrees to a refund that we proposed',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, refundId: id }),
    output: refund,
  },
  'refund.queue': {
    summary: 'Refunds a clerk has to decide, to get out of trouble or to push on, oldest first',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({ show: z.enum(['decide', 'abnormal', 'overdue']), cursor }),
    output: z.object({ refunds: z.array(staffRefund), nextCursor: z.string().nullable() }),
  },
  'refund.decide': {
    summary: 'A clerk decides where the facts alone do not, or sends it to the tax bureau again',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      refundId: id,
      decision: z.enum(['approve', 'reject', 'sendAgain']),
      words,
    }),
    output: staffRefund,
  },
  'refund.resolveOverdue': {
    summary:
      'Asks whom an overdue refund waits for at once, or stops waiting for a rail that has none',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, refundId: id, way: z.enum(['askAgain', 'stop']) }),
    output: staffRefund,
  },
  'refund.resolveAbnormal': {
    summary: 'Tries the rail again with the same number, or records that it was paid otherwise',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      refundId: id,
      way: z.enum(['retry', 'paidOtherwise']),
      words,
    }),
    output: staffRefund,
  },
});
