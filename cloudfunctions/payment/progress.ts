import { type Runtime } from '../lib/runtime';
import { confirmClosed } from './close-order';
import { deliverNow } from './deliver-now';
import { deliverDue } from '../lib/outbox/deliver';
import { topicHandlers } from '../lib/outbox/handlers';
import { queryBack } from './prepay';
import { findOrder, isOpen } from './store';

/**
 * Brings an order up to date with WeChat Pay and the core platform: paid but not notified,
 * expired but not closed, posted but not confirmed.
 *
 * @throws UpstreamError when WeChat Pay does not answer
 */
export async function refreshOrder(
  runtime: Runtime,
  orderId: string,
  traceId: string,
): Promise<void> {
  const order = await findOrder(runtime.db, { orderId });
  if (!order) return;
  const late = order.status === 'closed' && order.prepayId !== null;
  if (isOpen(order) || late) {
    const { paid, messages } = await queryBack(runtime, order, traceId);
    await deliverNow(runtime, messages, traceId);
    if (!paid && isOpen(order) && order.expiresAt <= runtime.clock.now()) {
      await closeOrder(runtime, orderId, traceId);
    }
    return;
  }
  if (order.status === 'paid') await deliverDue(runtime, topicHandlers, { limit: 8, traceId });
}

/** Closes an open order at WeChat Pay; when the money came first, it is applied instead. */
export async function closeOrder(
  runtime: Runtime,
  orderId: string,
  traceId: string,
): Promise<void> {
  const order = await findOrder(runtime.db, { orderId });
  if (!order || !isOpen(order)) return;
  const outcome = await runtime.ports.wechatPay.close(order.outTradeNo);
  if (outcome === 'closed') {
    await confirmClosed(runtime, orderId, traceId);
    return;
  }
  const { messages } = await queryBack(runtime, order, traceId);
  await deliverNow(runtime, messages, traceId);
}
