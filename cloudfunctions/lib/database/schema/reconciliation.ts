/** Reconciliation: runs of each day's lists, and the differences they found. */
import { bigint, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import {
  type FindingKind,
  findingStates,
  reconcileSources,
  runStates,
  type StatementRefusal,
} from '@yibao/shared/rules/reconciliation';
import { type FindingWay } from '@yibao/shared/rules/reconciliation-ways';
import { instant, isoDate } from '../columns';

const source = () => text('source', { enum: reconcileSources }).notNull();
const fen = (name: string) => bigint(name, { mode: 'number' });

export const reconcileRun = pgTable('reconcile_run', {
  id: uuid('id').primaryKey(),
  day: isoDate('day').notNull(),
  source: source(),
  attempt: integer('attempt').notNull(),
  state: text('state', { enum: runStates }).notNull(),
  refusal: text('refusal').$type<StatementRefusal>(),
  digest: text('digest'),
  rowsThere: integer('rows_there'),
  rowsHere: integer('rows_here'),
  matched: integer('matched'),
  thereFen: fen('there_fen'),
  hereFen: fen('here_fen'),
  ledgerFen: fen('ledger_fen'),
  found: integer('found'),
  healed: integer('healed'),
  unexplained: integer('unexplained'),
  traceId: text('trace_id').notNull(),
  startedAt: instant('started_at').notNull(),
  finishedAt: instant('finished_at'),
});

export const reconcileFinding = pgTable('reconcile_finding', {
  id: uuid('id').primaryKey(),
  day: isoDate('day').notNull(),
  source: source(),
  kind: text('kind').$type<FindingKind>().notNull(),
  reference: text('reference').notNull(),
  rowKey: text('row_key').notNull(),
  number: text('number'),
  orderId: uuid('order_id'),
  thereFen: fen('there_fen'),
  hereFen: fen('here_fen'),
  state: text('state', { enum: findingStates }).notNull(),
  firstRun: uuid('first_run').notNull(),
  lastRun: uuid('last_run').notNull(),
  foundAt: instant('found_at').notNull(),
  healedAt: instant('healed_at'),
  resolvedAt: instant('resolved_at'),
  resolvedBy: uuid('resolved_by'),
  resolution: text('resolution'),
  way: text('way').$type<FindingWay>(),
  proposedAt: instant('proposed_at'),
  proposedBy: uuid('proposed_by'),
  proof: text('proof'),
});

export type ReconcileRun = typeof reconcileRun.$inferSelect;
export type ReconcileFinding = typeof reconcileFinding.$inferSelect;
