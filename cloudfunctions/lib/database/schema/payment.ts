/** Enrolment, payment and cover. */
import {
  bigint,
  boolean,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { insuredOtherwiseKinds } from '@yibao/shared/rules/insured-otherwise';
import { type OrderRefusal, rails } from '@yibao/shared/rules/rails';
import { type EnrolRefusal } from '../../ports/core-platform';
import { type AppliedRule, type EnrollmentStatus, type PaymentOrderStatus } from '../../wire';
import { instant, isoDate } from '../columns';

/** What the rules said when the enrolment was made; kept so that an answer can be explained later. */
export interface StoredAssessment {
  /** As it was on the day of the enrolment; what counts is reckoned from the next two on the day of payment. */
  waitingMonths: number;
  waitingReason: string;
  brokenYears: number;
  waitingExempt: boolean;
  subsidyReason: string | null;
  hints: string[];
  rules: AppliedRule[];
  /** A newborn within the window: paying until `payBy` covers from birth, whatever the window. */
  newborn?: { birthDate: string; payBy: string };
}

export const enrollment = pgTable('enrollment', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  coverageYear: integer('coverage_year').notNull(),
  region: text('region').notNull(),
  requestedBy: uuid('requested_by').notNull(),
  status: text('status').$type<EnrollmentStatus>().notNull(),
  statusSince: instant('status_since').notNull(),
  standardFen: integer('standard_fen').notNull(),
  subsidyFen: integer('subsidy_fen').notNull(),
  payableFen: integer('payable_fen').notNull(),
  assessment: jsonb('assessment').$type<StoredAssessment>().notNull(),
  platformRegistration: text('platform_registration'),
  refusal: text('refusal').$type<EnrolRefusal>(),
  elsewhereName: text('elsewhere_name'),
  elsewhereInsurance: text('elsewhere_insurance', { enum: ['resident', 'employee'] }),
  suspendedAt: instant('suspended_at'),
  nextCheckAt: instant('next_check_at'),
  checkDeadlineAt: instant('check_deadline_at'),
  createdAt: instant('created_at').notNull(),
});

export const paymentOrder = pgTable('payment_order', {
  id: uuid('id').primaryKey(),
  outTradeNo: text('out_trade_no').notNull(),
  payerPersonId: uuid('payer_person_id').notNull(),
  payerAccountId: uuid('payer_account_id').notNull(),
  appId: text('app_id').notNull(),
  openId: text('open_id').notNull(),
  rail: text('rail', { enum: rails }).notNull().default('wechatPay'),
  status: text('status').$type<PaymentOrderStatus>().notNull(),
  statusSince: instant('status_since').notNull(),
  totalFen: integer('total_fen').notNull(),
  prepayId: text('prepay_id'),
  committedAt: instant('committed_at'),
  deductOn: isoDate('deduct_on'),
  refusal: text('refusal').$type<OrderRefusal>(),
  transactionId: text('transaction_id'),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  paidAt: instant('paid_at'),
  postedAt: instant('posted_at'),
  nextSweepAt: instant('next_sweep_at'),
  sweeps: integer('sweeps').notNull().default(0),
});

export const paymentItem = pgTable('payment_item', {
  id: uuid('id').primaryKey(),
  orderId: uuid('order_id').notNull(),
  position: integer('position').notNull(),
  enrollmentId: uuid('enrollment_id').notNull(),
  personId: uuid('person_id').notNull(),
  coverageYear: integer('coverage_year').notNull(),
  standardFen: integer('standard_fen').notNull(),
  subsidyFen: integer('subsidy_fen').notNull(),
  amountFen: integer('amount_fen').notNull(),
  live: boolean('live').notNull(),
  postedAt: instant('posted_at'),
  collectionNo: text('collection_no'),
  /** When somebody whose matter it is more took the payment over. */
  takenOverAt: instant('taken_over_at'),
});

export const coverage = pgTable('coverage', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  coverageYear: integer('coverage_year').notNull(),
  enrollmentId: uuid('enrollment_id').notNull(),
  orderId: uuid('order_id').notNull(),
  coverFrom: isoDate('cover_from').notNull(),
  coverTo: isoDate('cover_to').notNull(),
  waitingUntil: isoDate('waiting_until'),
  createdAt: instant('created_at').notNull(),
  /** Set by the refund that ended it; only cover without it counts. */
  endedAt: instant('ended_at'),
  endedBy: uuid('ended_by'),
});

export const insuredOtherwise = pgTable(
  'insured_otherwise',
  {
    personId: uuid('person_id').notNull(),
    coverageYear: integer('coverage_year').notNull(),
    kind: text('kind', { enum: insuredOtherwiseKinds }).notNull(),
    placeName: text('place_name'),
    knownAt: instant('known_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.coverageYear] })],
);

export const contributionDifference = pgTable('contribution_difference', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  coverageYear: integer('coverage_year').notNull(),
  enrollmentId: uuid('enrollment_id').notNull(),
  orderId: uuid('order_id').notNull(),
  paidFen: integer('paid_fen').notNull(),
  dueFen: integer('due_fen').notNull(),
  differenceFen: integer('difference_fen').notNull(),
  ruleId: text('rule_id').notNull(),
  notedAt: instant('noted_at').notNull(),
});

/** Money held at a rail, and to whom it is owed: the books, or back to the payer. */
const ledgerAccounts = [
  ...rails,
  /** 财政专户: what no rail could pay back. */
  'fiscalAccount',
  'unposted',
  'posted',
  'refundable',
] as const;
export type LedgerAccount = (typeof ledgerAccounts)[number];
const ledgerPostingKinds = [
  'paid',
  'superseded',
  'posted',
  'refund_agreed',
  'refund_paid',
] as const;
export type LedgerPostingKind = (typeof ledgerPostingKinds)[number];

export const ledgerPosting = pgTable('ledger_posting', {
  id: uuid('id').primaryKey(),
  kind: text('kind', { enum: ledgerPostingKinds }).notNull(),
  reference: uuid('reference').notNull(),
  orderId: uuid('order_id').notNull(),
  bookedOn: isoDate('booked_on').notNull(),
  at: instant('at').notNull(),
});

export const ledgerEntry = pgTable(
  'ledger_entry',
  {
    postingId: uuid('posting_id').notNull(),
    account: text('account', { enum: ledgerAccounts }).notNull(),
    amountFen: bigint('amount_fen', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.postingId, table.account] })],
);

export type Enrollment = typeof enrollment.$inferSelect;
export type PaymentOrder = typeof paymentOrder.$inferSelect;
export type PaymentItem = typeof paymentItem.$inferSelect;
export type Coverage = typeof coverage.$inferSelect;
export type InsuredOtherwiseRow = typeof insuredOtherwise.$inferSelect;
