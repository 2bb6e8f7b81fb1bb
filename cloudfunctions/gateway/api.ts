import { type Context, Hono } from 'hono';
import { errors } from '@yibao/shared/contracts/errors';
import { type Reply } from '@yibao/shared/contracts';
import { apiHeaders, sealReply } from '@yibao/shared/protocols/partner-api';
import { type AnyHandler, createDispatcher } from '../lib/dispatcher/dispatcher';
import { refuseField } from '../lib/dispatcher/input';
import { ServiceError, toErrorBody } from '../lib/errors';
import { topicHandlers } from '../lib/outbox/handlers';
import { apiActions, isApiPath } from './api-actions';
import { type ApiCaller, apiCallerOf } from './api-caller';
import { callerAddress } from './client-address';
import { type GatewayEnv } from './environment';
import { failure } from './rpc';

type Ctx = Context<GatewayEnv>;

/** One answer for who did not sign, is not known, signed something else, or sent it before. */
function refuseStranger(context: Ctx): Response {
  const message = '签名核对不上：请检查机构代码、时间、随机数、签名和机构公钥';
  return failure(context, new ServiceError('not_logged_in', { message }));
}

function identify(context: Ctx, body: Uint8Array): Promise<ApiCaller | null> {
  const { organisation, timestamp, nonce, signature } = apiHeaders;
  const headers = {
    organisation: context.req.header(organisation),
    timestamp: context.req.header(timestamp),
    nonce: context.req.header(nonce),
    signature: context.req.header(signature),
  };
  const { pathname, search } = new URL(context.req.url);
  const request = { method: context.req.method, path: pathname + search, body };
  return apiCallerOf(context.get('runtime'), headers, request, Date.now());
}

/** An empty body asks for nothing in particular. @throws ServiceError bad_input */
function readInput(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw refuseField('input', '提交的内容不是规定的格式，请更新后重试');
  }
}

/** The same dispatcher as for everybody: suspension, network, agreement are decided there. */
async function answer(
  context: Ctx,
  handlers: AnyHandler[],
  { accountId }: ApiCaller,
  body: Uint8Array,
): Promise<Reply<unknown>> {
  const [runtime, traceId] = [context.get('runtime'), context.get('traceId')];
  const path = context.req.param('action') ?? '';
  try {
    if (!isApiPath(path)) throw new ServiceError('unknown_action');
    const input = readInput(body);
    const credentials = {
      kind: 'organisation' as const,
      accountId,
      network: callerAddress(context),
    };
    const dispatcher = createDispatcher(runtime, handlers, topicHandlers);
    return await dispatcher.dispatch({ action: apiActions[path], input, credentials, traceId });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { ok: false, error: toErrorBody(error, traceId) };
  }
}

/**
 * POST /api/v1/<action>: what an organisation's own system asks, signed by it; the answer is signed by
 * us and sealed to its key, refusals too. Only what cannot be told who it is from is answered in clear.
 *
 * @param handlers what this function serves; the one that prints has the rest
 */
export function apiRoutes(handlers: AnyHandler[]): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.post('/:action', async (context) => {
    const body = new Uint8Array(await context.req.arrayBuffer());
    const caller = await identify(context, body);
    if (!caller) return refuseStranger(context);
    const reply = await answer(context, handlers, caller, body);
    const status = reply.ok ? 200 : errors[reply.error.code].httpStatus;
    const { certificates } = context.get('runtime').config;
    const answered = { organisation: caller.organisation, nonce: caller.nonce, status };
    context.header('cache-control', 'no-store');
    return context.json(
      sealReply(JSON.stringify(reply), caller.publicKey, answered, certificates),
      status,
    );
  });
  return routes;
}
