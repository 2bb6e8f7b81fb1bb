/** Reminders, the ways they go, and the phone of who wants short messages. */
import { boolean, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { type ReminderGroup } from '@yibao/shared/rules/message-template';
import { reminderEvents } from '@yibao/shared/rules/reminders';
import { instant, isoDate } from '../columns';

export const reminderRoundKinds = ['window', 'newborn', 'cover', 'consent'] as const;
export type ReminderRoundKind = (typeof reminderRoundKinds)[number];

export const reminderRound = pgTable(
  'reminder_round',
  {
    day: isoDate('day').notNull(),
    kind: text('kind', { enum: reminderRoundKinds }).notNull(),
    cursor: text('cursor'),
    planned: integer('planned').notNull().default(0),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [primaryKey({ columns: [table.day, table.kind] })],
);

export const reminder = pgTable('reminder', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  event: text('event', { enum: reminderEvents }).notNull(),
  coverageYear: integer('coverage_year').notNull(),
  matter: text('matter').notNull(),
  status: text('status', { enum: ['planned', 'told', 'dropped'] }).notNull(),
  reason: text('reason'),
  attempts: integer('attempts').notNull().default(0),
  nextAttemptAt: instant('next_attempt_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  noticeId: uuid('notice_id'),
  about: jsonb('about').$type<string[]>().notNull().default([]),
  createdAt: instant('created_at').notNull(),
  settledAt: instant('settled_at'),
});

export const reminderSetting = pgTable('reminder_setting', {
  personId: uuid('person_id').primaryKey(),
  wechat: boolean('wechat').notNull(),
  sms: boolean('sms').notNull(),
  muted: jsonb('muted').$type<ReminderGroup[]>().notNull(),
  updatedAt: instant('updated_at').notNull(),
});

export const personPhone = pgTable('person_phone', {
  personId: uuid('person_id').primaryKey(),
  phone: text('phone').notNull(),
  phoneIndex: text('phone_index').notNull(),
  confirmedAt: instant('confirmed_at').notNull(),
  unreachableSince: instant('unreachable_since'),
});

export const phoneChallenge = pgTable('phone_challenge', {
  id: uuid('id').primaryKey(),
  accountId: uuid('account_id').notNull(),
  personId: uuid('person_id').notNull(),
  phone: text('phone').notNull(),
  phoneIndex: text('phone_index').notNull(),
  wrongAttempts: integer('wrong_attempts').notNull().default(0),
  handedOverAt: instant('handed_over_at'),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  closedAt: instant('closed_at'),
});

export const messagePush = pgTable('message_push', {
  id: uuid('id').primaryKey(),
  noticeId: uuid('notice_id').notNull(),
  personId: uuid('person_id').notNull(),
  channel: text('channel', { enum: ['wechat', 'sms'] }).notNull(),
  target: text('target').notNull(),
  status: text('status', {
    enum: ['sending', 'sent', 'failed', 'refused', 'unknown'],
  }).notNull(),
  reason: text('reason'),
  at: instant('at').notNull(),
});

export const pushCount = pgTable(
  'push_count',
  {
    personId: uuid('person_id').notNull(),
    day: isoDate('day').notNull(),
    pushes: integer('pushes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.day] })],
);

export type Reminder = typeof reminder.$inferSelect;
export type ReminderRound = typeof reminderRound.$inferSelect;
export type PersonPhone = typeof personPhone.$inferSelect;
