/** Consents, the looks taken by them, and what people say about it. */
import { boolean, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { type DenialReason } from '@yibao/shared/rules/consent-decision';
import { type ConsentField } from '@yibao/shared/rules/consent-fields';
import { consentPurposes, type ConsentScope } from '@yibao/shared/rules/consent-scope';
import { consentEndReasons, consentStatuses } from '@yibao/shared/rules/consent-states';
import { type SettlementKind } from '@yibao/shared/rules/settlement';
import { instant, isoDate } from '../columns';

const purpose = text('purpose', { enum: consentPurposes }).notNull();

/** The words of a notice, as people read them. */
export interface NoticeContent {
  title: string;
  paragraphs: { heading: string; text: string }[];
}

export const consentNotice = pgTable('consent_notice', {
  version: text('version').primaryKey(),
  content: jsonb('content').$type<NoticeContent>().notNull(),
  publishedAt: instant('published_at').notNull(),
});

export const consentCase = pgTable('consent_case', {
  id: uuid('id').primaryKey(),
  organisationId: uuid('organisation_id').notNull(),
  caseNo: text('case_no').notNull(),
  purpose,
  openedBy: uuid('opened_by').notNull(),
  openedAt: instant('opened_at').notNull(),
  /** Null in a closed case: the service closed it. */
  closedBy: uuid('closed_by'),
  closedAt: instant('closed_at'),
  eraseBy: isoDate('erase_by'),
  erasedBy: uuid('erased_by'),
  erasedAt: instant('erased_at'),
  /** The bureau saw to what the organisation never confirmed. */
  settledBy: uuid('settled_by'),
  settledAt: instant('settled_at'),
  settledReason: text('settled_reason'),
});

export const consent = pgTable('consent', {
  id: uuid('id').primaryKey(),
  organisationId: uuid('organisation_id').notNull(),
  agreementId: uuid('agreement_id').notNull(),
  caseId: uuid('case_id'),
  purpose,
  personId: uuid('person_id'),
  subjectNumberIndex: text('subject_number_index').notNull(),
  subjectNameIndex: text('subject_name_index').notNull(),
  subject: text('subject').notNull(),
  requestedBy: uuid('requested_by'),
  requested: jsonb('requested').$type<ConsentScope>().notNull(),
  words: text('words').notNull(),
  requestedAt: instant('requested_at').notNull(),
  status: text('status', { enum: consentStatuses }).notNull(),
  statusSince: instant('status_since').notNull(),
  statusSeal: text('status_seal').notNull(),
  endReason: text('end_reason', { enum: consentEndReasons }),
  grantorPersonId: uuid('grantor_person_id'),
  decidedAt: instant('decided_at'),
  artefact: text('artefact'),
  signature: text('signature'),
  keyId: text('key_id'),
  validTo: instant('valid_to'),
  /** The face check or the counter's confirmation it rests on; good for one decision. */
  verificationId: uuid('verification_id'),
});

export const consentUse = pgTable(
  'consent_use',
  {
    consentId: uuid('consent_id').notNull(),
    bucket: text('bucket').notNull(),
    used: integer('used').notNull(),
  },
  (table) => [primaryKey({ columns: [table.consentId, table.bucket] })],
);

/** What a clerk asked to see, as it is kept with the look. */
export interface LookAsk {
  fields: ConsentField[];
  kinds: SettlementKind[];
  dataFrom: string;
  dataTo: string;
}

export const consentLook = pgTable('consent_look', {
  id: uuid('id').primaryKey(),
  consentId: uuid('consent_id').notNull(),
  personId: uuid('person_id'),
  organisationId: uuid('organisation_id').notNull(),
  clerkAccountId: uuid('clerk_account_id').notNull(),
  caseId: uuid('case_id'),
  act: text('act', { enum: ['open', 'page', 'preview', 'print', 'export'] }).notNull(),
  parentId: uuid('parent_id'),
  at: instant('at').notNull(),
  allowed: boolean('allowed').notNull(),
  reason: text('reason').$type<DenialReason>(),
  level: integer('level').$type<1 | 2 | 3>(),
  ask: jsonb('ask').$type<LookAsk>().notNull(),
  rowCount: integer('row_count').notNull(),
  /** HMAC-SM3 of what was shown, under the index key. */
  payloadSm3: text('payload_sm3'),
  scopeSm3: text('scope_sm3'),
  network: text('network').notNull(),
});

export const consentPrint = pgTable('consent_print', {
  lookId: uuid('look_id').primaryKey(),
  serial: text('serial').notNull(),
  codeIndex: text('code_index').notNull(),
  documentSm3: text('document_sm3').notNull(),
  byteLength: integer('byte_length').notNull(),
  printedAt: instant('printed_at').notNull(),
});

export const consentConfirmation = pgTable('consent_confirmation', {
  id: uuid('id').primaryKey(),
  accountId: uuid('account_id').notNull(),
  personId: uuid('person_id').notNull(),
  consentId: uuid('consent_id').notNull(),
  code: text('code').notNull(),
  codeIndex: text('code_index').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  mismatches: integer('mismatches').notNull(),
  closedAt: instant('closed_at'),
  confirmedBy: uuid('confirmed_by'),
  confirmedAt: instant('confirmed_at'),
});

export const consentComplaint = pgTable('consent_complaint', {
  id: uuid('id').primaryKey(),
  consentId: uuid('consent_id').notNull(),
  lookId: uuid('look_id'),
  byPersonId: uuid('by_person_id').notNull(),
  words: text('words').notNull(),
  answer: text('answer'),
  status: text('status', { enum: ['open', 'answered'] }).notNull(),
  createdAt: instant('created_at').notNull(),
  answeredBy: uuid('answered_by'),
  answeredAt: instant('answered_at'),
});

export const rightsRequest = pgTable('rights_request', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  byPersonId: uuid('by_person_id').notNull(),
  kind: text('kind', { enum: ['copy', 'correction', 'deletion', 'explanation'] }).notNull(),
  words: text('words').notNull(),
  answer: text('answer'),
  status: text('status', { enum: ['open', 'done', 'refused'] }).notNull(),
  dueOn: isoDate('due_on').notNull(),
  createdAt: instant('created_at').notNull(),
  answeredBy: uuid('answered_by'),
  answeredAt: instant('answered_at'),
});

export type Consent = typeof consent.$inferSelect;
export type ConsentCase = typeof consentCase.$inferSelect;
export type ConsentLook = typeof consentLook.$inferSelect;
export type ConsentPrint = typeof consentPrint.$inferSelect;
export type ConsentComplaint = typeof consentComplaint.$inferSelect;
export type RightsRequest = typeof rightsRequest.$inferSelect;
