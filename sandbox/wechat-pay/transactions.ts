/** Orders over APIv3: place, query, close. Signatures are checked before anything here runs. */
import { type Context, type Hono } from 'hono';
import { exchange } from '../lib/exchange';
import { type ExchangeAnswer, type SandboxHost } from '../lib/host';
import {
  isPrepayValid,
  newPrepayId,
  type OrderBook,
  type PayOrder,
  tradeState,
  type TradeState,
} from './order';
import {
  badField,
  isExpiryTooSoon,
  type OrderRequest,
  parseJson,
  parseOrderRequest,
} from './order-request';
import { answerProblem, type Problem } from './problem';
import { describeTrade } from './trade';

const alreadyPaid: Problem = { code: 'ORDERPAID', message: '该订单已支付' };
const alreadyClosed: Problem = { code: 'ORDER_CLOSED', message: '该订单已关闭' };
const notFound: Problem = { code: 'ORDER_NOT_EXIST', message: '订单不存在' };
/** Why an order in this state takes neither a new prepay_id nor a close. */
const settled = {
  NOTPAY: null,
  SUCCESS: alreadyPaid,
  REFUND: alreadyPaid,
  CLOSED: alreadyClosed,
} satisfies Record<TradeState, Problem | null>;

const refuse = (c: Context, problem: Problem): ExchangeAnswer => ({
  response: answerProblem(c, problem),
  outcome: problem.code,
});
const accept = (response: Response): ExchangeAnswer => ({ response, outcome: 'ok' });

function placeNew(book: OrderBook, request: OrderRequest, now: number): PayOrder {
  const order: PayOrder = {
    ...request,
    prepayId: newPrepayId(now),
    prepayIssuedAt: now,
    createdAt: now,
    closedAt: null,
    payment: null,
    notification: null,
  };
  book.save(order);
  return order;
}

function placeAgain(
  book: OrderBook,
  known: PayOrder,
  request: OrderRequest,
  now: number,
): PayOrder | Problem {
  const problem = settled[tradeState(known, now)];
  if (problem) return problem;
  if (known.content !== request.content) {
    return { code: 'INVALID_REQUEST', message: '商户订单号重复，且内容与原订单不一致' };
  }
  if (isPrepayValid(known, now)) return known;
  const renewed = { ...known, prepayId: newPrepayId(now), prepayIssuedAt: now };
  book.save(renewed);
  return renewed;
}

async function place(host: SandboxHost, book: OrderBook, c: Context): Promise<ExchangeAnswer> {
  const parsed = parseOrderRequest(host, await c.req.text());
  if ('problem' in parsed) return refuse(c, parsed.problem);
  const { order: request } = parsed;
  const now = host.clock.now();
  const known = book.byOutTradeNo(request.outTradeNo);
  if (!known && isExpiryTooSoon(request, now)) {
    return refuse(c, badField('time_expire', '距下单时间须大于 1 分钟'));
  }
  const placed = known ? placeAgain(book, known, request, now) : placeNew(book, request, now);
  if ('code' in placed) return refuse(c, placed);
  return accept(c.json({ prepay_id: placed.prepayId }));
}

function query(host: SandboxHost, order: PayOrder | undefined, c: Context): ExchangeAnswer {
  if (c.req.query('mchid') !== host.keys.wechatPay.mchid) {
    const issue = '缺失，或与签名的商户号不一致';
    return refuse(c, {
      code: 'PARAM_ERROR',
      message: `参数错误：mchid ${issue}`,
      detail: { location: 'query', field: 'mchid', issue },
    });
  }
  return order ? accept(c.json(describeTrade(host, order))) : refuse(c, notFound);
}

async function close(
  host: SandboxHost,
  book: OrderBook,
  outTradeNo: string,
  c: Context,
): Promise<ExchangeAnswer> {
  const body = parseJson(await c.req.text());
  const mchid = typeof body === 'object' && body && 'mchid' in body ? body.mchid : undefined;
  if (mchid !== host.keys.wechatPay.mchid) {
    return refuse(c, badField('mchid', '缺失，或与签名的商户号不一致'));
  }
  const order = book.byOutTradeNo(outTradeNo);
  if (!order) return refuse(c, notFound);
  const now = host.clock.now();
  const problem = settled[tradeState(order, now)];
  if (problem) return refuse(c, problem);
  book.save({ ...order, closedAt: now });
  return accept(c.body(null, 204));
}

/** Adds POST jsapi, GET by either number, POST close under /v3/pay/transactions. */
export function addTransactions(app: Hono, host: SandboxHost, book: OrderBook): void {
  const base = '/v3/pay/transactions';
  const serve = (
    c: Context,
    operation: string,
    answer: () => ExchangeAnswer | Promise<ExchangeAnswer>,
  ) => exchange(host, c, 'wechat-pay', operation, async () => answer());

  app.post(`${base}/jsapi`, (c) => serve(c, 'order', () => place(host, book, c)));
  app.get(`${base}/out-trade-no/:no`, (c) =>
    serve(c, 'query', () => query(host, book.byOutTradeNo(c.req.param('no')), c)),
  );
  app.get(`${base}/id/:id`, (c) =>
    serve(c, 'query', () => query(host, book.byTransactionId(c.req.param('id')), c)),
  );
  app.post(`${base}/out-trade-no/:no/close`, (c) =>
    serve(c, 'close', () => close(host, book, c.req.param('no'), c)),
  );
}
