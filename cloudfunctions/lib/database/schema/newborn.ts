/** Newborn "one thing", and the change from certificate to ID number. */
import { bigint, boolean, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { joinedItemKinds, joinedItemStatuses } from '@yibao/shared/rules/joined-items';
import {
  newbornCheckKinds,
  newbornCheckResults,
  newbornSources,
} from '@yibao/shared/rules/newborn-checks';
import { newbornQueueReasons, newbornStatuses } from '@yibao/shared/rules/newborn-states';
import { instant, isoDate } from '../columns';

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

export type NewbornApplication = typeof newbornApplication.$inferSelect;
export type NewbornCheck = typeof newbornCheck.$inferSelect;
export type NewbornItem = typeof newbornItem.$inferSelect;
export type NewbornPhoto = typeof newbornPhoto.$inferSelect;
