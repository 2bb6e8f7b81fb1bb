import { type Context } from 'hono';
import { exchange } from '../lib/exchange';
import { type ExchangeAnswer, type SandboxHost } from '../lib/host';

/** The error codes the stand-in gives, with WeChat's words. They come with HTTP 200. */
const errorWords = {
  40001: 'invalid credential, access_token is invalid or not latest',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40013: 'invalid appid',
  40029: 'invalid code',
  40037: 'invalid template_id',
  40097: 'invalid args',
  40125: 'invalid appsecret',
  40163: 'code been used',
  41001: 'access_token missing',
  42001: 'access_token expired',
  43101: 'user refuse to accept the msg',
  47001: 'data format error',
  47003: 'argument invalid',
  84001: 'invalid verify_id',
} as const;
export type ErrorCode = keyof typeof errorWords;

/** @param hint which argument, where that helps; never its value */
export function failed(c: Context, errcode: ErrorCode, hint?: string): ExchangeAnswer {
  const errmsg = hint === undefined ? errorWords[errcode] : `${errorWords[errcode]}: ${hint}`;
  return { response: c.json({ errcode, errmsg }), outcome: `errcode ${errcode}` };
}

/** @param data the answer's fields as WeChat names them */
export function succeeded(c: Context, data: Record<string, unknown>): ExchangeAnswer {
  return { response: c.json(data), outcome: 'ok' };
}

/** Serves one WeChat API call under the fault switches. */
export function serveApi(
  host: SandboxHost,
  c: Context,
  operation: string,
  answer: () => ExchangeAnswer | Promise<ExchangeAnswer>,
): Promise<Response> {
  return exchange(host, c, 'wechat', operation, async () => answer());
}

/** @returns the request's JSON, or undefined when it is none */
export async function jsonBody(c: Context): Promise<unknown> {
  try {
    return JSON.parse(await c.req.text());
  } catch {
    return undefined;
  }
}
