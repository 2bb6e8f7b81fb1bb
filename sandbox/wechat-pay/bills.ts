/** GET tradebill answers where a bill lies, signed; the download is not signed, as with WeChat Pay. */
import crypto from 'node:crypto';
import { type Context, type Hono } from 'hono';
import { addMonths } from '@yibao/shared/rules/dates';
import { exchange } from '../lib/exchange';
import { type ExchangeAnswer, type SandboxHost } from '../lib/host';
import { openStatementDamages } from '../lib/statement-damage';
import { dayMs, hourMs, isoDate, parseMoment } from '../lib/time';
import { type Bill, type Books, makeBill } from './bill';
import { answerProblem, type Problem } from './problem';

/** A day's bill is made from nine the next morning on. */
const readyAfterMs = dayMs + 9 * hourMs;
/** A download address is good for five minutes of real time. */
const addressValidMs = 5 * 60_000;
const monthsKept = 3;

const creating: Problem = { code: 'STATEMENT_CREATING', message: '账单生成中' };
const missing: Problem = { code: 'NO_STATEMENT_EXIST', message: '账单文件不存在' };
const outOfRange: Problem = { code: 'INVALID_REQUEST', message: '只能下载三个月内的账单' };

const refuse = (c: Context, problem: Problem): ExchangeAnswer => ({
  response: answerProblem(c, problem),
  outcome: problem.code,
});

/** Adds GET /v3/bill/tradebill and GET /v3/billdownload/file. */
export function addBills(app: Hono, host: SandboxHost, books: Books): void {
  const made = new Map<string, { bill: Bill; until: number }>();
  const damages = openStatementDamages(host);

  const keep = (bill: Bill): string => {
    const wallNow = host.clock.wallNow();
    for (const [token, { until }] of made) if (until < wallNow) made.delete(token);
    const token = crypto.randomBytes(24).toString('base64url');
    made.set(token, { bill, until: wallNow + addressValidMs });
    return token;
  };

  const address = (c: Context): ExchangeAnswer => {
    const day = c.req.query('bill_date') ?? '';
    const from = /^\d{4}-\d{2}-\d{2}$/.test(day) ? parseMoment(day) : null;
    const known = c.req.query('bill_type') === 'ALL' && c.req.query('tar_type') === 'GZIP';
    if (from === null || !known) {
      return refuse(c, {
        code: 'PARAM_ERROR',
        message: '参数错误：bill_date、bill_type 或 tar_type',
      });
    }
    const now = host.clock.now();
    if (day < addMonths(isoDate(now), -monthsKept)) return refuse(c, outOfRange);
    const damage = damages.of('wechatPay');
    if (now < from + readyAfterMs || damage === 'notReady') return refuse(c, creating);
    const bill = makeBill(host, books, day, damage);
    if (!bill) return refuse(c, missing);
    const origin = damage === 'foreignHost' ? 'https://bills.sandbox.invalid' : host.publicUrl();
    const download = `${origin}/sandbox/wechat-pay/v3/billdownload/file?token=${keep(bill)}`;
    const answer = { hash_type: 'SHA1', hash_value: bill.sha1, download_url: download };
    return { response: c.json(answer), outcome: 'ok' };
  };

  const file = (c: Context): ExchangeAnswer => {
    const found = made.get(c.req.query('token') ?? '');
    if (!found || found.until < host.clock.wallNow()) {
      return refuse(c, { code: 'INVALID_REQUEST', message: '下载地址已失效，请重新申请' });
    }
    const headers = { 'content-type': 'application/x-gzip' };
    return { response: c.body(new Uint8Array(found.bill.packed), 200, headers), outcome: 'ok' };
  };

  app.get('/v3/bill/tradebill', (c) =>
    exchange(host, c, 'wechat-pay', 'tradebill', () => Promise.resolve(address(c))),
  );
  app.get('/v3/billdownload/file', (c) =>
    exchange(host, c, 'wechat-pay', 'billdownload', () => Promise.resolve(file(c))),
  );
}
