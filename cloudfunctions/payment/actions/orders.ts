import { and, eq } from 'drizzle-orm';
import { railSystems } from '@yibao/shared/rules/rails';
import { type VerifiedCaller } from '../../lib/caller';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { paymentOrder } from '../../lib/database/schema';
import { mutationWithAfter, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { type Runtime } from '../../lib/runtime';
import { closeOrder, refreshOrder } from '../progress';
import { preparePayment } from '../prepay';
import { getOwnOrder, isUnpaid } from '../store';
import { viewOrder, viewOrders } from '../view';

const pageSize = 10;
const sorting: Sorting = { at: paymentOrder.createdAt, id: paymentOrder.id, first: 'newest' };

interface Context {
  runtime: Runtime;
  caller: VerifiedCaller;
  traceId: string;
}

async function viewOwn({ runtime, caller }: Context, orderId: string) {
  const order = await getOwnOrder(runtime.db, caller, orderId);
  return viewOrder(runtime, order, runtime.clock.now());
}

export const getOrder = query('payment.getOrder', async (context, { orderId }) =>
  viewOwn(context, orderId),
);

export const listOrders = query('payment.listOrders', async (context, { cursor }) => {
  const { runtime, caller, now } = context;
  const found = await runtime.db
    .select()
    .from(paymentOrder)
    .where(and(eq(paymentOrder.payerPersonId, caller.personId), afterCursor(sorting, cursor)))
    .orderBy(...sortedBy(sorting))
    .limit(pageSize + 1);
  const { rows, nextCursor } = pageOf(found, pageSize, ({ createdAt, id }) => ({
    at: createdAt,
    id,
  }));
  return { orders: await viewOrders(runtime, rows, now), nextCursor };
});

/** Nothing is written under the requestId: what counts happens with WeChat Pay's answer. */
export const resumeOrder = mutationWithAfter('payment.resumeOrder', {
  async run({ tx, caller }, { orderId }) {
    const order = await getOwnOrder(tx, caller, orderId);
    // a prepay_id belongs to one app and one WeChat user
    if (order.appId !== caller.appId || order.openId !== caller.openId) {
      throw new ServiceError('order_not_payable', {
        message: '这笔订单要在当初下单的微信里付款。想在这里付，请先取消它，再重新缴费',
      });
    }
    return { orderId };
  },
  async after(context, _input, { orderId }) {
    const payment = await preparePayment(context.runtime, orderId, context.traceId);
    return { order: await viewOwn(context, orderId), payment };
  },
});

const isUnavailable = (error: unknown): boolean =>
  error instanceof ServiceError && error.code === 'upstream_unavailable';

/** When the page comes back from the cashier: what the client says is not asked, the rail is. */
export const refreshOwnOrder = mutationWithAfter('payment.refreshOrder', {
  async run({ tx, caller }, { orderId }) {
    await getOwnOrder(tx, caller, orderId);
    return { orderId };
  },
  async after(context, _input, { orderId }) {
    try {
      await refreshOrder(context.runtime, orderId, context.traceId);
    } catch (error) {
      // the rail is away: tell what we know, the sweep goes on asking
      if (!isUnavailable(error)) throw error;
    }
    return viewOwn(context, orderId);
  },
});

export const cancelOrder = mutationWithAfter('payment.cancelOrder', {
  async run({ tx, caller, audit }, { orderId }) {
    const order = await getOwnOrder(tx, caller, orderId);
    // nobody has cancelled what was paid or closed before
    if (!isUnpaid(order)) return { orderId };
    await audit({
      action: 'payment.cancelOrder',
      subjectPersonId: caller.personId,
      details: { orderId },
    });
    return { orderId };
  },
  async after(context, _input, { orderId }) {
    try {
      await closeOrder(context.runtime, orderId, context.traceId);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      // whether the person has paid meanwhile is just what we could not ask
      const { rail } = await getOwnOrder(context.runtime.db, context.caller, orderId);
      const message = `暂时连不上${railSystems[rail]}，订单还没有取消，请稍后再试；如果已经付款，钱不会丢`;
      throw new ServiceError('upstream_unavailable', { message, cause: error });
    }
    return viewOwn(context, orderId);
  },
});
