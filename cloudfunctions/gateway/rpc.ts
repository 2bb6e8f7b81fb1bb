import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { type ActionName, contracts } from '@yibao/shared/contracts';
import { type ActionContract } from '@yibao/shared/contracts/action';
import { errors } from '@yibao/shared/contracts/errors';
import { type Credentials } from '../lib/caller';
import { idleMsOf, sessionMsOf } from '../lib/clerks';
import { type AnyHandler, createDispatcher } from '../lib/dispatcher/dispatcher';
import { refuseField } from '../lib/dispatcher/input';
import { ServiceError, toErrorBody } from '../lib/errors';
import { topicHandlers } from '../lib/outbox/handlers';
import { callerAddress } from './client-address';
import { consoleCookie, type GatewayEnv, sessionCookie } from './environment';

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
  const { config } = context.get('runtime');
  const token = getCookie(context, sessionCookie(config.publicUrl).name);
  if (!token) return { kind: 'none' };
  const { region } = config;
  return { kind: 'session', token, staffMs: sessionMsOf(region), idleMs: idleMsOf(region) };
}

/** @returns which clerk is calling by the console's cookie, and from where */
export function clerkCredentials(context: Context<GatewayEnv>): Credentials {
  const { config } = context.get('runtime');
  const token = getCookie(context, consoleCookie(config.publicUrl).name);
  if (token === undefined) return { kind: 'none' };
  const idleMs = idleMsOf(config.region);
  return { kind: 'clerkSession', token, network: callerAddress(context), idleMs };
}

/** What is declared for organisations' clerks is called by them, everything else by residents. */
function credentialsFor(context: Context<GatewayEnv>, action: string): Credentials {
  const contract: ActionContract | undefined = Object.hasOwn(contracts, action)
    ? contracts[action as ActionName]
    : undefined;
  const isForClerks = contract?.caller === 'clerk' || contract?.caller === 'asker';
  return isForClerks ? clerkCredentials(context) : sessionCredentials(context);
}

/**
 * What our own client sent. Other sites' forms cannot send JSON with our header.
 *
 * @throws ServiceError bad_input for what came from elsewhere, or is no JSON
 */
export async function readOwnJson(context: Context<GatewayEnv>): Promise<unknown> {
  const json = context.req.header('content-type')?.startsWith('application/json') ?? false;
  if (!json || context.req.header(clientHeader) === undefined) {
    throw refuseField('input', '这个请求不是医保随身办发出的，请更新后重试');
  }
  try {
    return await context.req.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refuseField('input', '提交的内容格式不对，请更新后重试');
  }
}

/**
 * POST /rpc/<action>, body = input, answer = reply. Other sites' forms cannot send JSON with our
 * header, so the session cookie alone opens nothing for them.
 */
export function rpcRoutes(handlers: AnyHandler[]): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.post('/:action', async (context) => {
    let input: unknown;
    try {
      input = await readOwnJson(context);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return failure(context, error);
    }
    const dispatcher = createDispatcher(context.get('runtime'), handlers, topicHandlers);
    const action = context.req.param('action');
    const reply = await dispatcher.dispatch({
      action,
      input,
      credentials: credentialsFor(context, action),
      traceId: context.get('traceId'),
    });
    context.header('cache-control', 'no-store');
    return context.json(reply, reply.ok ? 200 : errors[reply.error.code].httpStatus);
  });
  return routes;
}
