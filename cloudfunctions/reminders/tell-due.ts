import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm';
import { minuteMs } from '@yibao/shared/rules/dates';
import { reminderPolicyOf } from '@yibao/shared/policy/reminders';
import { nextPushMoment } from '@yibao/shared/rules/reminders';
import { reminder, type Reminder } from '../lib/database/schema';
import { describeError } from '../lib/log';
import { notify } from '../lib/notices';
import { backoffMs } from '../lib/outbox/deliver';
import { type Runtime } from '../lib/runtime';
import { judge, type Judgement } from './judge';

/** Longer than the judging of a batch can take; a worker that died gives its reminders back. */
const leaseMs = 5 * minuteMs;
/** How many are looked at side by side: each asks the core platform about a whole family. */
const sideBySide = 4;

/**
 * Tells what is due: looks again whether it is still true, then notice and outbox message in one
 * transaction. Each is leased before anybody is asked, so that two workers tell nobody twice.
 *
 * @returns how many reminders were taken up
 */
export async function tellDue(
  runtime: Runtime,
  { limit, traceId }: { limit: number; traceId: string },
): Promise<number> {
  const due = await claimDue(runtime, limit);
  for (let from = 0; from < due.length; from += sideBySide) {
    await Promise.all(
      due.slice(from, from + sideBySide).map((row) => tellOne(runtime, row, traceId)),
    );
  }
  return due.length;
}

async function claimDue(runtime: Runtime, limit: number): Promise<Reminder[]> {
  const now = runtime.clock.now();
  return runtime.db.transaction(async (tx) => {
    const due = await tx
      .select()
      .from(reminder)
      .where(and(eq(reminder.status, 'planned'), lte(reminder.nextAttemptAt, now)))
      .orderBy(asc(reminder.nextAttemptAt))
      .limit(limit)
      .for('update', { skipLocked: true });
    if (due.length === 0) return [];
    await tx
      .update(reminder)
      .set({ nextAttemptAt: now + leaseMs, attempts: sql`${reminder.attempts} + 1` })
      .where(
        inArray(
          reminder.id,
          due.map(({ id }) => id),
        ),
      );
    return due.map((row) => ({ ...row, attempts: row.attempts + 1 }));
  });
}

async function tellOne(runtime: Runtime, row: Reminder, traceId: string): Promise<void> {
  const now = runtime.clock.now();
  try {
    const judgement = now > row.expiresAt ? { drop: 'tooLate' } : await judge(runtime, row, now);
    await settle(runtime, row, judgement);
  } catch (error) {
    const log = runtime.log.child({ traceId, reminderId: row.id, attempts: row.attempts });
    log.warn(describeError(error), 'reminder not judged; it is looked at again');
    const again = now + Math.max(backoffMs(row.attempts), minuteMs);
    const nextAttemptAt = nextPushMoment(again, reminderPolicyOf(runtime.config.region));
    await runtime.db
      .update(reminder)
      .set({ nextAttemptAt })
      .where(and(eq(reminder.id, row.id), eq(reminder.status, 'planned')));
  }
}

async function settle(runtime: Runtime, row: Reminder, judgement: Judgement): Promise<void> {
  const now = runtime.clock.now();
  await runtime.db.transaction(async (tx) => {
    const [held] = await tx
      .select()
      .from(reminder)
      .where(and(eq(reminder.id, row.id), eq(reminder.status, 'planned')))
      .for('update');
    if (!held) return;
    const set =
      'drop' in judgement
        ? { status: 'dropped' as const, reason: judgement.drop }
        : {
            status: 'told' as const,
            about: judgement.about,
            noticeId: await notify(
              tx,
              { personId: row.personId, dedupeKey: `reminder:${row.id}`, ...judgement.tell },
              now,
            ),
          };
    await tx
      .update(reminder)
      .set({ ...set, settledAt: now })
      .where(eq(reminder.id, row.id));
  });
}
