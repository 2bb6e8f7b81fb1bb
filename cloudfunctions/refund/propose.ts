/** Money that we know to be owed back: given back, or proposed, without being asked. */
import { and, asc, eq, gt, isNull, lte, ne, notExists } from 'drizzle-orm';
import { addDays, startOfDay, shanghaiDate } from '@yibao/shared/rules/dates';
import { formatYuan } from '@yibao/shared/rules/money';
import { isOwedBack, refundGateOpen } from '@yibao/shared/rules/refund';
import { systemActor, writeAudit } from '../lib/audit';
import { isConflict, type Transaction } from '../lib/database/database';
import {
  contributionDifference,
  coverage,
  duplicateCheck,
  paymentItem,
  type PaymentItem,
  paymentOrder,
  type PaymentOrder,
  refund,
} from '../lib/database/schema';
import { describeError } from '../lib/log';
import { getPerson, platformNumberOf } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { itemsOf, lockOrder } from '../payment/store';
import { makeWay } from './absorb';
import { homeAreasOf, otherPayment } from './facts';
import { tell } from './news';
import { givenBackOf, insertRefund, type NewRefund, openRefundsOf, partsOf } from './store';

interface Origin {
  traceId: string;
  now: number;
}

async function insertFound(tx: Transaction, made: NewRefund, { traceId, now }: Origin) {
  const row = await insertRefund(tx, made, now);
  await writeAudit(
    tx,
    { actor: systemActor, traceId, now },
    {
      action: row.status === 'proposed' ? 'refund.proposed' : 'refund.begun',
      subjectPersonId: row.payerPersonId,
      details: {
        refundId: row.id,
        orderId: row.orderId,
        kind: row.kind,
        reason: row.reason,
        amountFen: row.amountFen,
      },
    },
  );
  return row;
}

/**
 * An order whose money bought no cover is given back by itself: nobody has to ask for it, and there
 * is nothing to decide. Called in the transaction in which that turns out.
 */
export async function giveBackSuperseded(
  tx: Transaction,
  order: PaymentOrder,
  origin: Origin,
): Promise<void> {
  const parts = (await itemsOf(tx, [order.id]))
    .filter(({ amountFen }) => amountFen > 0)
    .map(({ id, amountFen }) => ({ paymentItemId: id, amountFen }));
  if (parts.length === 0) return;
  const made = {
    kind: 'superseded',
    reason: null,
    requestedBy: null,
    status: 'requested',
  } as const;
  await insertFound(tx, { ...made, order, parts }, origin);
}

/**
 * The platform has refused to book a payment because the year stands in its books by another one:
 * this money bought nothing there, whenever it is noticed, and goes back by itself.
 *
 * @returns whether it is on its way back for good; false while something else of it is under way that
 *   may still come to nothing
 */
export async function giveBackUnbookable(
  runtime: Runtime,
  item: PaymentItem,
  traceId: string,
): Promise<boolean> {
  // nothing to give back: the two books differ, and somebody has to look
  if (item.amountFen === 0) throw new Error('a free contribution stands in the books otherwise');
  await orAlreadyUnderWay(async () => {
    const now = runtime.clock.now();
    await runtime.db.transaction(async (tx) => {
      const order = await lockOrder(tx, item.orderId);
      await insertDuplicate(tx, runtime, { order, item, status: 'requested' }, { traceId, now });
    });
  });
  const underWay = (await openRefundsOf(runtime.db, [item.id])).get(item.id);
  return underWay === undefined || (underWay.kind === 'cover' && isOwedBack(underWay));
}

/** Two rounds, or a round and the person, came at once: the other one has it. */
async function orAlreadyUnderWay(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
}

interface Duplicate {
  order: PaymentOrder;
  item: PaymentItem;
  status: 'proposed' | 'requested';
}

async function insertDuplicate(
  tx: Transaction,
  runtime: Runtime,
  { order, item, status }: Duplicate,
  origin: Origin,
): Promise<void> {
  const current = (await itemsOf(tx, [order.id])).find(({ id }) => id === item.id);
  if (!current?.live || (await makeWay(tx, runtime, item.id, origin))) return;
  const amountFen = item.amountFen - ((await givenBackOf(tx, [item.id])).get(item.id) ?? 0);
  if (amountFen <= 0) return;
  const row = await insertFound(
    tx,
    {
      kind: 'cover',
      reason: 'DUPLICATE_PAYMENT',
      requestedBy: null,
      proof: 'confirmed',
      status,
      order,
      parts: [{ paymentItemId: item.id, amountFen }],
    },
    origin,
  );
  const parts = (await partsOf(tx, [row.id])).get(row.id) ?? [];
  const { coverageYear } = item;
  const found = `${coverageYear} 年度的医保费另有一笔已经入账，您在这里缴的 ${formatYuan(amountFen)}`;
  const toPayer =
    status === 'proposed'
      ? { title: '这笔医保费可能缴了两次', body: `${found}可以退给您。点开确认一下就开始办理。` }
      : { title: '重复缴的医保费会退给您', body: `${found}会退给您，不用您申请。` };
  await tell(tx, runtime, { row, parts }, { event: 'found', toPayer, toInsured: null }, origin.now);
}

/**
 * Nightly: money that is owed back and has no refund yet. Orders from before there were refunds, and
 * subsidies that came after the payment.
 *
 * @returns how many were found
 */
export async function proposeOwed(
  runtime: Runtime,
  options: { limit: number; traceId: string },
): Promise<number> {
  const { traceId } = options;
  const { db } = runtime;
  const begun = db.select().from(refund).where(eq(refund.orderId, paymentOrder.id));
  const superseded = await db
    .select()
    .from(paymentOrder)
    .where(
      and(eq(paymentOrder.status, 'refund_due'), gt(paymentOrder.totalFen, 0), notExists(begun)),
    )
    .limit(options.limit);
  for (const { id } of superseded) {
    await attempt(runtime, traceId, () =>
      db.transaction(async (tx) => {
        const order = await lockOrder(tx, id);
        if (order.status !== 'refund_due') return;
        await giveBackSuperseded(tx, order, { traceId, now: runtime.clock.now() });
      }),
    );
  }
  // one that went into a refund of the whole, of which nothing came, is owed by itself again
  const taken = db
    .select()
    .from(refund)
    .where(and(eq(refund.differenceId, contributionDifference.id), ne(refund.status, 'withdrawn')));
  const differences = await db
    .select({ difference: contributionDifference, item: paymentItem })
    .from(contributionDifference)
    .innerJoin(
      paymentItem,
      and(
        eq(paymentItem.enrollmentId, contributionDifference.enrollmentId),
        eq(paymentItem.orderId, contributionDifference.orderId),
        eq(paymentItem.live, true),
      ),
    )
    .where(notExists(taken))
    .limit(options.limit);
  for (const { difference, item } of differences) {
    await attempt(runtime, traceId, () =>
      db.transaction(async (tx) => {
        const order = await lockOrder(tx, item.orderId);
        if ((await openRefundsOf(tx, [item.id])).has(item.id)) return;
        const { id: differenceId, differenceFen: amountFen } = difference;
        const parts = [{ paymentItemId: item.id, amountFen }];
        const made = { kind: 'difference', reason: null, requestedBy: null } as const;
        const found = { ...made, status: 'requested', order, parts, differenceId } as const;
        await insertFound(tx, found, { traceId, now: runtime.clock.now() });
      }),
    );
  }
  return Math.max(superseded.length, differences.length);
}

/** One that fails must not keep the others from their turn. */
async function attempt(
  runtime: Runtime,
  traceId: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await orAlreadyUnderWay(work);
  } catch (error) {
    runtime.log.warn({ traceId, ...describeError(error) }, 'proposal failed; tried again tomorrow');
  }
}

const checkEveryDays = 1;

/** A contribution has reached the books: it is asked about again as long as it can be given back. */
export async function watchForDuplicate(
  tx: Transaction,
  item: Pick<PaymentItem, 'id' | 'amountFen'>,
  now: number,
): Promise<void> {
  if (item.amountFen === 0) return;
  const nextCheckAt = startOfDay(addDays(shanghaiDate(now), checkEveryDays));
  await tx
    .insert(duplicateCheck)
    .values({ paymentItemId: item.id, nextCheckAt })
    .onConflictDoNothing();
}

/**
 * Nightly: whether the year was paid at a counter as well. Asked until the benefit period begins;
 * what is found is a proposal, because the cover here would end with it.
 *
 * @returns how many were asked about
 */
export async function findDuplicates(
  runtime: Runtime,
  options: { limit: number; traceId: string },
): Promise<number> {
  const due = await claimDue(runtime, options.limit);
  for (const item of due) {
    await attempt(runtime, options.traceId, () => lookForOther(runtime, item, options.traceId));
  }
  return due.length;
}

async function claimDue(runtime: Runtime, limit: number): Promise<PaymentItem[]> {
  const now = runtime.clock.now();
  const nextCheckAt = startOfDay(addDays(shanghaiDate(now), checkEveryDays));
  return runtime.db.transaction(async (tx) => {
    const rows = await tx
      .select({ item: paymentItem })
      .from(duplicateCheck)
      .innerJoin(paymentItem, eq(paymentItem.id, duplicateCheck.paymentItemId))
      .where(lte(duplicateCheck.nextCheckAt, now))
      .orderBy(asc(duplicateCheck.nextCheckAt))
      .limit(limit)
      .for('update', { of: duplicateCheck, skipLocked: true });
    for (const { item } of rows) {
      const is = eq(duplicateCheck.paymentItemId, item.id);
      await tx.update(duplicateCheck).set({ nextCheckAt }).where(is);
    }
    return rows.map(({ item }) => item);
  });
}

async function lookForOther(runtime: Runtime, item: PaymentItem, traceId: string): Promise<void> {
  const { db, cipher, ports } = runtime;
  const now = runtime.clock.now();
  const [cover] = await db
    .select()
    .from(coverage)
    .where(
      and(
        eq(coverage.enrollmentId, item.enrollmentId),
        eq(coverage.orderId, item.orderId),
        isNull(coverage.endedAt),
      ),
    );
  const number = platformNumberOf(cipher, await getPerson(db, item.personId));
  if (!cover || number === null || !item.live || !refundGateOpen(cover.coverFrom, now)) {
    await stopChecking(runtime, item);
    return;
  }
  const contributions = await ports.corePlatform.listContributions(number);
  const other = otherPayment(contributions, item, homeAreasOf(runtime, item.coverageYear));
  if (!other) return;
  await orAlreadyUnderWay(() =>
    db.transaction(async (tx) => {
      const order = await lockOrder(tx, item.orderId);
      await insertDuplicate(tx, runtime, { order, item, status: 'proposed' }, { traceId, now });
    }),
  );
  // a part on its way back that cannot give way any more: the whole is proposed after it
  if ((await openRefundsOf(db, [item.id])).get(item.id)?.kind === 'difference') return;
  await stopChecking(runtime, item);
}

async function stopChecking({ db }: Runtime, { id }: PaymentItem): Promise<void> {
  const is = eq(duplicateCheck.paymentItemId, id);
  await db.update(duplicateCheck).set({ nextCheckAt: null }).where(is);
}
