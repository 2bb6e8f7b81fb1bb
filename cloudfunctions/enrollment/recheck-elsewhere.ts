import { and, asc, eq, lte } from 'drizzle-orm';
import { enrollment } from '../lib/database/schema';
import { describeError } from '../lib/log';
import { type Runtime } from '../lib/runtime';
import { nextCheckAt, registerWithPlatform } from './register-with-platform';

/**
 * The sweep behind wait_sync: asks again for those whose next look is due. Each is first moved to
 * its following look, so that a crash or a second worker asks late rather than twice.
 *
 * @returns how many were asked about
 */
export async function recheckElsewhere(
  runtime: Runtime,
  options: { limit: number; traceId: string },
): Promise<number> {
  const now = runtime.clock.now();
  const due = await runtime.db.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(enrollment)
      .where(and(eq(enrollment.status, 'wait_sync'), lte(enrollment.nextCheckAt, now)))
      .orderBy(asc(enrollment.nextCheckAt))
      .limit(options.limit)
      .for('update', { skipLocked: true });
    for (const row of rows) {
      await tx
        .update(enrollment)
        .set({ nextCheckAt: nextCheckAt(row, now) })
        .where(eq(enrollment.id, row.id));
    }
    return rows;
  });
  for (const { id } of due) {
    try {
      await registerWithPlatform(runtime, id, options.traceId);
    } catch (error) {
      const log = runtime.log.child({ traceId: options.traceId, enrollmentId: id });
      log.warn(describeError(error), 'recheck failed; the next one is scheduled');
    }
  }
  return due.length;
}
