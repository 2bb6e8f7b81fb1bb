import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Sandbox } from '@yibao/sandbox/index';
import { enrollmentHandlers } from '../enrollment/handlers';
import { identityHandlers } from '../identity/handlers';
import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { eventFunction } from '../lib/entry/event-function';
import { type Runtime } from '../lib/runtime';
import { newbornHandlers } from '../newborn/handlers';
import { paymentHandlers } from '../payment/handlers';

const flows: Record<string, AnyHandler[]> = {
  identity: identityHandlers,
  enrollment: enrollmentHandlers,
  newborn: newbornHandlers,
  payment: paymentHandlers,
};

/** CloudBase's limit for a synchronous call. */
const maxEventBytes = 6 * 1024 * 1024;

/**
 * What wx.cloud.callFunction reaches on one machine: the event functions, called with an event
 * and a context shaped as CloudBase shapes them. The header names the sandbox user whose phone it
 * is, as WeChat would know from the login.
 */
export function cloudEmulation(getRuntime: () => Promise<Runtime>, sandbox: Sandbox): Hono {
  const functions = new Map(
    Object.entries(flows).map(([name, handlers]) => [name, eventFunction(handlers, getRuntime)]),
  );
  const app = new Hono();
  app.post('/callFunction/:name', bodyLimit({ maxSize: maxEventBytes }), async (context) => {
    const main = functions.get(context.req.param('name'));
    if (!main) return context.json({ errMsg: 'cloud.callFunction:fail function not found' }, 404);
    const event: unknown = await context.req.json().catch(() => undefined);
    if (event === undefined) {
      return context.json({ errMsg: 'cloud.callFunction:fail event is not JSON' }, 400);
    }
    const openid = context.req.header('x-sandbox-openid') ?? '';
    const result = await main(event, invocationContext(sandbox, openid));
    return context.json({ result, errMsg: 'cloud.callFunction:ok' });
  });
  return app;
}

/** The second argument of `exports.main`; identity travels in its environment, a JSON string. */
function invocationContext(sandbox: Sandbox, openid: string) {
  const user = sandbox.host.residents.testUserByOpenid(openid);
  const identity = user
    ? {
        WX_CONTEXT_KEYS: 'WX_OPENID,WX_APPID,WX_UNIONID',
        WX_OPENID: user.miniProgramOpenid,
        WX_APPID: sandbox.host.keys.wechat.miniProgram.appId,
        WX_UNIONID: user.unionid,
      }
    : {};
  return {
    request_id: randomUUID(),
    memory_limit_in_mb: 256,
    time_limit_in_ms: 20_000,
    environment: JSON.stringify({ ...identity, TRIGGER_SRC: 'wx_client' }),
  };
}
