import { Hono } from 'hono';
import { receiveNotification } from '../payment/notification';
import { type GatewayEnv } from './environment';

/** WeChat Pay's notifications. Only what is settled is acknowledged; the rest is sent again. */
export function notifyRoutes(): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.post('/wechat-pay', async (context) => {
    const { log } = context.get('runtime');
    const traceId = context.get('traceId');
    const rawBody = await context.req.text();
    const outcome = await receiveNotification(
      context.get('runtime'),
      context.req.raw.headers,
      rawBody,
      traceId,
    );
    log.info({ traceId, outcome }, 'payment notification');
    if (outcome === 'not_genuine') {
      return context.json({ code: 'FAIL', message: '验签失败' }, 401);
    }
    if (outcome === 'not_ours') return context.json({ code: 'FAIL', message: '订单不符' }, 400);
    return context.body(null, 204);
  });
  return routes;
}
