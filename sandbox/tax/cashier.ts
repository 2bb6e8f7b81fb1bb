/**
 * The bureau's cashier: where a person comes with a signed reference. The page is for the browser
 * (and stands in for the bureau's mini-program), /tax/cashier/decide is its twin for tests.
 */
import { type TaxReference, taxReference } from '@yibao/shared/protocols/tax-bureau';
import { verifyEnvelope } from '@yibao/shared/protocols/signed-envelope';
import { maskName } from '@yibao/shared/rules/masking';
import { type Context, type Hono } from 'hono';
import { html } from 'hono/html';
import * as z from 'zod';
import { type SandboxHost } from '../lib/host';
import { isSigned, parseJson } from '../lib/json';
import { spokenTime, wireTime } from '../lib/time';
import { type Markup, showPage, showProblem } from '../wechat/page';
import { isOwnUrl } from '../wechat/return-url';
import { type HandOver, statusOf, type TaxBook } from './book';

const decision = z.enum(['pay', 'cancel', 'pay-other', 'leave']);
type Decision = z.infer<typeof decision>;

/** How much less the tester's button pays, fen. */
const otherAmountLessFen = 1_00;

const refusals = {
  tampered: '缴费信息核对不上，没有扣款。请回到医保随身办，重新点「去税务付款」。',
  unknown: '没有找到这笔缴费，没有扣款。请回到医保随身办，重新点「去税务付款」。',
  expired: '这笔缴费已经过了付款时间，没有扣款。请回到医保随身办重新下单。',
  closed: '这笔缴费已经取消，没有扣款。请回到医保随身办重新下单。',
} as const;
type Refusal = keyof typeof refusals;

function readReference(host: SandboxHost, text: string): TaxReference | null {
  const raw = parseJson(Buffer.from(text, 'base64url').toString('utf8'));
  const { appId, client } = host.keys.tax;
  if (!isSigned(raw) || !verifyEnvelope(raw, client.publicKey)) return null;
  const parsed = taxReference.safeParse(raw);
  return parsed.success && parsed.data.appId === appId ? parsed.data : null;
}

/** The hand-over a reference opens, or why it opens none. A paid one stays open to look at. */
function open(
  host: SandboxHost,
  book: TaxBook,
  text: string,
): { handOver: HandOver } | { refusal: Refusal } {
  const reference = readReference(host, text);
  if (!reference) return { refusal: 'tampered' };
  const handOver = book.get(reference.orderNo);
  if (!handOver || handOver.handOverNo !== reference.handOverNo) return { refusal: 'unknown' };
  if (handOver.totalFen !== reference.totalFen) return { refusal: 'tampered' };
  const now = host.clock.now();
  const status = statusOf(handOver, now);
  if (status === 'cancelled' || status === 'closed') return { refusal: 'closed' };
  const isLate = status === 'expired' || reference.expiresAt <= wireTime(now);
  return status !== 'paid' && isLate ? { refusal: 'expired' } : { handOver };
}

function decide(book: TaxBook, handOver: HandOver, choice: Decision): void {
  if (choice === 'pay') book.pay(handOver);
  if (choice === 'cancel') book.cancel(handOver);
  if (choice === 'pay-other') {
    book.pay(handOver, { paidFen: handOver.totalFen - otherAmountLessFen });
  }
}

const yuan = (fen: number): string =>
  `${fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2)} 元`;

function card(handOver: HandOver): Markup {
  return html`<div class="card">
    <p class="centre quiet">税务社保缴费（沙盒）</p>
    <p class="amount">${yuan(handOver.totalFen)}</p>
    <dl>
      ${handOver.lines.map(
        ({ name, year, amountFen }) =>
          html`<dt>${maskName(name)} · ${String(year)} 年度城乡居民医保</dt>
            <dd>${yuan(amountFen)}</dd>`,
      )}
      <dt>缴费编号</dt>
      <dd>${handOver.handOverNo}</dd>
      <dt>${handOver.payment ? '缴费时间' : '请在此之前缴费'}</dt>
      <dd>${spokenTime(handOver.payment ? handOver.payment.paidAt : handOver.expiresAt)}</dd>
    </dl>
  </div>`;
}

const choices = html`<form method="post">
  <button class="main" name="decision" value="pay">确认缴费</button>
  <button name="decision" value="cancel">取消这笔缴费</button>
  <button name="decision" value="leave">什么也不做，返回</button>
  <button name="decision" value="pay-other">少付 1 元（测试：金额对不上）</button>
</form>`;

function showCashier(c: Context, handOver: HandOver, returnUrl: string) {
  if (!handOver.payment) {
    return showPage(c, { title: '税务缴费', body: html`${card(handOver)} ${choices}` });
  }
  const body = html`<div class="card">这笔已经缴过了，不会重复扣款。</div>
    ${card(handOver)} <a class="button main" href="${returnUrl}">返回医保随身办</a>`;
  return showPage(c, { title: '已经缴费', body });
}

/** Adds GET and POST /tax/cashier (page) and POST /tax/cashier/decide (JSON). */
export function addTaxCashier(app: Hono, host: SandboxHost, book: TaxBook): void {
  const withHandOver = (
    c: Context,
    serve: (handOver: HandOver, returnUrl: string) => Response | Promise<Response>,
  ): Response | Promise<Response> => {
    const title = '不能缴费';
    const returnUrl = c.req.query('return_url') ?? '';
    if (!isOwnUrl(host, returnUrl)) {
      return showProblem(c, title, '返回地址不属于医保随身办，已经停止。没有扣款。', null);
    }
    const opened = open(host, book, c.req.query('reference') ?? '');
    if ('handOver' in opened) return serve(opened.handOver, returnUrl);
    return showProblem(c, title, refusals[opened.refusal], returnUrl);
  };

  app.get('/tax/cashier', (c) =>
    withHandOver(c, (handOver, returnUrl) => showCashier(c, handOver, returnUrl)),
  );
  app.post('/tax/cashier', async (c) => {
    const choice = decision.safeParse((await c.req.parseBody()).decision);
    return withHandOver(c, (handOver, returnUrl) => {
      if (!choice.success) return showCashier(c, handOver, returnUrl);
      decide(book, handOver, choice.data);
      return c.redirect(returnUrl, 303);
    });
  });
  app.post('/tax/cashier/decide', async (c) => {
    const body = z
      .object({ reference: z.string().max(4000), decision })
      .safeParse(parseJson(await c.req.text()));
    if (!body.success) return c.json({ refusal: 'tampered' }, 400);
    const opened = open(host, book, body.data.reference);
    if ('refusal' in opened) return c.json({ refusal: opened.refusal }, 409);
    decide(book, opened.handOver, body.data.decision);
    return c.json({
      status: statusOf(book.get(opened.handOver.orderNo) ?? opened.handOver, host.clock.now()),
    });
  });
}
