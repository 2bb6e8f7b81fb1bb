import { and, eq, exists, or, type SQL } from 'drizzle-orm';
import { refundStatusInfo } from '@yibao/shared/rules/refund-states';
import { type VerifiedCaller } from '../../lib/caller';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { type Queryable } from '../../lib/database/database';
import { paymentItem, refund, type Refund, refundItem } from '../../lib/database/schema';
import { mutationWithAfter, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { tell } from '../news';
import { findRefund, lockRefund, moveRefund, partsOf, stepMessage } from '../store';
import { isOnesOwnWish, viewRefund, viewRefunds } from '../view';

const pageSize = 20;
const sorting: Sorting = { at: refund.createdAt, id: refund.id, first: 'newest' };

/** Refunds the caller gets money from, or whose own cover they are about. */
function concerns(db: Queryable, caller: VerifiedCaller): SQL | undefined {
  const own = db
    .select({ id: refundItem.refundId })
    .from(refundItem)
    .innerJoin(paymentItem, eq(paymentItem.id, refundItem.paymentItemId))
    .where(
      and(
        eq(refundItem.refundId, refund.id),
        eq(paymentItem.personId, caller.personId),
        // money that bought no cover is the payer's affair alone
        eq(refund.kind, 'cover'),
      ),
    );
  return or(eq(refund.payerPersonId, caller.personId), exists(own));
}

/** @throws ServiceError not_found, also for somebody else's */
async function getOwn(db: Queryable, caller: VerifiedCaller, refundId: string): Promise<Refund> {
  const [row] = await db
    .select()
    .from(refund)
    .where(and(eq(refund.id, refundId), concerns(db, caller)));
  if (!row) throw new ServiceError('not_found');
  return row;
}

export const get = query('refund.get', async (context, { refundId }) =>
  viewRefund(context, await getOwn(context.runtime.db, context.caller, refundId)),
);

export const list = query('refund.list', async (context, { cursor }) => {
  const { db } = context.runtime;
  const found = await db
    .select()
    .from(refund)
    .where(and(concerns(db, context.caller), afterCursor(sorting, cursor)))
    .orderBy(...sortedBy(sorting))
    .limit(pageSize + 1);
  const { rows, nextCursor } = pageOf(found, pageSize, ({ createdAt, id }) => ({
    at: createdAt,
    id,
  }));
  return { refunds: await viewRefunds(context, rows), nextCursor };
});

/** The payer, or the insured person who asked for it, takes it back while nothing has ended. */
export const withdraw = mutationWithAfter('refund.withdraw', {
  async run({ tx, runtime, caller, now, audit, send }, { refundId }) {
    await getOwn(tx, caller, refundId);
    const { row } = await lockRefund(tx, refundId);
    if (row.status === 'withdrawn') return { refundId };
    const mayAct = row.payerPersonId === caller.personId || row.requestedBy === caller.personId;
    if (!mayAct) throw new ServiceError('not_allowed');
    if (!isOnesOwnWish(row)) {
      const message = '这笔钱本来就该退给您，不用撤回';
      throw new ServiceError('refund_state', { message });
    }
    const next = await moveRefund(tx, row, 'withdraw', now);
    if (!next) throw new ServiceError('refund_state', { message: tooLate(row) });
    await audit({
      action: 'refund.withdraw',
      subjectPersonId: row.payerPersonId,
      details: { refundId, from: row.status },
    });
    if (row.status !== 'proposed') {
      await send({ topic: 'refund.withdrawn', dedupeKey: refundId, payload: { refundId } });
    }
    const parts = (await partsOf(tx, [refundId])).get(refundId) ?? [];
    const news = { title: '退费申请已撤回', body: '没有退费，医保照常有效。' };
    await tell(
      tx,
      runtime,
      { row: next, parts },
      { event: 'withdrawn', toPayer: news, toInsured: row.status === 'proposed' ? null : news },
      now,
    );
    return { refundId };
  },
  after: (context, _input, { refundId }) => viewOwn(context, refundId),
});

const tooLate = ({ status }: Refund): string => `现在不能撤回了：${refundStatusInfo[status].label}`;

export const confirmProposal = mutationWithAfter('refund.confirmProposal', {
  async run({ tx, caller, now, audit, send }, { refundId }) {
    await getOwn(tx, caller, refundId);
    const { row } = await lockRefund(tx, refundId);
    if (row.payerPersonId !== caller.personId) throw new ServiceError('not_allowed');
    const next = await moveRefund(tx, row, 'confirmed', now, { requestedBy: caller.personId });
    // said twice, or a refund that runs by itself: it is under way
    if (!next) return { refundId };
    await audit({
      action: 'refund.confirmProposal',
      subjectPersonId: row.payerPersonId,
      details: { refundId },
    });
    await send(stepMessage(next));
    return { refundId };
  },
  after: (context, _input, { refundId }) => viewOwn(context, refundId),
});

async function viewOwn(context: Parameters<typeof viewRefund>[0], refundId: string) {
  const row = await findRefund(context.runtime.db, { refundId });
  if (!row) throw new ServiceError('not_found');
  return viewRefund(context, row);
}
