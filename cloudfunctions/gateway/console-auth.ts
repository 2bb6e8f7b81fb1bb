import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as z from 'zod';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { hourMs, minuteMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { type AttemptKey, countFailure, uncountFailure } from '../lib/attempts';
import { closeClerkSession } from '../lib/clerks';
import { signInClerk } from '../lib/clerk-sign-in';
import { refuseFields } from '../lib/dispatcher/input';
import { ServiceError } from '../lib/errors';
import { type Runtime } from '../lib/runtime';
import { clientAddress } from './client-address';
import { consoleCookie, type GatewayEnv } from './environment';
import { failure, readOwnJson } from './rpc';

const signInInput = z.strictObject({
  login: z.string().trim().toLowerCase().min(1).max(60),
  password: z.string().min(1).max(200),
  code: z.string().trim().min(1).max(20),
});
const labels: Record<string, string> = { login: '登录名', password: '密码', code: '动态码' };

function readSignIn(input: unknown): z.output<typeof signInInput> {
  const parsed = signInInput.safeParse(input);
  if (parsed.success) return parsed.data;
  throw refuseFields(
    parsed.error.issues.map(({ path }) => {
      const field = String(path[0] ?? 'input');
      return { field, message: `${labels[field] ?? '提交的内容'}没有填写或格式不对` };
    }),
  );
}

const windowMs = 10 * minuteMs;
/** Refused tries from one address, in a window. A whole office may stand behind one. */
const maxPerAddress = 30;

function triesOf({ cipher, clock }: Runtime, address: string): AttemptKey {
  const now = clock.now();
  const window = Math.floor(now / windowMs);
  // the address only as a keyed digest that changes with every window
  const who = cipher.index('clerk.name', `sign-in ${window} ${address}`);
  return { subject: `console:${who}`, day: shanghaiDate(now) };
}

/** One answer for all that can be wrong: nobody learns which logins there are, or what is right. */
const refused = () =>
  new ServiceError('not_logged_in', {
    message:
      '没有登录成功。请核对登录名、密码和动态码；动态码每个只能用一次，连续 5 次不对要等 15 分钟。仍然不行请联系医保局',
  });

async function signIn(context: Context<GatewayEnv>): Promise<Response> {
  const runtime = context.get('runtime');
  const { db, config } = runtime;
  const attempt = readSignIn(await readOwnJson(context));
  const network = clientAddress(context);
  const tries = triesOf(runtime, network);
  // counted before it is looked at: many at once are many
  if ((await countFailure(db, tries)) > maxPerAddress) {
    throw new ServiceError('rate_limited', { message: '试的次数太多了，请十分钟后再试' });
  }
  const token = await signInClerk(runtime, { ...attempt, network }, context.get('traceId'));
  if (token === null) throw refused();
  await uncountFailure(db, tries);
  const { name, secure } = consoleCookie(config.publicUrl);
  const previous = getCookie(context, name);
  if (previous) await closeClerkSession(db, previous);
  setCookie(context, name, token, {
    httpOnly: true,
    sameSite: 'Strict',
    secure,
    path: '/',
    maxAge: (consentPolicyOf(config.region).sessionHours * hourMs) / 1000,
  });
  context.header('cache-control', 'no-store');
  return context.json({ ok: true, data: {} });
}

async function signOut(context: Context<GatewayEnv>): Promise<Response> {
  const { db, config } = context.get('runtime');
  await readOwnJson(context);
  const { name, secure } = consoleCookie(config.publicUrl);
  const token = getCookie(context, name);
  if (token) await closeClerkSession(db, token);
  deleteCookie(context, name, { path: '/', secure });
  context.header('cache-control', 'no-store');
  return context.json({ ok: true, data: {} });
}

/**
 * How clerks of organisations come in: POST /console-auth/sign-in {login, password, code} and
 * /console-auth/sign-out, both as JSON with our client's header, like /rpc.
 */
export function consoleAuthRoutes(): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const answer =
    (serve: typeof signIn) =>
    async (context: Context<GatewayEnv>): Promise<Response> => {
      try {
        return await serve(context);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        return failure(context, error);
      }
    };
  routes.post('/sign-in', answer(signIn));
  routes.post('/sign-out', answer(signOut));
  return routes;
}
