import { and, desc, eq, lt } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { minuteMs } from '@yibao/shared/rules/dates';
import { type ReconcileSource } from '@yibao/shared/rules/reconciliation';
import { isConflict, type Queryable, type Transaction } from '../lib/database/database';
import { reconcileRun, type ReconcileRun } from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';

/** No run takes this long: one that has not ended by then was broken off. */
export const runLeaseMs = 10 * minuteMs;

/**
 * Begins an attempt at one list of one day. Only one is under way at a time; one that was broken
 * off gives way after its lease.
 *
 * @returns null while another run of the same list is at work
 */
export async function beginRun(
  runtime: Runtime,
  { day, source, traceId }: { day: string; source: ReconcileSource; traceId: string },
): Promise<ReconcileRun | null> {
  const now = runtime.clock.now();
  try {
    return await runtime.db.transaction(async (tx) => {
      await tx
        .update(reconcileRun)
        .set({ state: 'broken', finishedAt: now })
        .where(
          and(
            eq(reconcileRun.day, day),
            eq(reconcileRun.source, source),
            eq(reconcileRun.state, 'running'),
            lt(reconcileRun.startedAt, now - runLeaseMs),
          ),
        );
      const attempt = ((await lastRun(tx, { day, source }))?.attempt ?? 0) + 1;
      const values = { id: randomUUID(), day, source, attempt, traceId, startedAt: now };
      const [row] = await tx
        .insert(reconcileRun)
        .values({ ...values, state: 'running' })
        .returning();
      return row ?? null;
    });
  } catch (error) {
    if (isConflict(error)) return null;
    throw error;
  }
}

/** The newest attempt at a list of a day. */
export async function lastRun(
  db: Queryable,
  { day, source }: { day: string; source: ReconcileSource },
): Promise<ReconcileRun | null> {
  const [row] = await db
    .select()
    .from(reconcileRun)
    .where(and(eq(reconcileRun.day, day), eq(reconcileRun.source, source)))
    .orderBy(desc(reconcileRun.attempt))
    .limit(1);
  return row ?? null;
}

export type RunResult = Partial<Omit<ReconcileRun, 'id' | 'day' | 'source' | 'attempt'>> & {
  state: Exclude<ReconcileRun['state'], 'running'>;
};

/** Another run has taken the list over: whatever this one still knows is no longer wanted. */
export class RunLostError extends Error {
  override name = 'RunLostError';
}

const stillRunning = ({ id }: ReconcileRun) =>
  and(eq(reconcileRun.id, id), eq(reconcileRun.state, 'running'));

/**
 * Holds an attempt until the transaction ends, so that nobody takes the list over in the middle of
 * what is written.
 *
 * @throws RunLostError when somebody has done so already
 */
export async function holdRun(tx: Transaction, run: ReconcileRun): Promise<void> {
  const held = await tx
    .select({ id: reconcileRun.id })
    .from(reconcileRun)
    .where(stillRunning(run))
    .for('update');
  if (held.length === 0) throw new RunLostError();
}

/** @throws RunLostError when somebody has taken the list over; nothing is held */
export async function assertNotLost(db: Queryable, run: ReconcileRun): Promise<void> {
  const rows = await db.select({ id: reconcileRun.id }).from(reconcileRun).where(stillRunning(run));
  if (rows.length === 0) throw new RunLostError();
}

/**
 * Ends an attempt.
 *
 * @throws RunLostError when somebody has declared it broken: it stays so
 */
export async function endRun(
  db: Queryable,
  run: ReconcileRun,
  result: RunResult,
  now: number,
): Promise<void> {
  const ended = await db
    .update(reconcileRun)
    .set({ ...result, finishedAt: now })
    .where(stillRunning(run))
    .returning({ id: reconcileRun.id });
  if (ended.length === 0) throw new RunLostError();
}
