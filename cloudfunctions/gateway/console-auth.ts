import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as z from 'zod';
import { minuteMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { passwordDoubt } from '@yibao/shared/rules/own-password';
import { type AttemptKey, countFailure, uncountFailure } from '../lib/attempts';
import { beginEnrolment, confirmEnrolment } from '../lib/clerk-enrolment';
import { closeClerkSession, sessionMsOf } from '../lib/clerks';
import { signInClerk } from '../lib/clerk-sign-in';
import { refuseField, refuseFields } from '../lib/dispatcher/input';
import { ServiceError } from '../lib/errors';
import { type Runtime } from '../lib/runtime';
import { clientAddress } from './client-address';
import { consoleCookie, type GatewayEnv } from './environment';
import { failure, readOwnJson } from './rpc';

const login = z.string().trim().toLowerCase().min(1).max(60);
const enrolmentCode = z.string().trim().min(1).max(60);
const signInInput = z.strictObject({
  login,
  password: z.string().min(1).max(200),
  code: z.string().trim().min(1).max(20),
});
const enrolInput = z.strictObject({
  login,
  enrolmentCode,
  newPassword: z.string().min(1).max(1000),
});
const confirmInput = z.strictObject({
  login,
  enrolmentCode,
  code: z.string().trim().min(1).max(20),
});
const labels: Record<string, string> = {
  login: '登录名',
  password: '密码',
  code: '动态码',
  enrolmentCode: '启用码',
  newPassword: '新密码',
};

/** @throws ServiceError bad_input naming every field in Chinese */
function read<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
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
const notEnrolled = () =>
  new ServiceError('not_logged_in', {
    message:
      '没有启用成功。请核对登录名和启用码；启用码只能用一次、过期作废，连续 5 次不对要等 15 分钟。仍然不行请医保局重新发一个',
  });
const notConfirmed = () =>
  new ServiceError('not_logged_in', {
    message:
      '验证器上的数字没有对上。请等它换下一个再试，并检查手机时间是不是自动校准；连续 5 次不对要等 15 分钟。仍然不行请医保局重新发一个启用码',
  });

/**
 * Whoever knocks is counted before anything is looked at: many at once are many.
 *
 * @param attempt what is tried, by the address it comes from; null when it was not right
 * @throws ServiceError rate_limited, and `wrong` for what was not right
 */
async function knock<T>(
  context: Context<GatewayEnv>,
  attempt: (network: string, traceId: string) => Promise<T | null>,
  wrong: () => ServiceError,
): Promise<T> {
  const runtime = context.get('runtime');
  const network = clientAddress(context);
  const tries = triesOf(runtime, network);
  if ((await countFailure(runtime.db, tries)) > maxPerAddress) {
    throw new ServiceError('rate_limited', { message: '试的次数太多了，请十分钟后再试' });
  }
  const result = await attempt(network, context.get('traceId'));
  if (result === null) throw wrong();
  await uncountFailure(runtime.db, tries);
  return result;
}

/** The cookie of a new session; the one before it ends. */
async function letIn(context: Context<GatewayEnv>, token: string): Promise<Response> {
  const { db, config } = context.get('runtime');
  const { name, secure } = consoleCookie(config.publicUrl);
  const previous = getCookie(context, name);
  if (previous) await closeClerkSession(db, previous);
  setCookie(context, name, token, {
    httpOnly: true,
    sameSite: 'Strict',
    secure,
    path: '/',
    maxAge: sessionMsOf(config.region) / 1000,
  });
  context.header('cache-control', 'no-store');
  return context.json({ ok: true, data: {} });
}

async function signIn(context: Context<GatewayEnv>): Promise<Response> {
  const runtime = context.get('runtime');
  const attempt = read(signInInput, await readOwnJson(context));
  const token = await knock(
    context,
    (network, traceId) => signInClerk(runtime, { ...attempt, network }, traceId),
    refused,
  );
  return letIn(context, token);
}

/** The bureau's code and a password of one's own: answered with the secret of the second factor. */
async function enrol(context: Context<GatewayEnv>): Promise<Response> {
  const runtime = context.get('runtime');
  const typed = read(enrolInput, await readOwnJson(context));
  const { login, enrolmentCode: code, newPassword: password } = typed;
  const doubt = passwordDoubt(password, login);
  if (doubt !== null) throw refuseField('newPassword', doubt);
  const totpUri = await knock(
    context,
    (network, traceId) => beginEnrolment(runtime, { login, code, password, network }, traceId),
    notEnrolled,
  );
  context.header('cache-control', 'no-store');
  return context.json({ ok: true, data: { totpUri } });
}

/** What the authenticator shows: with it the account is active, and its clerk signed in. */
async function confirm(context: Context<GatewayEnv>): Promise<Response> {
  const runtime = context.get('runtime');
  const typed = read(confirmInput, await readOwnJson(context));
  const { login, enrolmentCode: code, code: totp } = typed;
  const token = await knock(
    context,
    (network, traceId) => confirmEnrolment(runtime, { login, code, totp, network }, traceId),
    notConfirmed,
  );
  return letIn(context, token);
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
 * How clerks of organisations come in, as JSON with our client's header like /rpc: POST
 * /console-auth/sign-in {login, password, code} and /console-auth/sign-out; the first time, and after
 * a reset, /console-auth/enrol {login, enrolmentCode, newPassword} → {totpUri} and then
 * /console-auth/enrol-confirm {login, enrolmentCode, code}.
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
  routes.post('/enrol', answer(enrol));
  routes.post('/enrol-confirm', answer(confirm));
  return routes;
}
