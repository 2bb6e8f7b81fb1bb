import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { messagePush } from '../lib/database/schema';
import { UpstreamError } from '../lib/ports/http';
import { type Runtime } from '../lib/runtime';

export interface PushKey {
  noticeId: string;
  personId: string;
  channel: 'wechat' | 'sms';
  /** An account's id, or the keyed index of a phone. */
  target: string;
}

/** How a push ended; `failed` is certain not to have arrived and may be tried again. */
export type PushEnd =
  { status: 'sent' } | { status: 'refused' | 'unknown' | 'failed'; reason: string };

/**
 * Sends one message at most once to one target. The row is written before the message leaves; who
 * finds it there, even after a crash, sends no second one. An answer that was lost counts as sent:
 * neither WeChat nor the carrier knows a message's id a second time, and a reminder too many is
 * worse than one that stands in the app only.
 *
 * @param send is given the message's own id; a throw is judged by whether it may have been processed
 * @returns how it ended, null when it was sent before
 * @throws UpstreamError when it has certainly not been sent and is worth another try
 */
export async function pushOnce(
  runtime: Runtime,
  key: PushKey,
  send: (id: string) => Promise<PushEnd>,
): Promise<PushEnd | null> {
  const id = await claim(runtime, key);
  if (id === null) return null;
  try {
    const end = await send(id);
    await settle(runtime, id, end);
    return end;
  } catch (error) {
    const mayHaveGone = !(error instanceof UpstreamError) || error.mayHaveBeenProcessed;
    const reason = error instanceof UpstreamError ? error.reason : 'unexpected';
    const end: PushEnd = { status: mayHaveGone ? 'unknown' : 'failed', reason };
    await settle(runtime, id, end);
    if (end.status === 'failed') throw error;
    return end;
  }
}

async function claim(runtime: Runtime, key: PushKey): Promise<string | null> {
  const [row] = await runtime.db
    .insert(messagePush)
    .values({ id: randomUUID(), ...key, status: 'sending', at: runtime.clock.now() })
    .onConflictDoUpdate({
      target: [messagePush.noticeId, messagePush.channel, messagePush.target],
      set: { status: 'sending' },
      setWhere: eq(messagePush.status, 'failed'),
    })
    .returning({ id: messagePush.id });
  return row?.id ?? null;
}

async function settle(runtime: Runtime, id: string, end: PushEnd): Promise<void> {
  const { status } = end;
  const reason = 'reason' in end ? end.reason : null;
  await runtime.db
    .update(messagePush)
    .set({ status, reason, at: runtime.clock.now() })
    .where(eq(messagePush.id, id));
}
