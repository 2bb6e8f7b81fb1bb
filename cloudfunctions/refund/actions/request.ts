import { and, eq, isNull } from 'drizzle-orm';
import { formatYuan } from '@yibao/shared/rules/money';
import { type RefundReason } from '@yibao/shared/rules/refund';
import { type VerifiedCaller } from '../../lib/caller';
import { isConflict, type Queryable, type Transaction } from '../../lib/database/database';
import {
  coverage,
  paymentItem,
  type PaymentOrder,
  paymentOrder,
  type Refund,
} from '../../lib/database/schema';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { type Runtime } from '../../lib/runtime';
import { lockOrder } from '../../payment/store';
import { makeWay } from '../absorb';
import { tryProof } from '../facts';
import { tell } from '../news';
import { findRefund, givenBackOf, insertRefund, partsOf, stepMessage } from '../store';
import { viewRefund } from '../view';
import { type PaidCover, reasonsFor, whyNot } from './options';

/**
 * A contribution that the caller paid, or that is their own cover.
 *
 * @throws ServiceError not_found, the same for a stranger's and for none at all;
 *   refund_not_possible for one that is not (or no longer) paid for
 */
async function findPaid(db: Queryable, caller: VerifiedCaller, itemId: string): Promise<PaidCover> {
  const [row] = await db
    .select({ item: paymentItem, order: paymentOrder, cover: coverage })
    .from(paymentItem)
    .innerJoin(paymentOrder, eq(paymentOrder.id, paymentItem.orderId))
    .leftJoin(
      coverage,
      and(
        eq(coverage.enrollmentId, paymentItem.enrollmentId),
        eq(coverage.orderId, paymentItem.orderId),
        isNull(coverage.endedAt),
      ),
    )
    .where(eq(paymentItem.id, itemId));
  const isOurs =
    row?.order.payerPersonId === caller.personId || row?.item.personId === caller.personId;
  if (!row || !isOurs) throw new ServiceError('not_found');
  const { item, order, cover } = row;
  if (!cover || !item.live) throw new ServiceError('refund_not_possible');
  return { item, order, cover };
}

/**
 * One person and year, to be given back. The request is the moment that has to lie before the
 * benefit period; how long the reviews take does not matter then.
 */
export const request = mutationWithAfter('refund.request', {
  async before({ runtime, caller, traceId }, { itemId, refundReason }) {
    const paid = await findPaid(runtime.db, caller, itemId);
    if (!reasonsFor(paid, caller).includes(refundReason)) {
      throw refuseField('refundReason', '本人不能用这个原因申请，请重新选择');
    }
    return tryProof(runtime, paid.item, refundReason, traceId);
  },

  async run(context, { itemId, refundReason }, proof) {
    const { tx, caller, now, audit, send } = context;
    const { orderId } = (await findPaid(tx, caller, itemId)).item;
    const order = await lockOrder(tx, orderId);
    // as it is under the lock
    const paid = await findPaid(tx, caller, itemId);
    const underWay = await makeWay(tx, context.runtime, itemId, context);
    if (underWay) throw new ServiceError('refund_in_progress');
    const back = (await givenBackOf(tx, [itemId])).get(itemId) ?? 0;
    const amountFen = paid.item.amountFen - back;
    const message = whyNot(paid, { amountFen, underWay }, now);
    if (message !== null) throw new ServiceError('refund_not_possible', { message });
    const made = { order, itemId, amountFen, proof, reason: refundReason };
    const row = await insertOne(tx, caller, made, now);
    await audit({
      action: 'refund.request',
      subjectPersonId: paid.item.personId,
      details: { refundId: row.id, orderId, itemId, amountFen, proof, reason: refundReason },
    });
    await tellRequested(context, row);
    await send(stepMessage(row));
    return { refundId: row.id };
  },

  async after(context, _input, { refundId }) {
    const row = await findRefund(context.runtime.db, { refundId });
    if (!row) throw new ServiceError('not_found');
    return viewRefund(context, row);
  },
});

interface Made {
  order: PaymentOrder;
  itemId: string;
  amountFen: number;
  proof: Refund['proof'];
  reason: RefundReason;
}

async function insertOne(
  tx: Transaction,
  caller: VerifiedCaller,
  { order, itemId, amountFen, proof, reason }: Made,
  now: number,
): Promise<Refund> {
  try {
    return await insertRefund(
      tx,
      {
        kind: 'cover',
        reason,
        requestedBy: caller.personId,
        proof,
        status: 'requested',
        order,
        parts: [{ paymentItemId: itemId, amountFen }],
      },
      now,
    );
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new ServiceError('refund_in_progress');
  }
}

/** Whoever did not ask hears of it: the insured person, or the payer whose money it is. */
async function tellRequested(
  {
    tx,
    runtime,
    caller,
    now,
  }: { tx: Transaction; runtime: Runtime; caller: VerifiedCaller; now: number },
  row: Refund,
): Promise<void> {
  const parts = (await partsOf(tx, [row.id])).get(row.id) ?? [];
  const isPayer = row.payerPersonId === caller.personId;
  const year = parts[0]?.item.coverageYear;
  await tell(
    tx,
    runtime,
    { row, parts },
    {
      event: 'requested',
      toPayer: {
        title: '退费申请已收到',
        body: isPayer
          ? `退费 ${row.outRefundNo}，${formatYuan(row.amountFen)}，钱会退回付款的账户。`
          : `您付过款的家人申请退掉自己 ${year} 年度的医保费，${formatYuan(row.amountFen)}会退给您。`,
      },
      toInsured: {
        title: isPayer ? '付款人申请退掉您的医保费' : '退费申请已收到',
        body: `钱退回之前，您 ${year} 年度的居民医保照常有效；退回以后这一年度的医保就结束了。不是您的意思请拨打 12393。`,
      },
    },
    now,
  );
}
