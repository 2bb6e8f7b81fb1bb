/** Records: the mirror of the core platform, and who may look at it. */
import { boolean, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { recordGrantStatuses } from '@yibao/shared/rules/record-grant-states';
import { settlementKinds } from '@yibao/shared/rules/settlement';
import { instant, isoDate } from '../columns';

const insurance = text('insurance', { enum: ['resident', 'employee'] }).notNull();

export const platformContribution = pgTable(
  'platform_contribution',
  {
    personId: uuid('person_id').notNull(),
    coverageYear: integer('coverage_year').notNull(),
    collectionNo: text('collection_no').notNull(),
    insurance,
    poolingArea: text('pooling_area').notNull(),
    poolingAreaName: text('pooling_area_name').notNull(),
    amountFen: integer('amount_fen').notNull(),
    paidAt: instant('paid_at').notNull(),
    arrived: boolean('arrived').notNull(),
    businessNo: text('business_no').notNull(),
    goneAt: instant('gone_at'),
  },
  (table) => [primaryKey({ columns: [table.personId, table.coverageYear, table.collectionNo] })],
);

export const visitedInstitution = pgTable(
  'visited_institution',
  {
    personId: uuid('person_id').notNull(),
    institutionKey: text('institution_key').notNull(),
    institution: text('institution').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.institutionKey] })],
);

export const platformSettlement = pgTable(
  'platform_settlement',
  {
    personId: uuid('person_id').notNull(),
    settlementNo: text('settlement_no').notNull(),
    settledAt: instant('settled_at').notNull(),
    institutionKey: text('institution_key').notNull(),
    kind: text('kind', { enum: settlementKinds }).notNull(),
    insurance,
    isRefund: boolean('is_refund').notNull(),
    addsUp: boolean('adds_up').notNull(),
    treatedFrom: isoDate('treated_from'),
    treatedTo: isoDate('treated_to'),
    totalFen: integer('total_fen').notNull(),
    fullSelfPayFen: integer('full_self_pay_fen').notNull(),
    overLimitFen: integer('over_limit_fen').notNull(),
    preSelfPayFen: integer('pre_self_pay_fen').notNull(),
    inScopeFen: integer('in_scope_fen').notNull(),
    deductibleFen: integer('deductible_fen').notNull(),
    basicFundFen: integer('basic_fund_fen').notNull(),
    seriousIllnessFen: integer('serious_illness_fen').notNull(),
    medicalAidFen: integer('medical_aid_fen').notNull(),
    fundFen: integer('fund_fen').notNull(),
    accountFen: integer('account_fen').notNull(),
    mutualAidFen: integer('mutual_aid_fen').notNull(),
    cashFen: integer('cash_fen').notNull(),
    institutionFen: integer('institution_fen').notNull(),
    goneAt: instant('gone_at'),
  },
  (table) => [primaryKey({ columns: [table.personId, table.settlementNo] })],
);

export const platformMirror = pgTable(
  'platform_mirror',
  {
    personId: uuid('person_id').notNull(),
    kind: text('kind', { enum: ['contributions', 'settlements'] }).notNull(),
    asOf: instant('as_of'),
    triedAt: instant('tried_at').notNull(),
    failed: boolean('failed').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.kind] })],
);

export const recordGrant = pgTable('record_grant', {
  id: uuid('id').primaryKey(),
  ownerPersonId: uuid('owner_person_id').notNull(),
  granteePersonId: uuid('grantee_person_id').notNull(),
  covers: boolean('covers').notNull(),
  payments: boolean('payments').notNull(),
  settlements: boolean('settlements').notNull(),
  status: text('status', { enum: recordGrantStatuses }).notNull(),
  statusSince: instant('status_since').notNull(),
  createdAt: instant('created_at').notNull(),
});

export type PlatformContribution = typeof platformContribution.$inferSelect;
export type PlatformSettlement = typeof platformSettlement.$inferSelect;
export type PlatformMirror = typeof platformMirror.$inferSelect;
export type RecordGrant = typeof recordGrant.$inferSelect;
