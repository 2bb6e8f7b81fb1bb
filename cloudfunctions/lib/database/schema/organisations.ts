/** Organisations that may ask for consents, what was agreed with them, and who acts for them. */
import { bigint, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { type OrganisationKind } from '@yibao/shared/policy/consent';
import { type ConsentField, type FieldLevels } from '@yibao/shared/rules/consent-fields';
import { type ConsentMode, type ConsentPurpose } from '@yibao/shared/rules/consent-scope';
import { instant, isoDate } from '../columns';

export const organisation = pgTable('organisation', {
  id: uuid('id').primaryKey(),
  creditCode: text('credit_code').notNull(),
  creditCodeDoubt: text('credit_code_doubt', { enum: ['checkSign', 'organisationCode'] }),
  name: text('name').notNull(),
  kind: text('kind').$type<OrganisationKind>().notNull(),
  contact: text('contact').notNull(),
  publicKey: text('public_key'),
  networks: text('networks').array().notNull(),
  status: text('status', { enum: ['active', 'suspended'] }).notNull(),
  statusSince: instant('status_since').notNull(),
  createdBy: uuid('created_by').notNull(),
  createdAt: instant('created_at').notNull(),
});

export const agreement = pgTable('agreement', {
  id: uuid('id').primaryKey(),
  organisationId: uuid('organisation_id').notNull(),
  number: text('number').notNull(),
  periodFrom: isoDate('period_from').notNull(),
  periodTo: isoDate('period_to').notNull(),
  purposes: text('purposes').array().$type<ConsentPurpose[]>().notNull(),
  fields: text('fields').array().$type<ConsentField[]>().notNull(),
  modes: text('modes').array().$type<ConsentMode[]>().notNull(),
  maxLevel: integer('max_level').$type<1 | 2 | 3>().notNull(),
  documentSm3: text('document_sm3').notNull(),
  status: text('status', { enum: ['proposed', 'active', 'ended'] }).notNull(),
  proposedBy: uuid('proposed_by').notNull(),
  proposedAt: instant('proposed_at').notNull(),
  confirmedBy: uuid('confirmed_by'),
  confirmedAt: instant('confirmed_at'),
  endedBy: uuid('ended_by'),
  endedAt: instant('ended_at'),
});

export const clerk = pgTable('clerk', {
  accountId: uuid('account_id').primaryKey(),
  organisationId: uuid('organisation_id').notNull(),
  kind: text('kind', { enum: ['person', 'api'] }).notNull(),
  login: text('login').notNull(),
  name: text('name').notNull(),
  passwordHash: text('password_hash'),
  totpSecret: text('totp_secret'),
  totpLastStep: bigint('totp_last_step', { mode: 'number' }).notNull(),
  // these two are not read any more: see sign_in_try
  failures: integer('failures').notNull(),
  lockedUntil: instant('locked_until'),
  status: text('status', { enum: ['active', 'suspended'] }).notNull(),
  statusSince: instant('status_since').notNull(),
  createdBy: uuid('created_by').notNull(),
  createdAt: instant('created_at').notNull(),
});

export const clerkEnrolment = pgTable('clerk_enrolment', {
  id: uuid('id').primaryKey(),
  clerkAccountId: uuid('clerk_account_id').notNull(),
  codeIndex: text('code_index').notNull(),
  madeBy: uuid('made_by').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  passwordHash: text('password_hash'),
  totpSecret: text('totp_secret'),
  closedAt: instant('closed_at'),
  outcome: text('outcome', { enum: ['used', 'replaced'] }),
});

export const signInTry = pgTable('sign_in_try', {
  loginIndex: text('login_index').primaryKey(),
  failures: integer('failures').notNull(),
  lockedUntil: instant('locked_until'),
  lastAt: instant('last_at').notNull(),
});

export const organisationAccess = pgTable('organisation_access', {
  id: uuid('id').primaryKey(),
  organisationId: uuid('organisation_id').notNull(),
  publicKey: text('public_key'),
  networks: text('networks').array().notNull(),
  status: text('status', { enum: ['proposed', 'confirmed', 'withdrawn'] }).notNull(),
  proposedBy: uuid('proposed_by').notNull(),
  proposedAt: instant('proposed_at').notNull(),
  decidedBy: uuid('decided_by'),
  decidedAt: instant('decided_at'),
});

export const clerkSession = pgTable('clerk_session', {
  tokenHash: text('token_hash').primaryKey(),
  accountId: uuid('account_id').notNull(),
  network: text('network').notNull(),
  createdAt: instant('created_at').notNull(),
  lastUsedAt: instant('last_used_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
});

export const apiNonce = pgTable(
  'api_nonce',
  {
    organisationId: uuid('organisation_id').notNull(),
    nonce: text('nonce').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.nonce] })],
);

export const fieldCatalogue = pgTable('field_catalogue', {
  version: integer('version').primaryKey(),
  levels: jsonb('levels').$type<FieldLevels>().notNull(),
  reason: text('reason').notNull(),
  status: text('status', {
    enum: ['proposed', 'active', 'retired', 'declined', 'withdrawn'],
  }).notNull(),
  proposedBy: uuid('proposed_by').notNull(),
  proposedAt: instant('proposed_at').notNull(),
  decidedBy: uuid('decided_by'),
  decidedAt: instant('decided_at'),
  withdrawnAt: instant('withdrawn_at'),
});

export type Organisation = typeof organisation.$inferSelect;
export type AgreementRow = typeof agreement.$inferSelect;
export type ClerkEnrolment = typeof clerkEnrolment.$inferSelect;
export type OrganisationAccess = typeof organisationAccess.$inferSelect;
export type Clerk = typeof clerk.$inferSelect;
export type FieldCatalogue = typeof fieldCatalogue.$inferSelect;
