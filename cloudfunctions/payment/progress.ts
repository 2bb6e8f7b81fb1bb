import { type OrderRefusal } from '@yibao/shared/rules/rails';
import { type PaymentOrder } from '../lib/database/schema';
import { pendingIds } from '../lib/outbox/deliver';
import { type Runtime } from '../lib/runtime';
import { settleFree } from './apply-payment';
import { confirmClosed } from './close-order';
import { deliverNow } from './deliver-now';
import { queryBack } from './prepay';
import { railOf } from './rails';
import { findOrder, isOpen, isUnpaid, itemsOf } from './store';

/**
 * Brings an order up to date with its rail and the core platform: paid but not notified,
 * expired but not closed, posted but not confirmed.
 *
 * @throws UpstreamError when the rail does not answer
 */
export async function refreshOrder(
  runtime: Runtime,
  orderId: string,
  traceId: string,
): Promise<void> {
  const order = await findOrder(runtime.db, { orderId });
  if (!order) return;
  if (isOpen(order) && order.totalFen === 0) {
    await deliverNow(runtime, await settleFree(runtime, order, traceId), traceId);
  } else if (isUnpaid(order) || order.status === 'closed') {
    await refreshUnpaid(runtime, order, traceId);
  } else if (order.postedAt === null) {
    await deliverNow(runtime, await postingsOf(runtime, orderId), traceId);
  }
}

/** A closed order is asked about too: should money have come for it, it must not stay unseen. */
async function refreshUnpaid(
  runtime: Runtime,
  order: PaymentOrder,
  traceId: string,
): Promise<void> {
  const state = await queryBack(runtime, order, traceId);
  // what is committed waits for its day, however long ago the order was made
  if (state === 'unpaid' && isOpen(order) && order.expiresAt <= runtime.clock.now()) {
    await closeOrder(runtime, order.id, traceId);
  }
}

/** Outbox messages by which an order's people still have to be posted. */
async function postingsOf(runtime: Runtime, orderId: string): Promise<number[]> {
  const items = await itemsOf(runtime.db, [orderId]);
  const dedupeKeys = items.filter((item) => item.live).map((item) => item.id);
  return pendingIds(runtime.db, { topic: 'core.postPayment', dedupeKeys });
}

/**
 * Closes an unpaid order at its rail; when the money came first, it is applied instead.
 *
 * @param refusal what its payer has to know of the reason, when it was not theirs
 */
export async function closeOrder(
  runtime: Runtime,
  orderId: string,
  traceId: string,
  refusal: OrderRefusal | null = null,
): Promise<void> {
  const order = await findOrder(runtime.db, { orderId });
  if (!order || !isUnpaid(order)) return;
  const isFree = order.totalFen === 0; // no rail ever hears of it
  const outcome = isFree ? 'closed' : await railOf(order).close(runtime, order);
  if (outcome === 'closed') {
    await confirmClosed(runtime, orderId, traceId, refusal);
    return;
  }
  await queryBack(runtime, order, traceId);
}
