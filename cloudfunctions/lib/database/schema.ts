/**
 * The tables as the code sees them. The SQL in ../../migrations is what makes them, with every
 * constraint; a test compares the two column by column.
 */
import {
  boolean,
  bigint,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { documentTypes } from '@yibao/shared/rules/facts';
import { joinedItemKinds, joinedItemStatuses } from '@yibao/shared/rules/joined-items';
import {
  newbornCheckKinds,
  newbornCheckResults,
  newbornSources,
} from '@yibao/shared/rules/newborn-checks';
import { newbornQueueReasons, newbornStatuses } from '@yibao/shared/rules/newborn-states';
import { type EnrolRefusal } from '../ports/core-platform';
import { type AppliedRule, type EnrollmentStatus, type PaymentOrderStatus } from '../wire';
import { instant, isoDate } from './columns';

export const person = pgTable('person', {
  id: uuid('id').primaryKey(),
  documentType: text('document_type', { enum: documentTypes }).notNull(),
  documentNumber: text('document_number').notNull(),
  documentNumberIndex: text('document_number_index').notNull(),
  name: text('name').notNull(),
  platformNumber: text('platform_number'),
  sex: text('sex', { enum: ['male', 'female'] }).notNull(),
  birthDate: isoDate('birth_date').notNull(),
  createdAt: instant('created_at').notNull(),
});

export const account = pgTable('account', {
  id: uuid('id').primaryKey(),
  unionId: text('union_id'),
  personId: uuid('person_id'),
  verifiedAt: instant('verified_at'),
  verifiedBy: text('verified_by', { enum: ['face', 'counter'] }),
  createdAt: instant('created_at').notNull(),
});

export const accountLogin = pgTable(
  'account_login',
  {
    appId: text('app_id').notNull(),
    openId: text('open_id').notNull(),
    accountId: uuid('account_id').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.openId] })],
);

export const staffMember = pgTable('staff_member', {
  accountId: uuid('account_id').primaryKey(),
  badge: text('badge').notNull(),
  active: boolean('active').notNull(),
  appointedAt: instant('appointed_at').notNull(),
});

export const session = pgTable('session', {
  tokenHash: text('token_hash').primaryKey(),
  accountId: uuid('account_id').notNull(),
  appId: text('app_id').notNull(),
  openId: text('open_id').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
});

export const idempotency = pgTable(
  'idempotency',
  {
    accountId: uuid('account_id').notNull(),
    requestId: text('request_id').notNull(),
    action: text('action').notNull(),
    inputHash: text('input_hash').notNull(),
    reply: text('reply').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.requestId] })],
);

export const auditEntry = pgTable('audit_entry', {
  id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  at: instant('at').notNull(),
  traceId: text('trace_id').notNull(),
  actorKind: text('actor_kind', { enum: ['account', 'staff', 'system'] }).notNull(),
  actorAccountId: uuid('actor_account_id'),
  subjectPersonId: uuid('subject_person_id'),
  action: text('action').notNull(),
  details: jsonb('details').$type<AuditDetails>().notNull(),
});
export type AuditDetails = Record<string, string | number | boolean | null | string[]>;

export const outbox = pgTable('outbox', {
  id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  topic: text('topic').notNull(),
  dedupeKey: text('dedupe_key').notNull(),
  payload: jsonb('payload').$type<Record<string, string>>().notNull(),
  status: text('status', { enum: ['pending', 'done', 'dead'] }).notNull(),
  attempts: integer('attempts').notNull(),
  nextAttemptAt: instant('next_attempt_at').notNull(),
  createdAt: instant('created_at').notNull(),
  settledAt: instant('settled_at'),
});

/** What goes into a subscribe message: the template's topic decides the field names. */
export interface MessageContent {
  topic: 'payment' | 'enrollment';
  /** Masked name, at most 20 characters. */
  person: string;
  /** An amount like 「800.00元」 for payment, at most five Chinese characters for enrolment. */
  highlight: string;
}

export const notice = pgTable('notice', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  dedupeKey: text('dedupe_key').notNull(),
  title: text('title').notNull(),
  body: text('body').notNull(),
  link: text('link').notNull(),
  message: jsonb('message').$type<MessageContent>(),
  createdAt: instant('created_at').notNull(),
  readAt: instant('read_at'),
});

export const messageQuota = pgTable(
  'message_quota',
  {
    accountId: uuid('account_id').notNull(),
    templateId: text('template_id').notNull(),
    remaining: integer('remaining').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.templateId] })],
);

export const attemptCounter = pgTable(
  'attempt_counter',
  {
    subject: text('subject').notNull(),
    day: isoDate('day').notNull(),
    failures: integer('failures').notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.day] })],
);

export const faceConsent = pgTable('face_consent', {
  id: uuid('id').primaryKey(),
  accountId: uuid('account_id').notNull(),
  noticeVersion: text('notice_version').notNull(),
  textHash: text('text_hash').notNull(),
  agreedAt: instant('agreed_at').notNull(),
});

export const faceVerification = pgTable('face_verification', {
  id: uuid('id').primaryKey(),
  accountId: uuid('account_id').notNull(),
  consentId: uuid('consent_id').notNull(),
  personId: uuid('person_id').notNull(),
  appId: text('app_id').notNull(),
  openId: text('open_id').notNull(),
  outSeqNo: text('out_seq_no').notNull(),
  verifyId: text('verify_id').notNull(),
  status: text('status', { enum: ['pending', 'passed', 'failed'] }).notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  decidedAt: instant('decided_at'),
});

export const counterCode = pgTable('counter_code', {
  id: uuid('id').primaryKey(),
  accountId: uuid('account_id').notNull(),
  personId: uuid('person_id').notNull(),
  code: text('code').notNull(),
  codeIndex: text('code_index').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  mismatches: integer('mismatches').notNull(),
  closedAt: instant('closed_at'),
  confirmedBy: uuid('confirmed_by'),
});

export const familyMember = pgTable('family_member', {
  id: uuid('id').primaryKey(),
  ownerPersonId: uuid('owner_person_id').notNull(),
  memberPersonId: uuid('member_person_id').notNull(),
  relation: text('relation').notNull(),
  addedAt: instant('added_at').notNull(),
  removedAt: instant('removed_at'),
});

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
  status: text('status').$type<PaymentOrderStatus>().notNull(),
  statusSince: instant('status_since').notNull(),
  totalFen: integer('total_fen').notNull(),
  prepayId: text('prepay_id'),
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
});

export const guardianship = pgTable('guardianship', {
  id: uuid('id').primaryKey(),
  childPersonId: uuid('child_person_id').notNull(),
  guardianPersonId: uuid('guardian_person_id').notNull(),
  relation: text('relation', { enum: ['father', 'mother'] }).notNull(),
  since: instant('since').notNull(),
  endedAt: instant('ended_at'),
  endBasis: text('end_basis', { enum: ['courtOrder', 'householdChange'] }),
  endedBy: uuid('ended_by'),
  endReason: text('end_reason'),
});

export const newbornDraft = pgTable('newborn_draft', {
  personId: uuid('person_id').primaryKey(),
  draft: text('draft').notNull(),
  savedAt: instant('saved_at').notNull(),
});

export const newbornApplication = pgTable('newborn_application', {
  id: uuid('id').primaryKey(),
  reference: text('reference').notNull(),
  applicantPersonId: uuid('applicant_person_id').notNull(),
  applicantRole: text('applicant_role', { enum: ['father', 'mother'] }).notNull(),
  details: text('details').notNull(),
  certificateIndex: text('certificate_index').notNull(),
  motherIndex: text('mother_index'),
  birthDate: isoDate('birth_date').notNull(),
  region: text('region').notNull(),
  householdArea: text('household_area').notNull(),
  items: jsonb('items').$type<(typeof joinedItemKinds)[number][]>().notNull(),
  payNextYear: boolean('pay_next_year').notNull(),
  acceptedLateRule: boolean('accepted_late_rule').notNull(),
  status: text('status', { enum: newbornStatuses }).notNull(),
  statusSince: instant('status_since').notNull(),
  queueReason: text('queue_reason', { enum: newbornQueueReasons }),
  personId: uuid('person_id'),
  leaderId: uuid('leader_id'),
  nextCheckAt: instant('next_check_at'),
  rounds: integer('rounds').notNull().default(0),
  claimedBy: uuid('claimed_by'),
  claimedAt: instant('claimed_at'),
  firstApprover: uuid('first_approver'),
  decidedBy: text('decided_by', { enum: ['checks', 'staff'] }),
  staffWords: text('staff_words'),
  submittedAt: instant('submitted_at').notNull(),
  decidedAt: instant('decided_at'),
});

export const newbornCheck = pgTable('newborn_check', {
  id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  applicationId: uuid('application_id').notNull(),
  round: integer('round').notNull(),
  kind: text('kind', { enum: newbornCheckKinds }).notNull(),
  source: text('source', { enum: newbornSources }).notNull(),
  result: text('result', { enum: newbornCheckResults }).notNull(),
  reason: text('reason').notNull(),
  sentence: text('sentence').notNull(),
  mend: text('mend'),
  answerDigest: text('answer_digest'),
  at: instant('at').notNull(),
});

const writtenWords = {
  id: uuid('id').primaryKey(),
  applicationId: uuid('application_id').notNull(),
  words: text('words').notNull(),
  at: instant('at').notNull(),
};
export const newbornEvidence = pgTable('newborn_evidence', writtenWords);
export const newbornStaffNote = pgTable('newborn_staff_note', {
  ...writtenWords,
  accountId: uuid('account_id').notNull(),
  kind: text('kind', { enum: ['claim', 'approve', 'ask_more', 'refuse'] }).notNull(),
});

export const newbornItem = pgTable('newborn_item', {
  id: uuid('id').primaryKey(),
  applicationId: uuid('application_id').notNull(),
  kind: text('kind', { enum: joinedItemKinds }).notNull(),
  status: text('status', { enum: joinedItemStatuses }).notNull(),
  statusSince: instant('status_since').notNull(),
  attempt: integer('attempt').notNull().default(1),
  reference: text('reference'),
  reason: text('reason'),
});

export const newbornPhoto = pgTable('newborn_photo', {
  id: uuid('id').primaryKey(),
  ownerPersonId: uuid('owner_person_id').notNull(),
  applicationId: uuid('application_id'),
  storageKey: text('storage_key').notNull(),
  mediaType: text('media_type', { enum: ['image/jpeg', 'image/png'] }).notNull(),
  byteLength: integer('byte_length').notNull(),
  widthPx: integer('width_px').notNull(),
  heightPx: integer('height_px').notNull(),
  sm3: text('sm3').notNull(),
  createdAt: instant('created_at').notNull(),
  deleteAfter: instant('delete_after').notNull(),
  deletedAt: instant('deleted_at'),
});

export const identityUpgrade = pgTable('identity_upgrade', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  outcome: text('outcome', { enum: ['upgraded', 'refused'] }).notNull(),
  reason: text('reason').notNull(),
  askedBy: text('asked_by', { enum: ['guardian', 'registry'] }).notNull(),
  accountId: uuid('account_id'),
  certificateIndex: text('certificate_index').notNull(),
  numberIndex: text('number_index').notNull(),
  at: instant('at').notNull(),
});

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

export type Guardianship = typeof guardianship.$inferSelect;
export type NewbornApplication = typeof newbornApplication.$inferSelect;
export type NewbornCheck = typeof newbornCheck.$inferSelect;
export type NewbornItem = typeof newbornItem.$inferSelect;
export type NewbornPhoto = typeof newbornPhoto.$inferSelect;
export type Person = typeof person.$inferSelect;
export type Account = typeof account.$inferSelect;
export type Enrollment = typeof enrollment.$inferSelect;
export type PaymentOrder = typeof paymentOrder.$inferSelect;
export type PaymentItem = typeof paymentItem.$inferSelect;
export type Coverage = typeof coverage.$inferSelect;
export type OutboxMessage = typeof outbox.$inferSelect;
