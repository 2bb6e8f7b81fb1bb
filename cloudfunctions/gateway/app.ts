import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { sql } from 'drizzle-orm';
import { enrollmentHandlers } from '../enrollment/handlers';
import { identityHandlers } from '../identity/handlers';
import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { ServiceError } from '../lib/errors';
import { createLog, describeError, startReason } from '../lib/log';
import { type Runtime } from '../lib/runtime';
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
  ...paymentHandlers,
];

/** Larger than any honest request, small enough to read into memory. */
const maxBodyBytes = 64 * 1024;

/**
 * The HTTP entry: H5's calls, WeChat login, WeChat Pay's notifications, health.
 *
 * @param getRuntime resolved at each request, so that the web server can start before the database
 */
export function createGateway(getRuntime: () => Promise<Runtime>): Hono<GatewayEnv> {
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
