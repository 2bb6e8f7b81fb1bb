/** Refunds over APIv3: ask for one, query one. Signatures are checked before anything here runs. */
import canonicalize from 'canonicalize';
import { type Context, type Hono } from 'hono';
import * as z from 'zod';
import { exchange } from '../lib/exchange';
import { type ExchangeAnswer, type SandboxHost } from '../lib/host';
import { dayMs, minuteMs } from '../lib/time';
import { type Notifier } from './notification';
import { type OrderBook, type PayOrder } from './order';
import { badField, isNotifyUrl, parseJson } from './order-request';
import { answerProblem, type Problem } from './problem';
import {
  describeRefund,
  isRefundRefusal,
  type PayRefund,
  type RefundBook,
  type RefundRefusal,
  refundState,
} from './refund';

/** An order can be given back in at most so many parts, within a year, a minute apart. */
const partsMax = 50;
const refundableMs = 365 * dayMs;
const apartMs = minuteMs;

const refundBody = z.object({
  out_trade_no: z.string().min(6).max(32),
  out_refund_no: z.string().regex(/^[0-9A-Za-z_\-|*@]{1,64}$/, '须为 1 至 64 位数字、字母或 _-|*@'),
  reason: z
    .string()
    .refine((value) => Array.from(value).length <= 80, '长度不能超过 80 个字符')
    .default(''),
  notify_url: z.string().max(255).refine(isNotifyUrl, '须为 https 地址且不能带参数'),
  amount: z.object({
    refund: z.int('须为整数，单位为分').min(1, '不能小于 1 分'),
    total: z.int('须为整数，单位为分').min(1, '不能小于 1 分'),
    currency: z.literal('CNY', '只支持 CNY'),
  }),
});

interface Books {
  orders: OrderBook;
  refunds: RefundBook;
  notifier: Pick<Notifier<PayRefund>, 'arm'>;
}

const refusalWords = {
  NOT_ENOUGH: '商户账户余额不足',
  USER_ACCOUNT_ABNORMAL: '用户账户注销或异常',
  MCH_NOT_EXISTS: '商户号不存在',
} as const satisfies Record<RefundRefusal, string>;

const invalid = (message: string): Problem => ({ code: 'INVALID_REQUEST', message });

/** Why a new refund of an order is not taken, or null. */
function refusal(
  order: PayOrder,
  earlier: PayRefund[],
  amount: { refund: number; total: number },
  now: number,
): Problem | null {
  if (!order.payment) return invalid('订单未支付，不能退款');
  if (amount.total !== order.amountFen) return invalid('订单金额不一致');
  if (now - order.payment.paidAt > refundableMs) return invalid('订单已经超过可退款的最大期限');
  if (earlier.length >= partsMax) return invalid('部分退款次数超限');
  const given = earlier
    .filter((each) => refundState(each, now) !== 'CLOSED')
    .reduce((sum, { refundFen }) => sum + refundFen, 0);
  if (given + amount.refund > order.amountFen) return invalid('累计退款金额大于支付金额');
  const latest = Math.max(0, ...earlier.map(({ createdAt }) => createdAt));
  if (now - latest < apartMs) {
    return { code: 'FREQUENCY_LIMITED', message: '同一笔订单的退款间隔须大于 1 分钟' };
  }
  return null;
}

function take(host: SandboxHost, books: Books, raw: string): PayRefund | Problem {
  const json = parseJson(raw);
  const parsed = refundBody.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') ?? '';
    return badField(field === '' ? 'body' : field, issue?.message ?? '');
  }
  const { orders, refunds, notifier } = books;
  const { out_trade_no: outTradeNo, out_refund_no: outRefundNo, amount } = parsed.data;
  const order = orders.byOutTradeNo(outTradeNo);
  if (!order) return { code: 'RESOURCE_NOT_EXISTS', message: '订单不存在' };
  const now = host.clock.now();
  const content = canonicalize(json) ?? '';
  const known = refunds.get(outRefundNo);
  if (known && known.content !== content) return invalid('商户退款单号重复，且内容与原退款不一致');
  // one that failed may be asked for again with its own number
  if (known && ['PROCESSING', 'SUCCESS'].includes(refundState(known, now))) return known;
  const problem = known ? null : refusal(order, refunds.of(outTradeNo), amount, now);
  if (problem) return problem;
  const { next } = refunds.current;
  if (isRefundRefusal(next)) {
    refunds.takeNext();
    return { code: next, message: refusalWords[next] };
  }
  const begun = refunds.begin({
    outRefundNo,
    outTradeNo,
    transactionId: order.payment?.transactionId ?? '',
    reason: parsed.data.reason,
    notifyUrl: parsed.data.notify_url,
    refundFen: amount.refund,
    totalFen: amount.total,
    content,
  });
  if (order.hasRefund !== true) orders.save({ ...order, hasRefund: true });
  notifier.arm(begun);
  return begun;
}

/** Adds POST and GET under /v3/refund/domestic/refunds. */
export function addRefunds(app: Hono, host: SandboxHost, books: Books): void {
  const base = '/v3/refund/domestic/refunds';
  const answer = (c: Context, outcome: PayRefund | Problem): ExchangeAnswer =>
    'code' in outcome
      ? { response: answerProblem(c, outcome), outcome: outcome.code }
      : { response: c.json(describeRefund(host, outcome)), outcome: 'ok' };

  app.post(base, (c) =>
    exchange(host, c, 'wechat-pay', 'refund', async () =>
      answer(c, take(host, books, await c.req.text())),
    ),
  );
  app.get(`${base}/:no`, (c) =>
    exchange(host, c, 'wechat-pay', 'refundQuery', () => {
      const found = books.refunds.get(c.req.param('no'));
      const missing: Problem = { code: 'RESOURCE_NOT_EXISTS', message: '退款单不存在' };
      return Promise.resolve(answer(c, found ?? missing));
    }),
  );
}
