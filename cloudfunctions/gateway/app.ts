import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { sql } from 'drizzle-orm';
import { type ActionName } from '@yibao/shared/contracts';
import { maxPhotoBase64 } from '@yibao/shared/contracts/newborn';
import { enrollmentHandlers } from '../enrollment/handlers';
import { identityHandlers } from '../identity/handlers';
import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { ServiceError } from '../lib/errors';
import { createLog, describeError, startReason } from '../lib/log';
import { type Runtime } from '../lib/runtime';
import { newbornHandlers } from '../newborn/handlers';
import { paymentHandlers } from '../payment/handlers';
import { authRoutes } from './auth';
import { type GatewayEnv } from './environment';
import { notifyRoutes } from './notify';
import { failure, rpcRoutes } from './rpc';
import { traceIds } from './trace-id';

/** Everything H5 can ask for: the same handlers that the event functions serve. */
export const allHandlers: AnyHandler[] = [
  ...identityHandlers,
  ...enrollmentHandlers,
  ...newbornHandlers,
  ...paymentHandlers,
];

/** Larger than any honest request, small enough to read into memory. */
const maxBodyBytes = 64 * 1024;
/** The one request that carries a photograph; the rest of it is small. */
const uploadPath = '/rpc/newborn.uploadPhoto' satisfies `/rpc/${ActionName}`;
const maxUploadBytes = maxPhotoBase64 + 4 * 1024;

function limitBody(maxSize: number): MiddlewareHandler<GatewayEnv> {
  return bodyLimit({
    maxSize,
    onError: (context: Context<GatewayEnv>) => failure(context, new ServiceError('body_too_large')),
  });
}

/**
 * The HTTP entry: H5's calls, WeChat login, WeChat Pay's notifications, health.
 *
 * @param getRuntime resolved at each request, so that the web server can start before the database
 */
export function createGateway(getRuntime: () => Promise<Runtime>): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>();
  app.use(traceIds);
  app.use(secureHeaders({ referrerPolicy: 'same-origin' }));
  const [body, upload] = [limitBody(maxBodyBytes), limitBody(maxUploadBytes)];
  app.use((context, next) => (context.req.path === uploadPath ? upload : body)(context, next));
  app.use(async (context, next) => {
    context.set('runtime', await getRuntime());
    await next();
  });
  app.get('/healthz', async (context) => {
    const { db } = context.get('runtime');
    await db.execute(sql`select 1`);
    return context.json({ ok: true });
  });
  app.route('/rpc', rpcRoutes(allHandlers));
  app.route('/auth', authRoutes());
  app.route('/notify', notifyRoutes());
  app.onError(async (error, context) => {
    const runtime = await getRuntime().catch(() => null);
    const traceId = context.get('traceId');
    const log = runtime?.log ?? createLog('error');
    log.error({ traceId, ...describeError(error), ...startReason(error) }, 'gateway error');
    return failure(context, error);
  });
  return app;
}
