import { type Runtime } from '../lib/runtime';
import { type NotificationOutcome } from '../payment/notification';
import { checkRefund } from '../payment/rails/wechat-pay';
import { findOrder } from '../payment/store';
import { applyRailRefund } from './apply-rail-refund';
import { findRefund } from './store';

/**
 * A refund notification of WeChat Pay: verified before it is decrypted, compared before it is
 * believed, applied once however often it comes; also when it is faster than the answer to the
 * request it belongs to.
 *
 * @param rawBody the body as received; the signature covers these very bytes
 */
export async function receiveRefundNotification(
  runtime: Runtime,
  headers: Headers,
  rawBody: string,
  traceId: string,
): Promise<NotificationOutcome> {
  const told = runtime.ports.wechatPay.openRefundNotification(headers, rawBody);
  if (!told) return 'not_genuine';
  const refund = await findRefund(runtime.db, { outRefundNo: told.outRefundNo });
  const order = refund && (await findOrder(runtime.db, { orderId: refund.orderId }));
  if (!refund || !order) return 'not_ours';
  const news = checkRefund(runtime, { order, refund }, told);
  const differs = news.state === 'failed' && news.problem !== told.status;
  if (differs || news.state === 'processing' || news.state === 'later') {
    const reason = news.state === 'failed' ? news.problem : news.state;
    runtime.log.error({ traceId, refundId: refund.id, reason }, 'refund notification refused');
    return 'not_ours';
  }
  return applyRailRefund(runtime, refund.id, news, traceId);
}
