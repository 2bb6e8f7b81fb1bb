import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { closeSession, openSession, sessionValidMs } from '../lib/sessions';
import { ServiceError } from '../lib/errors';
import { describeError } from '../lib/log';
import { UpstreamError } from '../lib/ports/http';
import { type WechatUser } from '../lib/ports/wechat';
import { type Runtime } from '../lib/runtime';
import { type GatewayEnv, sessionCookie } from './environment';
import { clientHeader, failure } from './rpc';

const stateCookie = 'yibao_login';
const stateValidS = 600;

/** A path on this very site; anything that could lead elsewhere becomes the home page. */
export function safeReturnPath(raw: string | undefined): string {
  if (raw === undefined || raw.length > 500) return '/';
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(raw) && !raw.includes('\\') ? raw : '/';
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** @returns who logged in; null when WeChat refuses the code or is away: the page offers a retry */
async function exchange(
  runtime: Runtime,
  code: string,
  traceId: string,
): Promise<WechatUser | null> {
  try {
    return await runtime.ports.wechat.exchangeCode(code);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    runtime.log.warn({ traceId, ...describeError(error) }, 'upstream failed');
    return null;
  }
}

/** H5 login: WeChat's OAuth, then a session cookie that scripts cannot read. */
export function authRoutes(): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();

  routes.get('/wechat/login', (context) => {
    const { config, ports } = context.get('runtime');
    const state = randomBytes(16).toString('base64url');
    const returnTo = safeReturnPath(context.req.query('return_to'));
    setCookie(context, stateCookie, `${state}.${Buffer.from(returnTo).toString('base64url')}`, {
      httpOnly: true,
      sameSite: 'Lax',
      secure: sessionCookie(config.publicUrl).secure,
      path: '/auth',
      maxAge: stateValidS,
    });
    const callback = `${config.publicUrl}/auth/wechat/callback`;
    return context.redirect(ports.wechat.authorizeUrl(callback, state));
  });

  routes.get('/wechat/callback', async (context) => {
    const runtime = context.get('runtime');
    const [state = '', target = ''] = (getCookie(context, stateCookie) ?? '').split('.');
    deleteCookie(context, stateCookie, { path: '/auth' });
    const code = context.req.query('code');
    const genuine = state !== '' && sameText(state, context.req.query('state') ?? '');
    const user = genuine && code ? await exchange(runtime, code, context.get('traceId')) : null;
    if (!user) return context.redirect('/#/pages/login/index?failed=1');
    const token = await openSession(runtime, user);
    const { name, secure } = sessionCookie(runtime.config.publicUrl);
    const previous = getCookie(context, name);
    if (previous) await closeSession(runtime, previous);
    setCookie(context, name, token, {
      httpOnly: true,
      sameSite: 'Lax',
      secure,
      path: '/',
      maxAge: Math.floor(sessionValidMs / 1000),
    });
    return context.redirect(safeReturnPath(Buffer.from(target, 'base64url').toString()));
  });

  routes.post('/logout', async (context) => {
    const runtime = context.get('runtime');
    // another site's form shall not log anybody out
    if (context.req.header(clientHeader) === undefined) {
      return failure(context, new ServiceError('not_allowed'));
    }
    const { name, secure } = sessionCookie(runtime.config.publicUrl);
    const token = getCookie(context, name);
    if (token) await closeSession(runtime, token);
    deleteCookie(context, name, { path: '/', secure });
    return context.json({ ok: true });
  });

  return routes;
}
