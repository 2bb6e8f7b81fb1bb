import canonicalize from 'canonicalize';
import * as z from 'zod';
import { type SandboxHost } from '../lib/host';
import { dayMs, minuteMs, parseMoment } from '../lib/time';
import { type Problem } from './problem';

/** An order without time_expire can be paid for seven days. */
const expiryDefaultMs = 7 * dayMs;
const expiryMinMs = minuteMs;
const loopbackHosts = ['127.0.0.1', 'localhost', '[::1]'];

/** https and no query, as WeChat Pay asks; on this machine plain http to itself will do. */
export function isNotifyUrl(text: string): boolean {
  if (/[?#]/.test(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && loopbackHosts.includes(url.hostname);
}

/** Text limited in characters, as the documentation counts. */
const text = (max: number) =>
  z.string().refine((value) => Array.from(value).length <= max, `长度不能超过 ${max} 个字符`);

const orderBody = z.object({
  appid: text(32).min(1),
  mchid: text(32).min(1),
  description: text(127).min(1, '不能为空'),
  out_trade_no: z.string().regex(/^[0-9A-Za-z_\-|*]{6,32}$/, '须为 6 至 32 位数字、字母或 _-|*'),
  time_expire: z
    .string()
    .refine((value) => parseMoment(value) !== null, '须为 RFC 3339 时间')
    .optional(),
  attach: text(128).optional(),
  notify_url: text(255).refine(isNotifyUrl, '须为 https 地址且不能带参数'),
  amount: z.object({
    total: z.int('须为整数，单位为分').min(1, '不能小于 1 分').max(1_000_000_000, '超过上限'),
    currency: z.literal('CNY', '只支持 CNY').default('CNY'),
  }),
  payer: z.object({ openid: text(128).min(1) }),
});

export interface OrderRequest {
  appid: string;
  outTradeNo: string;
  description: string;
  attach: string | null;
  notifyUrl: string;
  amountFen: number;
  openid: string;
  /** Business time, epoch ms. */
  expireAt: number;
  /** The whole request in canonical JSON. */
  content: string;
}

/** A refusal that names the field of the body. */
export function badField(field: string, issue: string): Problem {
  return {
    code: 'PARAM_ERROR',
    message: `参数错误：${field} ${issue}`,
    detail: { location: 'body', field, issue },
  };
}

/** @param body raw request body; returns its JSON, or undefined when it is none */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function openidOf(host: SandboxHost, appid: string, openid: string): boolean {
  const user = host.residents.testUserByOpenid(openid);
  if (!user) return false;
  const { miniProgram } = host.keys.wechat;
  return (
    openid === (appid === miniProgram.appId ? user.miniProgramOpenid : user.officialAccountOpenid)
  );
}

/**
 * Checks the body of an order field by field (JSAPI order, APIv3).
 *
 * @param body raw request body
 * @returns the order asked for, or the refusal of the first field that does not fit
 */
export function parseOrderRequest(
  host: SandboxHost,
  body: string,
): { order: OrderRequest } | { problem: Problem } {
  const json = parseJson(body);
  const parsed = orderBody.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') ?? '';
    return { problem: badField(field === '' ? 'body' : field, issue?.message ?? '') };
  }
  const fields = parsed.data;
  const { miniProgram, officialAccount } = host.keys.wechat;
  if (fields.mchid !== host.keys.wechatPay.mchid) {
    return { problem: badField('mchid', '与签名的商户号不一致') };
  }
  if (![miniProgram.appId, officialAccount.appId].includes(fields.appid)) {
    return { problem: { code: 'APPID_MCHID_NOT_MATCH', message: 'AppID 和商户号不匹配' } };
  }
  if (!openidOf(host, fields.appid, fields.payer.openid)) {
    return { problem: badField('payer.openid', '无效，或不属于这个 AppID') };
  }
  const now = host.clock.now();
  const expireAt = parseMoment(fields.time_expire ?? '') ?? now + expiryDefaultMs;
  return {
    order: {
      appid: fields.appid,
      outTradeNo: fields.out_trade_no,
      description: fields.description,
      attach: fields.attach ?? null,
      notifyUrl: fields.notify_url,
      amountFen: fields.amount.total,
      openid: fields.payer.openid,
      expireAt,
      content: canonicalize(json) ?? '',
    },
  };
}

/** @param now business time, epoch ms; a new order must leave the payer at least one minute */
export function isExpiryTooSoon(order: OrderRequest, now: number): boolean {
  return order.expireAt < now + expiryMinMs;
}
