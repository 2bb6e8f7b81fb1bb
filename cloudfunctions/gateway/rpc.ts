import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { errors } from '@yibao/shared/contracts/errors';
import { type Credentials } from '../lib/caller';
import { type AnyHandler, createDispatcher } from '../lib/dispatcher/dispatcher';
import { refuseField } from '../lib/dispatcher/input';
import { toErrorBody } from '../lib/errors';
import { topicHandlers } from '../lib/outbox/handlers';
import { type GatewayEnv, sessionCookie } from './environment';

/** A failed reply with the status that belongs to its code. */
export function failure(context: Context<GatewayEnv>, error: unknown): Response {
  const body = toErrorBody(error, context.get('traceId'));
  context.header('cache-control', 'no-store');
  return context.json({ ok: false, error: body }, errors[body.code].httpStatus);
}

/** Set by our own client on every call; other sites cannot send it along. */
export const clientHeader = 'x-yibao-client';

/** @returns who is calling by the session cookie */
export function sessionCredentials(context: Context<GatewayEnv>): Credentials {
  const { name } = sessionCookie(context.get('runtime').config.publicUrl);
  const token = getCookie(context, name);
  return token ? { kind: 'session', token } : { kind: 'none' };
}

/**
 * POST /rpc/<action>, body = input, answer = reply. Other sites' forms cannot send JSON with our
 * header, so the session cookie alone opens nothing for them.
 */
export function rpcRoutes(handlers: AnyHandler[]): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.post('/:action', async (context) => {
    const json = context.req.header('content-type')?.startsWith('application/json') ?? false;
    if (!json || context.req.header(clientHeader) === undefined) {
      return failure(context, refuseField('input', '这个请求不是医保随身办发出的，请更新后重试'));
    }
    let input: unknown;
    try {
      input = await context.req.json();
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return failure(context, refuseField('input', '提交的内容格式不对，请更新后重试'));
    }
    const dispatcher = createDispatcher(context.get('runtime'), handlers, topicHandlers);
    const reply = await dispatcher.dispatch({
      action: context.req.param('action'),
      input,
      credentials: sessionCredentials(context),
      traceId: context.get('traceId'),
    });
    context.header('cache-control', 'no-store');
    return context.json(reply, reply.ok ? 200 : errors[reply.error.code].httpStatus);
  });
  return routes;
}
