import { and, eq, inArray } from 'drizzle-orm';
import { type Queryable } from '../database/database';
import { outbox, type OutboxMessage } from '../database/schema';
import { type MessagePayload, type Topic } from './topics';

/** A message for another system, made with a transaction's state and sent after its commit. */
export type OutgoingMessage = {
  [T in Topic]: { topic: T; dedupeKey: string; payload: MessagePayload<T> };
}[Topic];

/**
 * Puts a message into the outbox within the caller's transaction. The same topic and key twice
 * is one message.
 *
 * @returns the message's id, or null when it stood there already
 */
export async function enqueue(
  tx: Queryable,
  message: OutgoingMessage,
  now: number,
): Promise<number | null> {
  const [row] = await tx
    .insert(outbox)
    .values({ ...message, status: 'pending', attempts: 0, nextAttemptAt: now, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: outbox.id });
  return row?.id ?? null;
}

/** Takes a message out again, so that the same one can be put in anew and is due at once. */
export async function removeMessage(
  tx: Queryable,
  { topic, dedupeKey }: Pick<OutgoingMessage, 'topic' | 'dedupeKey'>,
  statuses: OutboxMessage['status'][],
): Promise<void> {
  await tx
    .delete(outbox)
    .where(
      and(
        eq(outbox.topic, topic),
        eq(outbox.dedupeKey, dedupeKey),
        inArray(outbox.status, statuses),
      ),
    );
}
