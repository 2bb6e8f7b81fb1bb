import { randomUUID } from 'node:crypto';
import { type MessageContent } from '@yibao/shared/rules/message-template';
import { type Queryable } from './database/database';
import { notice } from './database/schema';
import { enqueue } from './outbox/enqueue';

export interface NoticeText {
  personId: string;
  /** The event it tells of: nobody is told twice. */
  dedupeKey: string;
  title: string;
  body: string;
  /** Page of the client, without a leading slash. */
  link: string;
  /** Pushed too, by WeChat or by short message, as far as the person allowed it. */
  message: MessageContent | null;
  /** Last moment (epoch ms) at which it asks for something; without it, it asks for ever. */
  expiresAt?: number;
}

/**
 * Tells a person something: in the app always, on their phone when they allowed it. Commits with
 * the state it tells of.
 *
 * @returns the notice's id, null when the person was told of this event before
 */
export async function notify(tx: Queryable, text: NoticeText, now: number): Promise<string | null> {
  const id = randomUUID();
  const inserted = await tx
    .insert(notice)
    .values({ id, ...text, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: notice.id });
  if (inserted.length === 0) return null;
  if (text.message === null) return id;
  await enqueue(tx, { topic: 'wechat.message', dedupeKey: id, payload: { noticeId: id } }, now);
  return id;
}
