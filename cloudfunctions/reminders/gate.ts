import { and, eq, sql } from 'drizzle-orm';
import { reminderPolicyOf } from '@yibao/shared/policy/reminders';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { groupOf, type MessageContent } from '@yibao/shared/rules/message-template';
import { nextDaysFirstPush, nextPushMoment } from '@yibao/shared/rules/reminders';
import { type Queryable } from '../lib/database/database';
import { notice, type Notice, pushCount, reminder } from '../lib/database/schema';
import { type Outcome } from '../lib/outbox/deliver';
import { type Runtime } from '../lib/runtime';
import { stillAsks } from './judge';
import { type ReminderSettings, settingsOf } from './settings';

/** A notice that may be pushed now, and how its person wants to hear. */
export interface Passed {
  row: Notice;
  message: MessageContent;
  settings: ReminderSettings;
}

/**
 * Whether a notice is pushed now: not in the quiet hours, not once it was read in the app, not
 * when what it asks for is done, not when its person muted the kind.
 *
 * @returns the notice, or what the outbox is to do instead
 */
export async function gate(
  runtime: Runtime,
  noticeId: string,
): Promise<{ passed: Passed } | { instead: Outcome }> {
  const { db, clock, config } = runtime;
  const now = clock.now();
  const [row] = await db.select().from(notice).where(eq(notice.id, noticeId));
  const message = row?.message;
  if (!row || !message || row.readAt !== null) return { instead: 'done' };
  const settings = await settingsOf(db, row.personId);
  if (settings.muted.includes(groupOf[message.topic])) return { instead: 'done' };
  if (!(await asksStill(db, row, now))) return { instead: 'done' };
  const notBefore = nextPushMoment(now, reminderPolicyOf(config.region));
  if (notBefore > now) return { instead: { notBefore } };
  return { passed: { row, message, settings } };
}

async function asksStill(db: Queryable, row: Notice, now: number): Promise<boolean> {
  const [planned] = await db.select().from(reminder).where(eq(reminder.noticeId, row.id));
  if (planned) return stillAsks(db, planned, now);
  return row.expiresAt === null || now <= row.expiresAt;
}

/**
 * Takes one of the messages a person may have today.
 *
 * @returns null when taken, else the moment from which there is one again
 */
export async function takeTurn(runtime: Runtime, personId: string): Promise<number | null> {
  const policy = reminderPolicyOf(runtime.config.region);
  const now = runtime.clock.now();
  const [taken] = await runtime.db
    .insert(pushCount)
    .values({ personId, day: shanghaiDate(now), pushes: 1 })
    .onConflictDoUpdate({
      target: [pushCount.personId, pushCount.day],
      set: { pushes: sql`${pushCount.pushes} + 1` },
      setWhere: sql`${pushCount.pushes} < ${policy.maxPushesPerDay}`,
    })
    .returning({ pushes: pushCount.pushes });
  return taken ? null : nextDaysFirstPush(now, policy);
}

/** Gives the turn back: nothing was sent after all. */
export async function returnTurn(runtime: Runtime, personId: string): Promise<void> {
  await runtime.db
    .update(pushCount)
    .set({ pushes: sql`greatest(${pushCount.pushes} - 1, 0)` })
    .where(
      and(eq(pushCount.personId, personId), eq(pushCount.day, shanghaiDate(runtime.clock.now()))),
    );
}
