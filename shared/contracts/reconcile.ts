import * as z from 'zod';
import {
  findingKindNames,
  findingStates,
  reconcileSources,
  runStates,
} from '../rules/reconciliation';
import { findingWays } from '../rules/reconciliation-ways';
import { defineActions } from './action';
import { id, instant, isoDate, requestId } from './fields';

const source = z.enum(reconcileSources);
const count = z.int().min(0).nullable();
/** Sums of a day; what was refunded may outweigh what was paid. */
const sumFen = z.int().nullable();
const cursor = z.string().max(80).optional();

const run = z.object({
  runId: id,
  day: isoDate,
  source,
  sourceName: z.string(),
  attempt: z.int(),
  state: z.enum(runStates),
  label: z.string(),
  /** Why the list was not believed. */
  refusal: z.string().nullable(),
  rowsThere: count,
  rowsHere: count,
  matched: count,
  thereFen: sumFen,
  hereFen: sumFen,
  ledgerFen: sumFen,
  found: count,
  healed: count,
  unexplained: count,
  startedAt: instant,
  finishedAt: instant.nullable(),
});

const finding = z.object({
  findingId: id,
  day: isoDate,
  source,
  sourceName: z.string(),
  kind: z.enum(findingKindNames),
  label: z.string(),
  /** What it means and what is to be done. */
  sentence: z.string(),
  state: z.enum(findingStates),
  /** Our number of the order, refund or posting. */
  reference: z.string(),
  /** Their number of it. */
  number: z.string().nullable(),
  orderId: id.nullable(),
  thereFen: sumFen,
  hereFen: sumFen,
  foundAt: instant,
  healedAt: instant.nullable(),
  resolvedAt: instant.nullable(),
  resolvedByBadge: z.string().nullable(),
  resolution: z.string().nullable(),
  /** What can be done about it now. */
  ways: z.array(z.enum(findingWays)),
  /** How it was ended. */
  way: z.enum(findingWays).nullable(),
  /** Said to be settled outside; somebody else has to see the proof. */
  proposedAt: instant.nullable(),
  proposedByBadge: z.string().nullable(),
  /** Said so by the caller: the second word is somebody else's. */
  proposedByMe: z.boolean(),
  proof: z.string().nullable(),
});

const reason = z.string().trim().min(2).max(300);

export const reconcileActions = defineActions({
  'reconcile.runs': {
    summary: 'Attempts at the daily lists of the rails and the core platform, newest first',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({ day: isoDate.optional(), cursor }),
    output: z.object({ rows: z.array(run), nextCursor: z.string().nullable() }),
  },
  'reconcile.findings': {
    summary: 'Differences that nobody has explained yet, oldest first; or all there ever were',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({
      show: z.enum(['open', 'all']),
      day: isoDate.optional(),
      source: source.optional(),
      cursor,
    }),
    output: z.object({ rows: z.array(finding), nextCursor: z.string().nullable() }),
  },
  'reconcile.resolve': {
    summary: 'A clerk writes why a difference stands; it is open again when its figures change',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, findingId: id, reason }),
    output: finding,
  },
  'reconcile.askAgain': {
    summary:
      'Fetches the list again, asks or sends again what may settle a difference, and compares',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, findingId: id }),
    output: z.object({
      finding,
      /** `busy`: a run of the list is under way; `notReady`, `refused`: there is no list to be had. */
      list: z.enum(['compared', 'notReady', 'refused', 'busy']),
    }),
  },
  'reconcile.settleOutside': {
    summary:
      'A clerk says with which proof it was put right outside; a second one confirms, which ends it ' +
      'and closes an order that was not paid as it should',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, findingId: id, reason }),
    output: finding,
  },
});
