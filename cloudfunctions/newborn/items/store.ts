import { and, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import {
  joinedItemInfo,
  type JoinedItemEvent,
  type JoinedItemKind,
  joinedItemTransitions,
} from '@yibao/shared/rules/joined-items';
import { transition } from '@yibao/shared/rules/transition';
import { type Queryable, type Transaction } from '../../lib/database/database';
import { newbornItem, type NewbornItem } from '../../lib/database/schema';
import { ServiceError } from '../../lib/errors';
import { enqueue, type OutgoingMessage } from '../../lib/outbox/enqueue';

/** The key of the one message that hands an item over; a new one each time it is sent again. */
export function handOverKey({ id, attempt }: Pick<NewbornItem, 'id' | 'attempt'>): string {
  return `${id}:${attempt}`;
}

/** The message by which an item reaches its department. */
export function handOverMessage(item: Pick<NewbornItem, 'id' | 'attempt'>): OutgoingMessage {
  return {
    topic: 'department.item',
    dedupeKey: handOverKey(item),
    payload: { itemId: item.id },
  };
}

/**
 * Starts what the parents chose beside the insurance. What needs the baby's ID number waits for
 * it; everything else is handed over after the commit. Chosen twice is chosen once.
 *
 * @param options.hasIdNumber whether the baby is known by an ID number already
 * @param options.send of the transaction, or one that only enqueues
 */
export async function openItems(
  tx: Transaction,
  options: {
    applicationId: string;
    kinds: readonly JoinedItemKind[];
    hasIdNumber: boolean;
    now: number;
    send: (message: OutgoingMessage) => Promise<void>;
  },
): Promise<void> {
  const { applicationId, kinds, hasIdNumber, now, send } = options;
  for (const kind of new Set(kinds)) {
    const waits = joinedItemInfo[kind].needsIdNumber && !hasIdNumber;
    const [item] = await tx
      .insert(newbornItem)
      .values({
        id: randomUUID(),
        applicationId,
        kind,
        status: waits ? 'waiting' : 'sending',
        statusSince: now,
        attempt: 1,
      })
      .onConflictDoNothing()
      .returning();
    if (item?.status === 'sending') await send(handOverMessage(item));
  }
}

/**
 * The ID number has come: hands over what waited for it.
 *
 * @returns ids of the outbox messages, which the next timer delivers at the latest
 */
export async function releaseWaiting(
  tx: Transaction,
  applicationId: string,
  now: number,
): Promise<number[]> {
  const waiting = await tx
    .select()
    .from(newbornItem)
    .where(and(eq(newbornItem.applicationId, applicationId), eq(newbornItem.status, 'waiting')))
    .orderBy(newbornItem.id)
    .for('update');
  const messages: number[] = [];
  for (const item of waiting) {
    const message = handOverMessage(await moveItem(tx, item, 'ready', now));
    const id = await enqueue(tx, message, now);
    if (id !== null) messages.push(id);
  }
  return messages;
}

/** The items of an application; whoever joined it sees those of the one they joined. */
export async function itemsOf(db: Queryable, applicationId: string): Promise<NewbornItem[]> {
  return db
    .select()
    .from(newbornItem)
    .where(eq(newbornItem.applicationId, applicationId))
    .orderBy(newbornItem.id);
}

export async function findItem(db: Queryable, itemId: string): Promise<NewbornItem | null> {
  const [row] = await db.select().from(newbornItem).where(eq(newbornItem.id, itemId));
  return row ?? null;
}

/**
 * The item of that kind, held until the transaction ends.
 *
 * @throws ServiceError not_found when it was not chosen
 */
export async function lockItem(
  tx: Transaction,
  applicationId: string,
  kind: JoinedItemKind,
): Promise<NewbornItem> {
  const [row] = await tx
    .select()
    .from(newbornItem)
    .where(and(eq(newbornItem.applicationId, applicationId), eq(newbornItem.kind, kind)))
    .for('update');
  if (!row) throw new ServiceError('not_found');
  return row;
}

type Changes = Partial<Pick<NewbornItem, 'attempt' | 'reference' | 'reason'>>;

/** Whether an item in its present status takes the event. */
export function itemTakes(row: NewbornItem, event: JoinedItemEvent): boolean {
  return transition(joinedItemTransitions, row.status, event).ok;
}

/**
 * Moves a locked item along the table of its states.
 *
 * @throws ServiceError newborn_state for a step the table does not have
 */
export async function moveItem(
  tx: Transaction,
  row: NewbornItem,
  event: JoinedItemEvent,
  now: number,
  changes: Changes = {},
): Promise<NewbornItem> {
  const step = transition(joinedItemTransitions, row.status, event);
  if (!step.ok) throw new ServiceError('newborn_state');
  const next = { ...changes, status: step.to, statusSince: now };
  await tx.update(newbornItem).set(next).where(eq(newbornItem.id, row.id));
  return { ...row, ...next };
}
