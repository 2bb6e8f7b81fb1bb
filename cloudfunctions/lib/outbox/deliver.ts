import { and, asc, eq, inArray, lte } from 'drizzle-orm';
import { type Database } from '../database/database';
import { outbox, type OutboxMessage } from '../database/schema';
import { describeError } from '../log';
import { type Runtime } from '../runtime';
import { type MessagePayload, type Topic } from './topics';

/**
 * How one topic is delivered. A handler is called outside any transaction, possibly more than
 * once for the same message, and says `done`, or `later` when the other side has not finished.
 * A throw counts as a failed attempt.
 */
export interface TopicHandler<T extends Topic> {
  deliver(runtime: Runtime, payload: MessagePayload<T>, traceId: string): Promise<'done' | 'later'>;
  /** Called once when the attempts are used up, before the message is put aside as dead. */
  giveUp(runtime: Runtime, payload: MessagePayload<T>, traceId: string): Promise<void>;
}
export type TopicHandlers = { [T in Topic]: TopicHandler<T> };

export const maxAttempts = 14;
const leaseMs = 60_000;
/** Wait after the n-th failed attempt: 5 s doubling up to 1 h; 14 attempts span about 5 hours. */
export function backoffMs(attempts: number): number {
  return Math.min(5_000 * 2 ** Math.max(0, attempts - 1), 3_600_000);
}
/** "Not yet" is no failure: it is asked again calmly and never given up by counting. */
const laterMs = 60_000;

export interface DeliveryReport {
  done: number;
  later: number;
  failed: number;
  dead: number;
}

/**
 * Delivers what is due, at most `limit` messages. Several workers may run at once: each takes
 * rows nobody else holds (FOR UPDATE SKIP LOCKED) and leases them before it talks to anybody.
 *
 * @param only restricts to these message ids, for delivery right after a commit
 */
export async function deliverDue(
  runtime: Runtime,
  handlers: TopicHandlers,
  options: { limit: number; traceId: string; only?: number[] },
): Promise<DeliveryReport> {
  const report: DeliveryReport = { done: 0, later: 0, failed: 0, dead: 0 };
  const messages = await claim(runtime.db, runtime.clock.now(), options);
  for (const message of messages) {
    report[await deliverOne(runtime, handlers, message, options.traceId)]++;
  }
  return report;
}

async function claim(
  db: Database,
  now: number,
  options: { limit: number; only?: number[] },
): Promise<OutboxMessage[]> {
  return db.transaction(async (tx) => {
    const due = await tx
      .select()
      .from(outbox)
      .where(
        and(
          eq(outbox.status, 'pending'),
          lte(outbox.nextAttemptAt, now),
          options.only ? inArray(outbox.id, options.only) : undefined,
        ),
      )
      .orderBy(asc(outbox.nextAttemptAt))
      .limit(options.limit)
      .for('update', { skipLocked: true });
    if (due.length > 0) {
      const ids = due.map((message) => message.id);
      await tx
        .update(outbox)
        .set({ nextAttemptAt: now + leaseMs })
        .where(inArray(outbox.id, ids));
    }
    return due;
  });
}

async function deliverOne(
  runtime: Runtime,
  handlers: TopicHandlers,
  message: OutboxMessage,
  traceId: string,
): Promise<keyof DeliveryReport> {
  // topic and payload were written together by enqueue(), which checks that they belong together
  const handler = handlers[message.topic as Topic] as TopicHandler<Topic>;
  const payload = message.payload as MessagePayload<Topic>;
  const log = runtime.log.child({ traceId, outbox: message.id, topic: message.topic });
  try {
    const outcome = await handler.deliver(runtime, payload, traceId);
    await settle(runtime, message, outcome === 'done' ? { status: 'done' } : { waitMs: laterMs });
    return outcome;
  } catch (error) {
    const attempts = message.attempts + 1;
    log.warn({ attempts, ...describeError(error) }, 'outbox delivery failed');
    if (attempts < maxAttempts) {
      await settle(runtime, message, { waitMs: backoffMs(attempts), attempts });
      return 'failed';
    }
    await handler.giveUp(runtime, payload, traceId);
    await settle(runtime, message, { status: 'dead', attempts });
    return 'dead';
  }
}

async function settle(
  runtime: Runtime,
  message: OutboxMessage,
  result: { status?: 'done' | 'dead'; waitMs?: number; attempts?: number },
): Promise<void> {
  const now = runtime.clock.now();
  await runtime.db
    .update(outbox)
    .set({
      status: result.status ?? 'pending',
      attempts: result.attempts ?? message.attempts,
      ...(result.status ? { settledAt: now } : { nextAttemptAt: now + (result.waitMs ?? 0) }),
    })
    .where(eq(outbox.id, message.id));
}
