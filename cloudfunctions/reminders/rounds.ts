import { and, asc, eq, isNull, lt, sql } from 'drizzle-orm';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type ReminderRoundKind, reminderRound, reminderRoundKinds } from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';
import { planners, windowsDueOn } from './plan';

/** People, covers or enrolments in one transaction. */
const stretchSize = 500;

/**
 * Opens the day's rounds, once however often it is called, and closes those of earlier days: what
 * they did not come to is due today as well, or no longer.
 */
export async function openRounds(runtime: Runtime): Promise<void> {
  const { db, clock, config } = runtime;
  const now = clock.now();
  const day = shanghaiDate(now);
  await db
    .update(reminderRound)
    .set({ finishedAt: now })
    .where(and(lt(reminderRound.day, day), isNull(reminderRound.finishedAt)));
  const isDue: Record<ReminderRoundKind, boolean> = {
    window: windowsDueOn(config.region, day).length > 0,
    newborn: true,
    cover: true,
    consent: true,
  };
  const rows = reminderRoundKinds
    .filter((kind) => isDue[kind])
    .map((kind) => ({ day, kind, startedAt: now }));
  await db.insert(reminderRound).values(rows).onConflictDoNothing();
}

/**
 * Plans one stretch of an open round. The round's row is held meanwhile: what was planned and how
 * far it came commit together, and a second worker takes another round or nothing.
 *
 * @returns how many stretches were planned: 1, or 0 when nothing is open
 */
export async function planStretch(runtime: Runtime, size = stretchSize): Promise<number> {
  const { config, clock } = runtime;
  return runtime.db.transaction(async (tx) => {
    const [round] = await tx
      .select()
      .from(reminderRound)
      .where(isNull(reminderRound.finishedAt))
      .orderBy(asc(reminderRound.day), asc(reminderRound.kind))
      .limit(1)
      .for('update', { skipLocked: true });
    if (!round) return 0;
    const now = clock.now();
    const { day, kind, cursor } = round;
    const done = await planners[kind]({ tx, region: config.region, day, now, cursor, size });
    await tx
      .update(reminderRound)
      .set({
        planned: sql`${reminderRound.planned} + ${done.planned}`,
        ...(done.cursor === null ? { finishedAt: now } : { cursor: done.cursor }),
      })
      .where(and(eq(reminderRound.day, day), eq(reminderRound.kind, kind)));
    return 1;
  });
}
