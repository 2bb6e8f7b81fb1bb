import * as z from 'zod';
import { enrollmentStatuses } from '../rules/enrollment-states';
import { defineActions } from './action';
import {
  amountFen,
  appliedRule,
  coverageYear,
  familyPersonView,
  id,
  instant,
  isoDate,
  personView,
  relation,
  requestId,
} from './fields';

/** States of an enrolment (shared/rules/enrollment-states.ts). */
export const enrollmentStatus = z.enum(enrollmentStatuses);

const year = z.object({
  coverageYear,
  status: z.enum(['open', 'late', 'closed', 'upcoming', 'unpublished']),
  /** One sentence for people, e.g. 「集中缴费期到 2025 年 12 月 31 日」 or 「标准待公布」. */
  sentence: z.string(),
  standardFen: amountFen.nullable(),
  collectionFrom: isoDate.nullable(),
  collectionTo: isoDate.nullable(),
  daysLeft: z.int().nullable(),
});

/** Fee of one person for one year, all in fen. */
const fee = z.object({
  standardFen: amountFen,
  subsidyFen: amountFen,
  payableFen: amountFen,
  /** Why there is a subsidy, told only to the person themselves. */
  subsidyReason: z.string().nullable(),
});

const waiting = z.object({
  months: z.int().min(0),
  /** Last day without cover after payment, null when there is no wait. */
  until: isoDate.nullable(),
  reason: z.string(),
});

const cover = z.object({ from: isoDate, to: isoDate });

/** Where another city stands in the way, and since when it is said to be suspended. */
const elsewhere = z.object({
  poolingAreaName: z.string(),
  insurance: z.enum(['resident', 'employee']),
  suspendedAt: instant.nullable(),
  nextCheckAt: instant.nullable(),
  deadlineAt: instant.nullable(),
});

const check = z.object({
  personId: id,
  coverageYear,
  outcome: z.enum([
    'eligible',
    'insured_elsewhere',
    'ineligible',
    'unpublished',
    'already_enrolled',
    'already_covered',
  ]),
  /** The answer first: one plain sentence. */
  sentence: z.string(),
  /** What to do next, one step a line. */
  advice: z.array(z.string()),
  fee: fee.nullable(),
  waiting: waiting.nullable(),
  /** Assuming payment today. */
  cover: cover.nullable(),
  elsewhere: elsewhere.nullable(),
  enrollmentId: id.nullable(),
  rules: z.array(appliedRule),
});

/** One step of the line 登记 → 缴费 → 入账 → 生效; 退费 is the last one of what was given back. */
const timelineStep = z.object({
  step: z.enum(['registered', 'paid', 'posted', 'effective', 'refunded']),
  title: z.string(),
  state: z.enum(['done', 'current', 'todo', 'problem']),
  at: instant.nullable(),
  /** Day rather than a moment, for steps that are a date. */
  on: isoDate.nullable(),
  note: z.string(),
});

const enrollment = z.object({
  enrollmentId: id,
  person: familyPersonView,
  coverageYear,
  status: enrollmentStatus,
  sentence: z.string(),
  advice: z.array(z.string()),
  fee,
  waiting,
  /** Set once paid; before that what it would be if paid today, null when unknown. */
  cover: cover.nullable(),
  elsewhere: elsewhere.nullable(),
  /** The live order that contains it, if the caller may see it. */
  orderId: id.nullable(),
  /** Somebody else has an open order for it: theirs to pay or to cancel. */
  heldByOther: z.boolean(),
  /** That order is not paid, and the caller may pay instead of its payer (payment.takeOver). */
  mayTakeOver: z.boolean(),
  /** It stands where it can be withdrawn, and is the caller's to withdraw. */
  mayCancel: z.boolean(),
  timeline: z.array(timelineStep),
  rules: z.array(appliedRule),
});

/** Where one person of the family stands this year: the dot and the card of the home page. */
const standing = z.object({
  person: personView,
  /** The year this is about: a newborn's own deadline comes before the year of the others. */
  coverageYear,
  relation: relation.nullable(),
  state: z.enum([
    'covered',
    'waiting',
    'processing',
    'to_pay',
    'to_enroll',
    /** Insured by an employer or in another city, as the platform said when last asked. */
    'otherwise',
    'problem',
    'blocked',
  ]),
  sentence: z.string(),
  nextStep: z.enum([
    'enroll',
    'pay',
    'resume_payment',
    'resolve',
    'recheck',
    'view',
    'refund',
    'none',
  ]),
  enrollmentId: id.nullable(),
  orderId: id.nullable(),
  payableFen: amountFen.nullable(),
  cover: cover.nullable(),
  waitingUntil: isoDate.nullable(),
  /** The refund that is under way, if any. */
  refundId: id.nullable(),
  timeline: z.array(timelineStep),
});

const overview = z.object({
  coverageYear,
  year,
  standings: z.array(standing),
  unpaidCount: z.int().min(0),
});

const coverRecord = z.object({
  coverageYear,
  cover,
  waitingUntil: isoDate.nullable(),
  state: z.enum([
    'processing',
    'upcoming',
    'waiting',
    'effective',
    'ended',
    'refunded',
    /** Given back, and covered by another payment of the year. */
    'paidOtherwise',
  ]),
  sentence: z.string(),
  /** The refund that is under way, or that has ended it. */
  refundId: id.nullable(),
  amountFen,
  paidAt: instant,
  paidBySelf: z.boolean(),
  /** The number to quote; an order number only when the caller paid. */
  reference: z.string(),
  timeline: z.array(timelineStep),
  rules: z.array(appliedRule),
});

export const enrollmentActions = defineActions({
  'enrollment.years': {
    summary: 'Coverage years of the region and whether they can be paid today',
    kind: 'query',
    caller: 'anyone',
    input: z.strictObject({}),
    output: z.object({ years: z.array(year), defaultYear: coverageYear }),
  },
  'enrollment.overview': {
    summary: 'Where everybody in the family stands for a year',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ coverageYear: coverageYear.optional() }),
    output: overview,
  },
  'enrollment.check': {
    summary:
      'Eligibility, fee, subsidy, wait and cover start, with the policy rows; registers nothing',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ personId: id, coverageYear }),
    output: check,
  },
  'enrollment.register': {
    summary: 'Enrols a person for a year with the core platform',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, personId: id, coverageYear }),
    output: enrollment,
  },
  'enrollment.get': {
    summary: 'One enrolment the caller acts for',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ enrollmentId: id }),
    output: enrollment,
  },
  'enrollment.declareSuspension': {
    summary: 'The person says the other city suspended the insurance; rechecks start',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, enrollmentId: id, suspendedAt: instant }),
    output: enrollment,
  },
  'enrollment.recheck': {
    summary: 'Asks the core platform again now',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, enrollmentId: id }),
    output: enrollment,
  },
  'enrollment.cancel': {
    summary:
      'Withdraws an enrolment that is not paid: the person, a guardian, or who registered it',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, enrollmentId: id }),
    output: enrollment,
  },
  'enrollment.myCover': {
    summary: "The caller's own cover by year, newest first",
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({}),
    output: z.object({ covers: z.array(coverRecord) }),
  },
});
