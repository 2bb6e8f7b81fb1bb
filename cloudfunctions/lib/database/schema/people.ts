/** Who calls and who is meant: persons, accounts, families, guardians. */
import { boolean, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { facePurposes } from '@yibao/shared/contracts/identity';
import { documentTypes } from '@yibao/shared/rules/facts';
import { guardianshipEndings } from '@yibao/shared/rules/guardianship';
import { instant, isoDate } from '../columns';

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
  /** Kept of the bureau's staff alone. */
  lastUsedAt: instant('last_used_at').notNull(),
});

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
  purpose: text('purpose', { enum: facePurposes }).notNull().default('account'),
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

export const guardianship = pgTable('guardianship', {
  id: uuid('id').primaryKey(),
  childPersonId: uuid('child_person_id').notNull(),
  guardianPersonId: uuid('guardian_person_id').notNull(),
  relation: text('relation', { enum: ['father', 'mother'] }).notNull(),
  since: instant('since').notNull(),
  endedAt: instant('ended_at'),
  endBasis: text('end_basis', { enum: guardianshipEndings }),
  endedBy: uuid('ended_by'),
  endReason: text('end_reason'),
});

export type Guardianship = typeof guardianship.$inferSelect;
export type Person = typeof person.$inferSelect;
export type Account = typeof account.$inferSelect;
