/** The trade bill (交易账单) of a day, made from the merchant's orders as they stand. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  tradeBillColumns,
  type TradeBillColumn,
  tradeBillSummaryColumns,
} from '@yibao/shared/protocols/trade-bill';
import { fenToYuanText } from '@yibao/shared/rules/money';
import { toGbk } from '../lib/gbk';
import { type SandboxHost } from '../lib/host';
import { type StatementDamage } from '../lib/statement-damage';
import { dayMs, isoDate, wireTime } from '../lib/time';
import { type OrderBook } from './order';
import { type PayRefund, type RefundBook, refundState } from './refund';

/** What bills are made from. */
export interface Books {
  orders: OrderBook;
  refunds: RefundBook;
}

type Values = Partial<Record<TradeBillColumn, string>>;

interface BillRow {
  at: number;
  paymentFen: number;
  refundFen: number;
  values: Values;
}

const nothing: Values = {
  特约商户号: '0',
  交易类型: 'JSAPI',
  付款银行: 'OTHERS',
  货币种类: 'CNY',
  应结订单金额: '0.00',
  代金券金额: '0.00',
  微信退款单号: '0',
  商户退款单号: '0',
  退款金额: '0.00',
  充值券退款金额: '0.00',
  手续费: '0.00000',
  费率: '0.60%',
  订单金额: '0.00',
  申请退款金额: '0.00',
};

/** Everything that was paid on the day, by the time of the payment. */
function payments(host: SandboxHost, { orders }: Books, day: string): BillRow[] {
  return orders.list().flatMap((order): BillRow[] => {
    const { payment } = order;
    if (!payment || isoDate(payment.paidAt) !== day) return [];
    const yuan = fenToYuanText(order.amountFen);
    const values = {
      ...nothing,
      交易时间: wireTime(payment.paidAt),
      公众账号ID: order.appid,
      商户号: host.keys.wechatPay.mchid,
      微信订单号: payment.transactionId,
      商户订单号: order.outTradeNo,
      用户标识: order.openid,
      交易状态: 'SUCCESS',
      应结订单金额: yuan,
      商品名称: order.description,
      商户数据包: order.attach ?? '',
      订单金额: yuan,
    };
    return [{ at: payment.paidAt, paymentFen: order.amountFen, refundFen: 0, values }];
  });
}

const refundStates = {
  SUCCESS: 'SUCCESS',
  PROCESSING: 'PROCESSING',
  ABNORMAL: 'FAIL',
  CLOSED: 'FAIL',
} as const satisfies Record<ReturnType<typeof refundState>, string>;

/** Everything that was asked back on the day, as it stands now. */
function refundsOf(host: SandboxHost, { orders, refunds }: Books, day: string): BillRow[] {
  const toRow = (refund: PayRefund): BillRow => {
    const { createdAt, refundFen, outTradeNo } = refund;
    const order = orders.byOutTradeNo(outTradeNo);
    const yuan = fenToYuanText(refundFen);
    const values = {
      ...nothing,
      交易时间: wireTime(createdAt),
      公众账号ID: order?.appid ?? '',
      商户号: host.keys.wechatPay.mchid,
      微信订单号: refund.transactionId,
      商户订单号: outTradeNo,
      用户标识: order?.openid ?? '',
      交易状态: 'REFUND',
      微信退款单号: refund.refundId,
      商户退款单号: refund.outRefundNo,
      退款金额: yuan,
      退款类型: 'ORIGINAL',
      退款状态: refundStates[refundState(refund, host.clock.now())],
      商品名称: order?.description ?? '',
      申请退款金额: yuan,
    };
    return { at: createdAt, paymentFen: 0, refundFen, values };
  };
  return refunds
    .list()
    .filter(({ createdAt }) => isoDate(createdAt) === day)
    .map(toRow);
}

const sum = (rows: BillRow[], of: (row: BillRow) => number): string =>
  fenToYuanText(rows.reduce((fen, row) => fen + of(row), 0));

const lineOf = (values: Values): string =>
  tradeBillColumns.map((name) => `\`${values[name] ?? ''}`).join(',');

function summaryLine(rows: BillRow[]): string {
  const paid = sum(rows, ({ paymentFen }) => paymentFen);
  const refunded = sum(rows, ({ refundFen }) => refundFen);
  const values = [String(rows.length), paid, refunded, '0.00', '0.00000', paid, refunded];
  return values.map((value) => `\`${value}`).join(',');
}

/** A row of nobody's order. */
function stray(row: BillRow): BillRow {
  const number = `4200009${isoDate(row.at).replaceAll('-', '')}0000000000000`;
  const values = { ...row.values, 商户订单号: 'NOBODY-000001', 微信订单号: number };
  return { ...row, values };
}

function damaged(rows: BillRow[], damage: StatementDamage | null): BillRow[] {
  const [first] = rows;
  if (!first) return rows;
  switch (damage) {
    case 'duplicateLine':
      return [...rows, first];
    case 'unknownOrder':
      return [...rows, stray(first)];
    case 'otherMerchant':
      return [
        ...rows,
        { ...stray(first), values: { ...stray(first).values, 商户号: '1900000002' } },
      ];
    case 'otherDay':
      return [
        ...rows,
        {
          ...stray(first),
          values: { ...stray(first).values, 交易时间: wireTime(first.at - dayMs) },
        },
      ];
    default:
      return rows;
  }
}

/** More than any day has, and small while it is packed. */
const bombBytes = 120 * 1024 * 1024;

function textOf(rows: BillRow[], damage: StatementDamage | null): string {
  const lines = damaged(rows, damage).map(({ values }) => lineOf(values));
  const told = damage === 'wrongTotals' ? rows.slice(1) : damaged(rows, damage);
  const summary = [tradeBillSummaryColumns.join(','), summaryLine(told)];
  const all = [tradeBillColumns.join(','), ...lines, ...summary];
  const whole = `\ufeff${all.join('\r\n')}\r\n`;
  return damage === 'cut' ? whole.slice(0, Math.floor(whole.length / 2)) : whole;
}

export interface Bill {
  /** SHA1 of the file before it is packed. */
  sha1: string;
  packed: Buffer;
}

/** @returns the bill of a day, packed; null when nothing was paid or refunded that day */
export function makeBill(
  host: SandboxHost,
  books: Books,
  day: string,
  damage: StatementDamage | null,
): Bill | null {
  const all = [...payments(host, books, day), ...refundsOf(host, books, day)];
  const rows = all.sort((a, b) => a.at - b.at);
  if (rows.length === 0) return null;
  const text = textOf(rows, damage);
  const file =
    damage === 'bomb'
      ? Buffer.concat([Buffer.from(text), Buffer.alloc(bombBytes, 0x20)])
      : damage === 'gbk'
        ? toGbk(text.slice(1))
        : Buffer.from(text);
  const whole = gzipSync(file);
  const packed = damage === 'cutPacked' ? whole.subarray(0, whole.length >> 1) : whole;
  const hashed = damage === 'wrongHash' ? Buffer.concat([file, Buffer.from(' ')]) : file;
  return { sha1: createHash('sha1').update(hashed).digest('hex'), packed };
}
