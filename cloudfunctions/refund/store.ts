import { and, eq, inArray, ne, notInArray, or } from 'drizzle-orm';
import { randomInt, randomUUID } from 'node:crypto';
import { hourMs, minuteMs, shanghaiDate } from '@yibao/shared/rules/dates';
import {
  agreedRefundStatuses,
  drivenRefundStatuses,
  endedRefundStatuses,
  type RefundEvent,
  type RefundStatus,
  refundTransitions,
} from '@yibao/shared/rules/refund-states';
import { groupBy } from '@yibao/shared/rules/group-by';
import { transition } from '@yibao/shared/rules/transition';
import { type Queryable, type Transaction } from '../lib/database/database';
import {
  coverage,
  paymentItem,
  type PaymentItem,
  type PaymentOrder,
  refund,
  type Refund,
  refundItem,
  type RefundItem,
} from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { enqueue } from '../lib/outbox/enqueue';
import { lockOrder } from '../payment/store';

/** How often the sweep looks at a refund that somebody else has to move on. */
const sweepMs = hourMs;

/** rail_problem of a refund that the rail paid after it was paid otherwise. */
export const paidTwice = 'PAID_TWICE';

/** A refund's contribution and what of it goes back. */
export interface RefundPart {
  part: RefundItem;
  item: PaymentItem;
}

/** 商户退款单号: YR, the day, twelve digits; as people read it out on the telephone. */
function newOutRefundNo(now: number): string {
  const day = shanghaiDate(now).replaceAll('-', '').slice(2);
  return `YR${day}${String(randomInt(1e12)).padStart(12, '0')}`;
}

export async function findRefund(
  db: Queryable,
  key: { refundId: string } | { outRefundNo: string },
): Promise<Refund | null> {
  const by =
    'refundId' in key ? eq(refund.id, key.refundId) : eq(refund.outRefundNo, key.outRefundNo);
  const [row] = await db.select().from(refund).where(by);
  return row ?? null;
}

/**
 * The refund and its order, held until the transaction ends; the order first, as everybody who
 * settles money does.
 *
 * @throws ServiceError not_found
 */
export async function lockRefund(
  tx: Transaction,
  refundId: string,
): Promise<{ row: Refund; order: PaymentOrder }> {
  const found = await findRefund(tx, { refundId });
  if (!found) throw new ServiceError('not_found');
  const order = await lockOrder(tx, found.orderId);
  const [row] = await tx.select().from(refund).where(eq(refund.id, refundId)).for('update');
  if (!row) throw new ServiceError('not_found');
  return { row, order };
}

export async function partsOf(
  db: Queryable,
  refundIds: string[],
): Promise<Map<string, RefundPart[]>> {
  const parts = new Map<string, RefundPart[]>(refundIds.map((id) => [id, []]));
  if (refundIds.length === 0) return parts;
  const rows = await db
    .select({ part: refundItem, item: paymentItem })
    .from(refundItem)
    .innerJoin(paymentItem, eq(paymentItem.id, refundItem.paymentItemId))
    .where(inArray(refundItem.refundId, refundIds))
    .orderBy(paymentItem.position);
  for (const row of rows) parts.get(row.part.refundId)?.push(row);
  return parts;
}

/** What of each contribution has gone back or is on its way. @returns payment item id → fen */
export async function givenBackOf(db: Queryable, itemIds: string[]): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  if (itemIds.length === 0) return sums;
  const rows = await db
    .select()
    .from(refundItem)
    .where(and(inArray(refundItem.paymentItemId, itemIds), ne(refundItem.state, 'dropped')));
  for (const { paymentItemId, amountFen } of rows) {
    sums.set(paymentItemId, (sums.get(paymentItemId) ?? 0) + amountFen);
  }
  return sums;
}

/** Refunds that are under way, by the contributions they are about. @returns item id → refund */
export async function openRefundsOf(
  db: Queryable,
  itemIds: string[],
): Promise<Map<string, Refund>> {
  if (itemIds.length === 0) return new Map();
  const rows = await db
    .select({ itemId: refundItem.paymentItemId, refund })
    .from(refundItem)
    .innerJoin(refund, eq(refund.id, refundItem.refundId))
    .where(and(inArray(refundItem.paymentItemId, itemIds), eq(refundItem.state, 'open')));
  return new Map(rows.map((row) => [row.itemId, row.refund]));
}

/**
 * Whether a contribution is owed back or has gone back as a whole: the platform has let go of it
 * then, and it can no longer be posted.
 */
export async function isGivenBack(db: Queryable, itemId: string): Promise<boolean> {
  const rows = await db
    .select({ id: refund.id })
    .from(refundItem)
    .innerJoin(refund, eq(refund.id, refundItem.refundId))
    .where(
      and(
        eq(refundItem.paymentItemId, itemId),
        eq(refund.kind, 'cover'),
        inArray(refund.status, [...agreedRefundStatuses]),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** The refund that ended an enrolment's cover. */
export async function endedBy(db: Queryable, enrollmentId: string): Promise<Refund | null> {
  const [row] = await db
    .select({ refund })
    .from(coverage)
    .innerJoin(refund, eq(refund.id, coverage.endedBy))
    .where(eq(coverage.enrollmentId, enrollmentId));
  return row?.refund ?? null;
}

/** Refunds of some orders that mean something to whoever looks at them: not those that came to nothing. */
export async function refundsOfOrders(
  db: Queryable,
  orderIds: string[],
): Promise<Map<string, Refund[]>> {
  if (orderIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(refund)
    .where(
      and(
        inArray(refund.orderId, orderIds),
        or(notInArray(refund.status, [...endedRefundStatuses]), eq(refund.status, 'refunded')),
      ),
    )
    .orderBy(refund.createdAt);
  return groupBy(rows, ({ orderId }) => orderId);
}

export type NewRefund = Pick<Refund, 'kind' | 'reason' | 'requestedBy'> & {
  order: PaymentOrder;
  parts: { paymentItemId: string; amountFen: number }[];
  status: 'proposed' | 'requested';
  proof?: Refund['proof'];
  differenceId?: string;
};

/**
 * Writes a refund and, unless it is a proposal, its first step. The database refuses a second one
 * of a contribution that is under way, and more than was paid.
 */
export async function insertRefund(tx: Transaction, made: NewRefund, now: number): Promise<Refund> {
  const { order, parts, status, kind, reason, requestedBy } = made;
  const row: Refund = {
    id: randomUUID(),
    outRefundNo: newOutRefundNo(now),
    orderId: order.id,
    kind,
    reason,
    differenceId: made.differenceId ?? null,
    payerPersonId: order.payerPersonId,
    requestedBy,
    amountFen: parts.reduce((sum, part) => sum + part.amountFen, 0),
    status,
    statusSince: now,
    gateAt: now,
    proof: made.proof ?? null,
    approvedBy: null,
    taxAttempt: 1,
    taxReviewNo: null,
    taxApprovedAt: null,
    words: null,
    platformRequest: null,
    platformRefundNo: null,
    agreedAt: null,
    railRefundNo: null,
    railProblem: null,
    paidOtherwise: null,
    refundedAt: null,
    overdueToldAt: null,
    nextSweepAt: status === 'proposed' ? null : now + sweepMs,
    createdAt: now,
  };
  await tx.insert(refund).values(row);
  await tx
    .insert(refundItem)
    .values(parts.map((part) => ({ refundId: row.id, ...part, state: 'open' as const })));
  await enqueueStep(tx, row, now);
  return row;
}

/** The outbox message by which a refund is moved on from where it stands. */
export function stepMessage({ id, status, statusSince }: Refund) {
  return {
    topic: 'refund.step' as const,
    dedupeKey: `${id}:${status}:${statusSince}`,
    payload: { refundId: id, status },
  };
}

export const isDriven = (status: RefundStatus): status is (typeof drivenRefundStatuses)[number] =>
  drivenRefundStatuses.some((driven) => driven === status);

async function enqueueStep(tx: Transaction, row: Refund, now: number): Promise<void> {
  if (isDriven(row.status)) await enqueue(tx, stepMessage(row), now);
}

const partStates = {
  refunded: 'refunded',
  rejected: 'dropped',
  withdrawn: 'dropped',
} as const satisfies Partial<Record<RefundStatus, RefundItem['state']>>;

const isEnded = (status: RefundStatus): status is keyof typeof partStates =>
  Object.hasOwn(partStates, status);

/**
 * Moves a locked refund on by the transition table; its parts follow, and the next step goes into
 * the outbox in the same transaction.
 *
 * @returns the refund as it is now, or null when its status does not take the event
 */
export async function moveRefund(
  tx: Transaction,
  row: Refund,
  event: RefundEvent,
  now: number,
  changes: Partial<Omit<Refund, 'id' | 'status' | 'statusSince'>> = {},
): Promise<Refund | null> {
  const step = transition(refundTransitions, row.status, event);
  if (!step.ok) return null;
  const isOver = isEnded(step.to);
  const set = {
    ...changes,
    status: step.to,
    // two steps in one instant are still two
    statusSince: Math.max(now, row.statusSince + 1),
    overdueToldAt: null,
    nextSweepAt: isOver ? null : now + sweepMs,
  };
  const next: Refund = { ...row, ...set };
  await tx.update(refund).set(set).where(eq(refund.id, row.id));
  if (isEnded(next.status)) {
    const state = partStates[next.status];
    await tx.update(refundItem).set({ state }).where(eq(refundItem.refundId, row.id));
  }
  await enqueueStep(tx, next, now);
  return next;
}

/** The tax bureau's case: a new number each time it is sent again. */
export const taxCaseNo = ({ outRefundNo, taxAttempt }: Refund): string =>
  `${outRefundNo}-${taxAttempt}`;

/** When the sweep looks again. */
export const nextSweep = (now: number): number => now + sweepMs - minuteMs;
