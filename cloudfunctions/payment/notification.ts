import { type Runtime } from '../lib/runtime';
import { applyPayment } from './apply-payment';
import { deliverNow } from './deliver-now';
import { checkTransaction } from './rails/wechat-pay';
import { findOrder } from './store';

export type NotificationOutcome =
  | 'applied'
  | 'already'
  | 'refund_due'
  /** Not signed by WeChat Pay, stale, or not for us: nothing was read, nothing written. */
  | 'not_genuine'
  /** Genuine, but of no order of ours or with another amount: a person has to look. */
  | 'not_ours'
  /** Genuine, but nobody can say now whether it still holds: it is to be sent again. */
  | 'not_now';

/**
 * A notification of WeChat Pay: verified before it is decrypted, compared before it is believed,
 * applied once however often it comes.
 *
 * @param rawBody the body as received; the signature covers these very bytes
 */
export async function receiveNotification(
  runtime: Runtime,
  headers: Headers,
  rawBody: string,
  traceId: string,
): Promise<NotificationOutcome> {
  const transaction = runtime.ports.wechatPay.openNotification(headers, rawBody);
  if (transaction?.state !== 'SUCCESS') return 'not_genuine';
  const order = await findOrder(runtime.db, { outTradeNo: transaction.outTradeNo });
  if (!order) return 'not_ours';
  const checked = checkTransaction(runtime, order, transaction);
  if (!checked.ok) {
    runtime.log.error({ traceId, orderId: order.id, reason: checked.reason }, 'payment refused');
    return 'not_ours';
  }
  const applied = await applyPayment(runtime, order.id, checked.receipt, traceId);
  if (applied.outcome === 'paid') await deliverNow(runtime, applied.messages, traceId);
  return applied.outcome === 'paid' ? 'applied' : applied.outcome;
}
