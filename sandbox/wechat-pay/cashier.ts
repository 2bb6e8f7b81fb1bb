/**
 * The cashier: what a phone shows after wx.requestPayment. The page is for the browser,
 * /cashier/decide is its twin for the mini-program runner.
 */
import { type Context, type Hono } from 'hono';
import { html } from 'hono/html';
import * as z from 'zod';
import { type SandboxHost } from '../lib/host';
import { spokenTime } from '../lib/time';
import { type Markup, showPage, showProblem } from '../wechat/page';
import { isOwnUrl, withPageQuery } from '../wechat/return-url';
import { createNotification, type Notifier } from './notification';
import {
  isPrepayValid,
  newTransactionId,
  type OrderBook,
  type PayOrder,
  tradeState,
} from './order';
import { parseJson } from './order-request';
import { isSignedBy } from './signature';

const merchantName = '医保随身办（沙盒商户）';

/** What each decision tells the page that asked (H5) and wx.requestPayment (mini-program). */
const decisions = {
  pay: { pay: 'ok', errMsg: 'requestPayment:ok' },
  decline: { pay: 'fail', errMsg: 'requestPayment:fail 支付未成功' },
  'walk-away': { pay: 'cancel', errMsg: 'requestPayment:fail cancel' },
} as const;
const decision = z.enum(['pay', 'decline', 'walk-away']);
type Decision = z.infer<typeof decision>;

/** The parameters of wx.requestPayment, with the appId that a phone knows by itself. */
const requestParameters = z.object({
  appId: z.string().max(32),
  timeStamp: z.string().regex(/^\d{10}$/),
  nonceStr: z.string().min(1).max(32),
  package: z.string().startsWith('prepay_id=').max(128),
  signType: z.literal('RSA'),
  paySign: z.string().max(1024),
});

const refusals = {
  tampered: '支付信息核对不上，没有扣款。请回到医保随身办，重新点「去支付」。',
  unknown: '没有找到这笔订单，没有扣款。请回到医保随身办，重新点「去支付」。',
  expired: '这次支付停留太久，已经失效，没有扣款。请回到医保随身办，重新点「去支付」。',
  closed: '这笔订单已经关闭或超过了支付时间，没有扣款。请回到医保随身办重新下单。',
} as const;
type Refusal = keyof typeof refusals;

interface Cashier {
  /** The order these parameters open, or why they open none. A paid order stays open to look at. */
  open(parameters: unknown): { order: PayOrder } | { refusal: Refusal };
  /** Pays, or leaves the order as it is. Paying a paid order changes nothing. */
  decide(order: PayOrder, decision: Decision): void;
}

function createCashier(host: SandboxHost, book: OrderBook, notifier: Notifier): Cashier {
  const pay = (order: PayOrder): void => {
    if (order.payment) return;
    const now = host.clock.now();
    const payment = { transactionId: newTransactionId(now), paidAt: now };
    const paid = { ...order, payment };
    const announced = { ...paid, notification: createNotification(host, paid) };
    book.save(announced);
    notifier.arm(announced);
  };

  return {
    open: (parameters) => {
      const parsed = requestParameters.safeParse(parameters);
      if (!parsed.success) return { refusal: 'tampered' };
      const { appId, timeStamp, nonceStr, package: prepay, paySign } = parsed.data;
      const message = `${appId}\n${timeStamp}\n${nonceStr}\n${prepay}\n`;
      const { publicKeyPem } = host.keys.wechatPay.merchant;
      if (!isSignedBy(publicKeyPem, message, paySign)) return { refusal: 'tampered' };
      const order = book.byPrepayId(prepay.slice('prepay_id='.length));
      if (!order) return { refusal: 'unknown' };
      if (order.appid !== appId) return { refusal: 'tampered' };
      const now = host.clock.now();
      if (tradeState(order, now) === 'CLOSED') return { refusal: 'closed' };
      if (!order.payment && !isPrepayValid(order, now)) return { refusal: 'expired' };
      return { order };
    },
    decide: (order, choice) => {
      if (choice === 'pay') pay(order);
    },
  };
}

/** @param fen integer fen; returns e.g. 「400 元」 or 「400.50 元」 */
function spokenYuan(fen: number): string {
  return `${fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2)} 元`;
}

function orderCard(order: PayOrder): Markup {
  return html`<div class="card">
    <p class="centre quiet">付给</p>
    <p class="centre">${merchantName}</p>
    <p class="amount">${spokenYuan(order.amountFen)}</p>
    <dl>
      <dt>用途</dt>
      <dd>${order.description}</dd>
      <dt>订单号</dt>
      <dd>${order.outTradeNo}</dd>
      <dt>${order.payment ? '支付时间' : '请在此之前支付'}</dt>
      <dd>${spokenTime(order.payment ? order.payment.paidAt : order.expireAt)}</dd>
    </dl>
  </div>`;
}

/** No action: the form goes back to its own address, signed parameters and all. */
const choices = html`<form method="post">
  <button class="main" name="decision" value="pay">支付</button>
  <button name="decision" value="decline">拒绝支付</button>
  <button name="decision" value="walk-away">离开（不支付）</button>
</form>`;

function showCashier(c: Context, order: PayOrder, returnUrl: string) {
  if (!order.payment) {
    return showPage(c, { title: '确认支付', body: html`${orderCard(order)} ${choices}` });
  }
  const back = withPageQuery(returnUrl, { pay: 'ok' });
  const body = html`<div class="card">这笔订单已经付过了，不会重复扣款。</div>
    ${orderCard(order)} <a class="button main" href="${back}">返回医保随身办</a>`;
  return showPage(c, { title: '已经支付', body });
}

/** Adds GET and POST /cashier (page) and POST /cashier/decide (JSON). */
export function addCashier(
  app: Hono,
  host: SandboxHost,
  book: OrderBook,
  notifier: Notifier,
): void {
  const cashier = createCashier(host, book, notifier);
  const title = '不能支付';

  /** Both page routes: a safe way back and a good order, or a page that says what is wrong. */
  const withOrder = (
    c: Context,
    serve: (order: PayOrder, returnUrl: string) => Response | Promise<Response>,
  ): Response | Promise<Response> => {
    const returnUrl = c.req.query('return_url') ?? '';
    if (!isOwnUrl(host, returnUrl)) {
      return showProblem(c, title, '返回地址不属于医保随身办，已经停止。没有扣款。', null);
    }
    const opened = cashier.open(c.req.query());
    if ('order' in opened) return serve(opened.order, returnUrl);
    return showProblem(
      c,
      title,
      refusals[opened.refusal],
      withPageQuery(returnUrl, { pay: 'fail' }),
    );
  };

  app.get('/cashier', (c) => withOrder(c, (order, returnUrl) => showCashier(c, order, returnUrl)));

  app.post('/cashier', async (c) => {
    const choice = decision.safeParse((await c.req.parseBody()).decision);
    return withOrder(c, (order, returnUrl) => {
      if (!choice.success) return showCashier(c, order, returnUrl);
      cashier.decide(order, choice.data);
      return c.redirect(withPageQuery(returnUrl, { pay: decisions[choice.data].pay }), 303);
    });
  });

  app.post('/cashier/decide', async (c) => {
    const body = parseJson(await c.req.text());
    const choice = z.object({ decision }).safeParse(body);
    if (!choice.success) return c.json({ errMsg: 'requestPayment:fail 没有选择' }, 400);
    const opened = cashier.open(body);
    if ('refusal' in opened) {
      return c.json({ errMsg: `requestPayment:fail ${refusals[opened.refusal]}` });
    }
    cashier.decide(opened.order, choice.data.decision);
    return c.json({ errMsg: decisions[choice.data.decision].errMsg });
  });
}
