import { and, eq, gt, sql } from 'drizzle-orm';
import { type Queryable } from './database/database';
import { attemptCounter } from './database/schema';
import { ServiceError } from './errors';

/** What is counted, for whom, on which Shanghai day. */
export interface AttemptKey {
  subject: string;
  day: string;
}

export async function failuresOf(db: Queryable, key: AttemptKey): Promise<number> {
  const [row] = await db
    .select({ failures: attemptCounter.failures })
    .from(attemptCounter)
    .where(and(eq(attemptCounter.subject, key.subject), eq(attemptCounter.day, key.day)));
  return row?.failures ?? 0;
}

/** @throws ServiceError rate_limited once the day's failures are used up */
export async function assertBelow(db: Queryable, key: AttemptKey, limit: number): Promise<void> {
  if ((await failuresOf(db, key)) >= limit) throw tooManyToday();
}

/** The refusal once a day's wrong tries are used up. */
export function tooManyToday(): ServiceError {
  return new ServiceError('rate_limited', {
    message: '今天核对不上的次数太多了，请明天再试，或到柜台办理',
  });
}

/** Counts one failure. @throws ServiceError rate_limited when it is one more than the day allows */
export async function countFailureBelow(
  db: Queryable,
  key: AttemptKey,
  limit: number,
): Promise<void> {
  if ((await countFailure(db, key)) > limit) throw tooManyToday();
}

/** Counts one failure atomically. @returns the failures of that day so far */
export async function countFailure(db: Queryable, key: AttemptKey): Promise<number> {
  return countAttempts(db, key, 1);
}

/** Counts so many at once, atomically. @returns how many of that day there are so far */
export async function countAttempts(db: Queryable, key: AttemptKey, by: number): Promise<number> {
  const [row] = await db
    .insert(attemptCounter)
    .values({ ...key, failures: by })
    .onConflictDoUpdate({
      target: [attemptCounter.subject, attemptCounter.day],
      set: { failures: sql`${attemptCounter.failures} + ${by}` },
    })
    .returning({ failures: attemptCounter.failures });
  return row?.failures ?? by;
}

/** Takes one back that was counted beforehand and turned out to be none. */
export async function uncountFailure(db: Queryable, { subject, day }: AttemptKey): Promise<void> {
  const { failures } = attemptCounter;
  await db
    .update(attemptCounter)
    .set({ failures: sql`${failures} - 1` })
    .where(and(eq(attemptCounter.subject, subject), eq(attemptCounter.day, day), gt(failures, 0)));
}
