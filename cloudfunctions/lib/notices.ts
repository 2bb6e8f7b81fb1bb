import { randomUUID } from 'node:crypto';
import { type Queryable } from './database/database';
import { type MessageContent, notice } from './database/schema';
import { enqueue } from './outbox/enqueue';

export interface NoticeText {
  personId: string;
  /** The event it tells of: nobody is told twice. */
  dedupeKey: string;
  title: string;
  body: string;
  /** Page of the client, without a leading slash. */
  link: string;
  /** Sent as a subscribe message too, when the person allowed one of the topic. */
  message: MessageContent | null;
}

/**
 * Tells a person something: in the app always, by subscribe message when they allowed one.
 * Commits with the state it tells of.
 */
export async function notify(tx: Queryable, text: NoticeText, now: number): Promise<void> {
  const id = randomUUID();
  const inserted = await tx
    .insert(notice)
    .values({ id, ...text, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: notice.id });
  if (inserted.length === 0 || text.message === null) return;
  await enqueue(tx, { topic: 'wechat.message', dedupeKey: id, payload: { noticeId: id } }, now);
}
