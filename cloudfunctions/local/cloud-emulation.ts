import { randomUUID } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Sandbox } from '@yibao/sandbox/index';
import { type ActionName } from '@yibao/shared/contracts';
import { apiBasePath } from '@yibao/shared/protocols/partner-api';
import { allCertificateHandlers } from '../certificate/issuing';
import { allConsentHandlers } from '../consent/issuing';
import { enrollmentHandlers } from '../enrollment/handlers';
import { identityHandlers } from '../identity/handlers';
import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { eventFunction } from '../lib/entry/event-function';
import { webFunction } from '../lib/entry/web-function';
import { packagedFont } from '../lib/pdf/font-files';
import { type Runtime } from '../lib/runtime';
import { apiRoutes } from '../gateway/api';
import { newbornHandlers } from '../newborn/handlers';
import { oversightHandlers } from '../oversight/handlers';
import { allPartnerHandlers } from '../partner/issuing';
import { paymentHandlers } from '../payment/handlers';
import { recordsHandlers } from '../records/handlers';
import { refundHandlers } from '../refund/handlers';
import { reconcileHandlers } from '../reconcile/handlers';

const fonts = packagedFont(__filename);
const printing = {
  certificate: allCertificateHandlers(fonts),
  consent: allConsentHandlers(fonts),
  partner: allPartnerHandlers(fonts),
} satisfies Record<string, AnyHandler[]>;

const flows: Record<string, AnyHandler[]> = {
  identity: identityHandlers,
  ...printing,
  enrollment: enrollmentHandlers,
  newborn: newbornHandlers,
  oversight: oversightHandlers,
  payment: paymentHandlers,
  records: recordsHandlers,
  refund: refundHandlers,
  reconcile: reconcileHandlers,
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

/** The routes that cloudbaserc.json gives to the functions that print. */
const printingRoutes = {
  certificate: ['/rpc/certificate.issue', '/rpc/certificate.statement'],
  consent: ['/rpc/consent.receipt'],
  partner: ['/rpc/partner.print', `${apiBasePath}/print`],
} satisfies Record<keyof typeof printing, (`/rpc/${ActionName}` | `${typeof apiBasePath}/print`)[]>;

/**
 * What the routes of the printing actions do in the cloud: HTTP access makes an event of the
 * request and calls the function that prints. It is a proxy: the function has no socket, and reads
 * in X-Forwarded-For where the request came from.
 */
export function printingRoute(getRuntime: () => Promise<Runtime>): Hono {
  const app = new Hono();
  const behindAccess = async () => {
    const runtime = await getRuntime();
    return { ...runtime, config: { ...runtime.config, trustedProxies: 1 } };
  };
  for (const [flow, routes] of Object.entries(printingRoutes)) {
    const main = webFunction(
      flows[flow] ?? [],
      () => Promise.reject(new Error('not an HTTP event')),
      behindAccess,
      flow === 'partner' ? { [apiBasePath]: apiRoutes(printing.partner) } : {},
    );
    app.on('POST', routes, bodyLimit({ maxSize: maxEventBytes }), async (context) => {
      const { statusCode, headers, body } = await main(
        {
          httpMethod: 'POST',
          path: context.req.path,
          headers: {
            ...context.req.header(),
            'x-forwarded-for': getConnInfo(context).remote.address ?? '',
          },
          body: await context.req.text(),
          isBase64Encoded: false,
        },
        {},
      );
      return new Response(body, { status: statusCode, headers });
    });
  }
  return app;
}
