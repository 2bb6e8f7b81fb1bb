import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { trimTrailingSlash } from 'hono/trailing-slash';
import { sql } from 'drizzle-orm';
import { type ActionName } from '@yibao/shared/contracts';
import { apiBasePath } from '@yibao/shared/protocols/partner-api';
import { maxPhotoBase64 } from '@yibao/shared/contracts/newborn';
import { certificateHandlers } from '../certificate/handlers';
import { consentHandlers } from '../consent/handlers';
import { enrollmentHandlers } from '../enrollment/handlers';
import { identityHandlers } from '../identity/handlers';
import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { ServiceError } from '../lib/errors';
import { createLog, describeError, startReason } from '../lib/log';
import { type Runtime } from '../lib/runtime';
import { newbornHandlers } from '../newborn/handlers';
import { oversightHandlers } from '../oversight/handlers';
import { partnerHandlers } from '../partner/handlers';
import { paymentHandlers } from '../payment/handlers';
import { recordsHandlers } from '../records/handlers';
import { refundHandlers } from '../refund/handlers';
import { reconcileHandlers } from '../reconcile/handlers';
import { apiRoutes } from './api';
import { openApiRoute } from './api-document';
import { authRoutes } from './auth';
import { consoleAuthRoutes } from './console-auth';
import { type GatewayEnv } from './environment';
import { notifyRoutes } from './notify';
import { paperRoutes } from './papers';
import { failure, rpcRoutes } from './rpc';
import { traceIds } from './trace-id';
import { fileTooLarge, maxComparedBytes, verifyRoutes } from './verify';

/**
 * What H5 asks the gateway for: the same handlers that the event functions serve. Printing is not
 * among them: `certificate.issue`, `certificate.statement`, `consent.receipt` and `partner.print` have
 * routes of their own (docs/adr/0011).
 */
export const allHandlers: AnyHandler[] = [
  ...identityHandlers,
  ...certificateHandlers,
  ...consentHandlers,
  ...enrollmentHandlers,
  ...newbornHandlers,
  ...oversightHandlers,
  ...partnerHandlers,
  ...paymentHandlers,
  ...recordsHandlers,
  ...refundHandlers,
  ...reconcileHandlers,
];

/** Larger than any honest request, small enough to read into memory. */
const maxBodyBytes = 64 * 1024;
/** The one request that carries a photograph; the rest of it is small. */
const uploadPath = '/rpc/newborn.uploadPhoto' satisfies `/rpc/${ActionName}`;
const maxUploadBytes = maxPhotoBase64 + 4 * 1024;

type Refuse = (context: Context<GatewayEnv>) => Response | Promise<Response>;
const refuseInJson: Refuse = (context) => failure(context, new ServiceError('body_too_large'));

function limitBody(maxSize: number, onError = refuseInJson): MiddlewareHandler<GatewayEnv> {
  return bodyLimit({ maxSize, onError });
}

/**
 * The HTTP entry: H5's calls, WeChat login, WeChat Pay's notifications, health.
 *
 * @param getRuntime resolved at each request, so that the web server can start before the database
 */
export function createGateway(getRuntime: () => Promise<Runtime>): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>();
  app.use(traceIds);
  const [site, pages] = [
    secureHeaders({ referrerPolicy: 'same-origin' }),
    // the address of a public page is a secret
    secureHeaders({ referrerPolicy: 'no-referrer', xFrameOptions: 'DENY' }),
  ];
  const isPage = /^\/(verify|papers)(\/|$)/;
  // an address copied with a slash at its end leads to the page all the same
  app.use(trimTrailingSlash());
  app.use((context, next) => (isPage.test(context.req.path) ? pages : site)(context, next));
  const [body, upload] = [limitBody(maxBodyBytes), limitBody(maxUploadBytes)];
  const compared = limitBody(maxComparedBytes, fileTooLarge);
  app.use((context, next) => {
    const { path } = context.req;
    const limit = path.startsWith('/verify/') ? compared : path === uploadPath ? upload : body;
    return limit(context, next);
  });
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
  app.route(apiBasePath, openApiRoute());
  app.route(apiBasePath, apiRoutes(partnerHandlers));
  app.route('/auth', authRoutes());
  app.route('/console-auth', consoleAuthRoutes());
  app.route('/notify', notifyRoutes());
  app.route('/papers', paperRoutes());
  app.route('/verify', verifyRoutes());
  app.notFound((context) => failure(context, new ServiceError('not_found')));
  app.onError(async (error, context) => {
    const runtime = await getRuntime().catch(() => null);
    const traceId = context.get('traceId');
    const log = runtime?.log ?? createLog('error');
    log.error({ traceId, ...describeError(error), ...startReason(error) }, 'gateway error');
    return failure(context, error);
  });
  return app;
}
