import { type PaymentOrder, type Refund } from '../lib/database/schema';
import { describeError } from '../lib/log';
import { UpstreamError } from '../lib/ports/http';
import { type Runtime } from '../lib/runtime';
import { type NotificationOutcome } from '../payment/notification';
import { railOf } from '../payment/rails';
import { checkRefund } from '../payment/rails/wechat-pay';
import { findOrder } from '../payment/store';
import { applyRailRefund, isKnownFailure } from './apply-rail-refund';
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
  return news.state === 'failed'
    ? applyFailure(runtime, { order, refund }, traceId)
    : applyRailRefund(runtime, refund.id, news, traceId);
}

/**
 * Success is final; a failure may be of an attempt before the last one, told late. So WeChat Pay is
 * asked, and what it says now is what counts.
 */
async function applyFailure(
  runtime: Runtime,
  { order, refund }: { order: PaymentOrder; refund: Refund },
  traceId: string,
): Promise<NotificationOutcome> {
  const log = runtime.log.child({ traceId, refundId: refund.id });
  try {
    const known = await railOf(order).queryRefund(runtime, order, refund);
    if (known?.state === 'processing' || isKnownFailure(refund, known)) return 'already';
    if (known?.state === 'succeeded' || known?.state === 'failed') {
      return await applyRailRefund(runtime, refund.id, known, traceId, refund.statusSince);
    }
    log.error('a refund was announced as failed that the rail does not know');
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn(describeError(error), 'a failed refund could not be asked about');
  }
  return 'not_now';
}
