/** The audit: chained entries, the sealed head of each chain, checkpoints over heads. */
import { bigint, integer, json, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../columns';

export type AuditDetails = Record<string, string | number | boolean | null | string[]>;

export const actorKinds = ['account', 'staff', 'clerk', 'organisation', 'system'] as const;

export const auditEntry = pgTable('audit_entry', {
  id: bigint('id', { mode: 'number' }).primaryKey(),
  chain: text('chain').notNull(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
  at: instant('at').notNull(),
  traceId: text('trace_id').notNull(),
  actorKind: text('actor_kind', { enum: actorKinds }).notNull(),
  actorAccountId: uuid('actor_account_id'),
  subjectPersonId: uuid('subject_person_id'),
  action: text('action').notNull(),
  details: json('details').$type<AuditDetails>().notNull(),
  prevHash: text('prev_hash').notNull(),
  hash: text('hash').notNull(),
});

/** Entries of the time before there were chains. */
export const auditEntryBeforeChain = pgTable('audit_entry_before_chain', {
  id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  at: instant('at').notNull(),
  traceId: text('trace_id').notNull(),
  actorKind: text('actor_kind', { enum: ['account', 'staff', 'system'] }).notNull(),
  actorAccountId: uuid('actor_account_id'),
  subjectPersonId: uuid('subject_person_id'),
  action: text('action').notNull(),
  details: jsonb('details').$type<AuditDetails>().notNull(),
});

export const auditHead = pgTable('audit_head', {
  chain: text('chain').primaryKey(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
  hash: text('hash').notNull(),
  seal: text('seal').notNull(),
  checkpointedSeq: bigint('checkpointed_seq', { mode: 'number' }).notNull(),
  checkpointNumber: bigint('checkpoint_number', { mode: 'number' }),
});

export const auditCheckpoint = pgTable('audit_checkpoint', {
  number: bigint('number', { mode: 'number' }).primaryKey(),
  at: instant('at').notNull(),
  previousHash: text('previous_hash').notNull(),
  hash: text('hash').notNull(),
  heads: integer('heads').notNull(),
  content: text('content'),
  storedAt: instant('stored_at'),
});
