import { and, asc, eq, inArray, lte, sql, type SQL } from 'drizzle-orm';
import { hourMs, minuteMs } from '@yibao/shared/rules/dates';
import { type Queryable } from '../database/database';
import { outbox, type OutboxMessage } from '../database/schema';
import { describeError } from '../log';
import { type Runtime } from '../runtime';
import { type MessagePayload, type Topic } from './topics';

/** What came of a delivery: done, not yet, or not before a moment (epoch ms). */
export type Outcome = 'done' | 'later' | { notBefore: number };

/**
 * How one topic is delivered. A handler is called outside any transaction, possibly more than
 * once for the same message, and says `done`, or `later` when the other side has not finished.
 * A throw counts as a failed attempt.
 */
export interface TopicHandler<T extends Topic> {
  deliver(runtime: Runtime, payload: MessagePayload<T>, traceId: string): Promise<Outcome>;
  /** Called once when the attempts are used up, before the message is put aside as dead. */
  giveUp(runtime: Runtime, payload: MessagePayload<T>, traceId: string): Promise<void>;
}
export type TopicHandlers = { [T in Topic]: TopicHandler<T> };

export const maxAttempts = 14;
/** Longer than one delivery can take; a worker that died gives its message back after it. */
export const leaseMs = minuteMs;
/** Wait after the n-th failed attempt: 5 s doubling up to 1 h; 14 attempts span about 5 hours. */
export function backoffMs(attempts: number): number {
  return Math.min(5_000 * 2 ** Math.max(0, attempts - 1), hourMs);
}
/**
 * Wait after a "not yet": a minute at first, then a tenth of the message's age, half an hour at
 * most. It is no failure and never given up by counting.
 */
export function laterMs(ageMs: number): number {
  return Math.min(Math.max(ageMs / 10, minuteMs), 30 * minuteMs);
}

/**
 * Two queues, so that a day's reminders to a whole city never stand before a posting. The words
 * are those of the two partial indexes.
 */
export type Queue = 'business' | 'messages';
const queues = {
  business: sql`${outbox.topic} not in ('wechat.message', 'sms.message')`,
  messages: sql`${outbox.topic} in ('wechat.message', 'sms.message')`,
} satisfies Record<Queue, SQL>;

export interface DeliveryReport {
  done: number;
  later: number;
  failed: number;
  dead: number;
}

/**
 * Delivers what is due, at most `limit` messages. Several workers may run at once: each takes one
 * row that nobody else holds (FOR UPDATE SKIP LOCKED) and leases it before it talks to anybody.
 *
 * @param options.only restricts to these message ids, for delivery right after a commit
 * @param options.queue restricts to one of the two queues
 */
export async function deliverDue(
  runtime: Runtime,
  handlers: TopicHandlers,
  options: { limit: number; traceId: string; only?: number[]; queue?: Queue },
): Promise<DeliveryReport> {
  const report: DeliveryReport = { done: 0, later: 0, failed: 0, dead: 0 };
  // what this run puts off is not due again in this run
  const dueBy = runtime.clock.now();
  for (let taken = 0; taken < options.limit; taken++) {
    const leased = await claimNext(runtime, dueBy, options);
    if (!leased) break;
    report[await deliverOne(runtime, handlers, leased, options.traceId)]++;
  }
  return report;
}

/** A message in this worker's hands; `leasedUntil` tells its lease from a later worker's. */
interface Leased {
  message: OutboxMessage;
  leasedUntil: number;
}

async function claimNext(
  runtime: Runtime,
  dueBy: number,
  { only, queue }: { only?: number[]; queue?: Queue },
): Promise<Leased | null> {
  return runtime.db.transaction(async (tx) => {
    const [message] = await tx
      .select()
      .from(outbox)
      .where(
        and(
          eq(outbox.status, 'pending'),
          lte(outbox.nextAttemptAt, dueBy),
          only ? inArray(outbox.id, only) : undefined,
          queue && queues[queue],
        ),
      )
      .orderBy(asc(outbox.nextAttemptAt))
      .limit(1)
      .for('update', { skipLocked: true });
    if (!message) return null;
    const leasedUntil = runtime.clock.now() + leaseMs;
    await tx.update(outbox).set({ nextAttemptAt: leasedUntil }).where(eq(outbox.id, message.id));
    return { message, leasedUntil };
  });
}

async function deliverOne(
  runtime: Runtime,
  handlers: TopicHandlers,
  leased: Leased,
  traceId: string,
): Promise<keyof DeliveryReport> {
  const { message } = leased;
  // topic and payload were written together by enqueue(), which checks that they belong together
  const handler = handlers[message.topic as Topic] as TopicHandler<Topic>;
  const payload = message.payload as MessagePayload<Topic>;
  const log = runtime.log.child({ traceId, outbox: message.id, topic: message.topic });
  try {
    const outcome = await handler.deliver(runtime, payload, traceId);
    const now = runtime.clock.now();
    const waitMs =
      typeof outcome === 'object' ? outcome.notBefore - now : laterMs(now - message.createdAt);
    await settle(runtime, leased, outcome === 'done' ? { status: 'done' } : { waitMs });
    return outcome === 'done' ? 'done' : 'later';
  } catch (error) {
    const attempts = message.attempts + 1;
    log.warn({ attempts, ...describeError(error) }, 'outbox delivery failed');
    const isLast = attempts >= maxAttempts && (await gaveUp(runtime, handler, payload, traceId));
    await settle(
      runtime,
      leased,
      isLast ? { status: 'dead', attempts } : { waitMs: backoffMs(attempts), attempts },
    );
    return isLast ? 'dead' : 'failed';
  }
}

/** @returns whether the topic took note that nothing more will be tried; if not, it is tried on */
async function gaveUp(
  runtime: Runtime,
  handler: TopicHandler<Topic>,
  payload: MessagePayload<Topic>,
  traceId: string,
): Promise<boolean> {
  try {
    await handler.giveUp(runtime, payload, traceId);
    return true;
  } catch (error) {
    runtime.log.error({ traceId, ...describeError(error) }, 'giving up failed');
    return false;
  }
}

/** Writes the outcome, unless the lease ran out and another worker has the message now. */
async function settle(
  runtime: Runtime,
  { message, leasedUntil }: Leased,
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
    .where(
      and(
        eq(outbox.id, message.id),
        eq(outbox.status, 'pending'),
        eq(outbox.nextAttemptAt, leasedUntil),
      ),
    );
}

/** A dead message may be tried again this long after it was put aside. */
export const deadRestsMs = hourMs;

/**
 * Gives dead messages one more attempt each, for what must not be forgotten although its attempts
 * are used up. Until it succeeds it is dead again after every attempt, so that staff see it.
 *
 * @returns how many were taken up again
 */
export async function retryDead(
  db: Queryable,
  { topic, dedupeKeys }: { topic: Topic; dedupeKeys: string[] },
  now: number,
): Promise<number> {
  const retried = await db
    .update(outbox)
    .set({ status: 'pending', attempts: maxAttempts - 1, nextAttemptAt: now, settledAt: null })
    .where(
      and(
        eq(outbox.topic, topic),
        inArray(outbox.dedupeKey, dedupeKeys),
        eq(outbox.status, 'dead'),
        lte(outbox.settledAt, now - deadRestsMs),
      ),
    )
    .returning({ id: outbox.id });
  return retried.length;
}

/** @returns the ids of messages that still wait for delivery */
export async function pendingIds(
  db: Queryable,
  { topic, dedupeKeys }: { topic: Topic; dedupeKeys: string[] },
): Promise<number[]> {
  const rows = await db
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        eq(outbox.topic, topic),
        inArray(outbox.dedupeKey, dedupeKeys),
        eq(outbox.status, 'pending'),
      ),
    );
  return rows.map((row) => row.id);
}

/** What a message was to do is done: nobody has to deliver it any more. */
export async function markDelivered(
  db: Queryable,
  { topic, dedupeKey }: { topic: Topic; dedupeKey: string },
  now: number,
): Promise<void> {
  await db
    .update(outbox)
    .set({ status: 'done', settledAt: now })
    .where(
      and(
        eq(outbox.topic, topic),
        eq(outbox.dedupeKey, dedupeKey),
        inArray(outbox.status, ['pending', 'dead']),
      ),
    );
}
