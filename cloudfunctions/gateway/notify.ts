import { type Context, Hono } from 'hono';
import { receiveNotification } from '../payment/notification';
import { receiveRefundNotification } from '../refund/notification';
import { type GatewayEnv } from './environment';

type Receive = typeof receiveNotification;

/** WeChat Pay's notifications. Only what is settled is acknowledged; the rest is sent again. */
export function notifyRoutes(): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const hear = (receive: Receive, what: string) => async (context: Context<GatewayEnv>) => {
    const runtime = context.get('runtime');
    const traceId = context.get('traceId');
    const rawBody = await context.req.text();
    const outcome = await receive(runtime, context.req.raw.headers, rawBody, traceId);
    runtime.log.info({ traceId, outcome }, what);
    if (outcome === 'not_genuine') {
      return context.json({ code: 'FAIL', message: '验签失败' }, 401);
    }
    if (outcome === 'not_ours') return context.json({ code: 'FAIL', message: '订单不符' }, 400);
    if (outcome === 'not_now') return context.json({ code: 'FAIL', message: '请稍后再发' }, 503);
    return context.body(null, 204);
  };
  routes.post('/wechat-pay', hear(receiveNotification, 'payment notification'));
  routes.post('/wechat-pay/refund', hear(receiveRefundNotification, 'refund notification'));
  return routes;
}
