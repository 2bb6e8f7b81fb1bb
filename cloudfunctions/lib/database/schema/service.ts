/** What every flow stands on: idempotency, outbox, notices, quotas; the audit has a file of its own. */
import { bigint, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { type MessageContent } from '@yibao/shared/rules/message-template';
import { instant, isoDate } from '../columns';

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
  expiresAt: instant('expires_at'),
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

export type Notice = typeof notice.$inferSelect;
export type OutboxMessage = typeof outbox.$inferSelect;
