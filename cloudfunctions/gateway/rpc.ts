import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { type ErrorCode } from '@yibao/shared/contracts';
import { errors } from '@yibao/shared/contracts/errors';
import { type Credentials } from '../lib/caller';
import { type AnyHandler, createDispatcher } from '../lib/dispatcher/dispatcher';
import { ServiceError, toErrorBody } from '../lib/errors';
import { topicHandlers } from '../lib/outbox/handlers';
import { type GatewayEnv, sessionCookie } from './environment';

/** A failed reply with the status that belongs to its code. */
export function failure(context: Context<GatewayEnv>, code: ErrorCode): Response {
  const body = { ok: false, error: toErrorBody(new ServiceError(code), context.get('traceId')) };
  return context.json(body, errors[code].httpStatus);
}

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
    if (!json || context.req.header('x-yibao-client') === undefined) {
      return failure(context, 'bad_input');
    }
    let input: unknown;
    try {
      input = await context.req.json();
    } catch (error) {
      if (error instanceof SyntaxError) return failure(context, 'bad_input');
      throw error;
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
