import { bodyLimit } from 'hono/body-limit';
import { type Context, Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import * as z from 'zod';
import { type GatewayEnv } from '../../gateway/environment';
import { failure, rpcRoutes } from '../../gateway/rpc';
import { traceIds } from '../../gateway/trace-id';
import { type AnyHandler } from '../dispatcher/dispatcher';
import { ServiceError } from '../errors';
import { createLog, describeError, startReason } from '../log';
import { type Runtime } from '../runtime';

/** What CloudBase's HTTP access makes of a request for an event function. */
const httpEvent = z.object({
  httpMethod: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** And what it takes as the answer. */
export interface HttpReply {
  isBase64Encoded: false;
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** The same limit as the gateway's: no honest call is larger. */
const maxBodyBytes = 64 * 1024;

type Entry<Reply> = (event: unknown, context: unknown) => Promise<Reply>;

/**
 * An event function that H5 reaches as well, through a route of its own (cloudbaserc.json): a
 * request comes as an event, and is answered by the gateway's own code. Who calls is told by the
 * session cookie, as there; a mini-program that sends such an event has no session to show.
 *
 * @param handlers what may be asked over HTTP
 * @param inner what answers every other event
 * @param more what else may be asked over HTTP, by where its paths begin
 */
export function webFunction<Reply>(
  handlers: AnyHandler[],
  inner: Entry<Reply>,
  getRuntime: () => Promise<Runtime>,
  more: Record<string, Hono<GatewayEnv>> = {},
): Entry<Reply | HttpReply> {
  const app = new Hono<GatewayEnv>();
  app.use(traceIds);
  app.use(secureHeaders({ referrerPolicy: 'same-origin' }));
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (context: Context<GatewayEnv>) =>
        failure(context, new ServiceError('body_too_large')),
    }),
  );
  app.use(async (context, next) => {
    context.set('runtime', await getRuntime());
    await next();
  });
  app.route('/rpc', rpcRoutes(handlers));
  for (const [path, routes] of Object.entries(more)) app.route(path, routes);
  app.onError((error, context) => {
    const traceId = context.get('traceId');
    createLog('error').error(
      { traceId, ...describeError(error), ...startReason(error) },
      'web function error',
    );
    return failure(context, error);
  });
  return async (event, context) => {
    const request = httpEvent.safeParse(event);
    if (!request.success) return inner(event, context);
    return toReply(await app.fetch(toRequest(request.data)));
  };
}

function toRequest({
  httpMethod,
  path,
  headers,
  body,
  isBase64Encoded,
}: z.output<typeof httpEvent>) {
  const content = body == null ? null : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const bodyless = httpMethod === 'GET' || httpMethod === 'HEAD';
  const sent = new Headers(headers);
  // the length that a proxy told is that of its own wire
  sent.delete('content-length');
  return new Request(new URL(path, 'http://function'), {
    method: httpMethod,
    headers: sent,
    body: bodyless ? null : content,
  });
}

async function toReply(response: Response): Promise<HttpReply> {
  const headers = Object.fromEntries(response.headers.entries());
  const body = await response.text();
  return { isBase64Encoded: false, statusCode: response.status, headers, body };
}
