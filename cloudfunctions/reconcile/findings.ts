import { and, type AnyColumn, eq, inArray, ne, sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { type ReconcileSource, stateOnMeeting } from '@yibao/shared/rules/reconciliation';
import { type Queryable, type Transaction } from '../lib/database/database';
import { reconcileFinding, type ReconcileFinding } from '../lib/database/schema';
import { type Finding, findingKey } from './compare';

/** Rows of one statement; each has a dozen parameters. */
const batchSize = 500;

interface Meeting {
  day: string;
  source: ReconcileSource;
  runId: string;
  now: number;
}

function batches<T>(rows: T[]): T[][] {
  const made: T[][] = [];
  for (let from = 0; from < rows.length; from += batchSize) {
    made.push(rows.slice(from, from + batchSize));
  }
  return made;
}

/** The findings of a list of a day, of all runs. */
export function findingsOf(
  db: Queryable,
  { day, source }: { day: string; source: ReconcileSource },
): Promise<ReconcileFinding[]> {
  return db
    .select()
    .from(reconcileFinding)
    .where(and(eq(reconcileFinding.day, day), eq(reconcileFinding.source, source)));
}

/**
 * Writes down what a comparison found. What stands already stays one finding; what was settled and
 * comes back is open again, unless a clerk explained these very figures.
 */
export async function keepFindings(
  tx: Transaction,
  { day, source, runId, now }: Meeting,
  findings: Finding[],
): Promise<void> {
  const known = new Map(
    (await findingsOf(tx, { day, source })).map((row) => [findingKey(row), row] as const),
  );
  const met = findings.map(({ waiting, ...facts }) => {
    const before = known.get(findingKey(facts)) ?? null;
    return { before, facts, state: stateOnMeeting(before, facts, waiting) };
  });
  const explained = met.flatMap(({ before, state }) =>
    before && state === 'resolved' ? [before.id] : [],
  );
  for (const ids of batches(explained)) {
    await tx
      .update(reconcileFinding)
      .set({ lastRun: runId })
      .where(inArray(reconcileFinding.id, ids));
  }
  const values = met
    .filter(({ state }) => state !== 'resolved')
    .map(({ facts, state }) => ({
      ...facts,
      id: randomUUID(),
      day,
      source,
      state,
      firstRun: runId,
      lastRun: runId,
      foundAt: now,
    }));
  const { source: s, day: d, kind, reference, rowKey, thereFen, hereFen } = reconcileFinding;
  // a proof is about the figures it was written to
  const holds = sql`${thereFen} is not distinct from excluded.there_fen
    and ${hereFen} is not distinct from excluded.here_fen`;
  const kept = (column: AnyColumn) => sql`case when ${holds} then ${column} end`;
  for (const batch of batches(values)) {
    await tx
      .insert(reconcileFinding)
      .values(batch)
      .onConflictDoUpdate({
        target: [s, d, kind, reference, rowKey],
        set: {
          number: sql`excluded.number`,
          orderId: sql`excluded.order_id`,
          thereFen: sql`excluded.there_fen`,
          hereFen: sql`excluded.here_fen`,
          state: sql`excluded.state`,
          lastRun: sql`excluded.last_run`,
          healedAt: null,
          proposedAt: kept(reconcileFinding.proposedAt),
          proposedBy: kept(reconcileFinding.proposedBy),
          proof: kept(reconcileFinding.proof),
        },
      });
  }
}

/** What this very run has settled. */
export async function markHealed(
  tx: Transaction,
  { day, source, now }: Meeting,
  healed: Finding[],
): Promise<void> {
  const { kind, reference, rowKey } = reconcileFinding;
  for (const batch of batches(healed)) {
    const keys = batch.map(findingKey);
    await tx
      .update(reconcileFinding)
      .set({ state: 'healed', healedAt: now })
      .where(
        and(
          eq(reconcileFinding.day, day),
          eq(reconcileFinding.source, source),
          inArray(sql`${kind} || ' ' || ${reference} || ' ' || ${rowKey}`, keys),
        ),
      );
  }
}

/**
 * What this comparison does not find any more has been settled, by our own doing or by itself.
 *
 * @returns how many
 */
export async function closeSettled(
  tx: Transaction,
  { day, source, runId, now }: Meeting,
): Promise<number> {
  const closed = await tx
    .update(reconcileFinding)
    .set({ state: 'healed', healedAt: now })
    .where(
      and(
        eq(reconcileFinding.day, day),
        eq(reconcileFinding.source, source),
        inArray(reconcileFinding.state, ['open', 'waiting']),
        ne(reconcileFinding.lastRun, runId),
      ),
    )
    .returning({ id: reconcileFinding.id });
  return closed.length;
}
