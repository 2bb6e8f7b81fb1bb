import { createHash } from 'node:crypto';
import { tradeBillColumns, tradeBillSummaryColumns } from '@yibao/shared/protocols/trade-bill';
import { toGbk } from '@yibao/sandbox/lib/gbk';
import { StatementError } from './statement';
import { TradeBillReader } from './trade-bill';

const day = '2025-11-20';
const mchid = '1900000001';

type Values = Partial<Record<(typeof tradeBillColumns)[number], string>>;

const payment = (changes: Values = {}): Values => ({
  交易时间: `${day} 10:00:00`,
  公众账号ID: 'wx0000000000000000',
  商户号: mchid,
  特约商户号: '0',
  微信订单号: '4200000000202511200000000001',
  商户订单号: 'YB251120000000000001',
  用户标识: 'o-somebody',
  交易类型: 'JSAPI',
  交易状态: 'SUCCESS',
  付款银行: 'OTHERS',
  货币种类: 'CNY',
  应结订单金额: '400.00',
  退款金额: '0.00',
  商品名称: '城乡居民基本医疗保险费,两人',
  手续费: '0.00000',
  订单金额: '400.00',
  ...changes,
});
const refund = (changes: Values = {}): Values =>
  payment({
    交易状态: 'REFUND',
    应结订单金额: '0.00',
    微信退款单号: '50000000000202511200000000001',
    商户退款单号: 'TF251120000000000001',
    退款金额: '400.00',
    退款状态: 'SUCCESS',
    ...changes,
  });

const lineOf = (values: Values): string =>
  tradeBillColumns.map((name) => `\`${values[name] ?? ''}`).join(',');

function bill(rows: Values[], summary: string[], { bom = '\ufeff', end = '\r\n' } = {}): Buffer {
  const lines = [
    tradeBillColumns.join(','),
    ...rows.map(lineOf),
    tradeBillSummaryColumns.join(','),
    summary.map((value) => `\`${value}`).join(','),
    '',
  ];
  return Buffer.from(bom + lines.join(end));
}
const oneOfEach = ['2', '400.00', '400.00', '0.00', '0.00000', '400.00', '400.00'];

/** In pieces of seven bytes, which cut characters and lines in the middle. */
function read(file: Buffer) {
  const reader = new TradeBillReader(day, mchid);
  for (let from = 0; from < file.length; from += 7) reader.push(file.subarray(from, from + 7));
  return reader.end();
}
function refusal(file: Buffer) {
  try {
    read(file);
  } catch (error) {
    if (error instanceof StatementError) return [error.reason, error.line ?? null];
    throw error;
  }
  return null;
}

test.each([
  ['with a byte order mark and CRLF', {}],
  ['plain', { bom: '', end: '\n' }],
])('a bill is read to numbers, amounts and states, %s', (_name, how) => {
  const rows = read(bill([payment(), refund()], oneOfEach, how));
  const at = Date.parse('2025-11-20T10:00:00+08:00');
  expect(rows).toEqual([
    {
      kind: 'payment',
      reference: 'YB251120000000000001',
      number: '4200000000202511200000000001',
      amountFen: 40_000,
      at,
      state: 'done',
    },
    {
      kind: 'refund',
      reference: 'TF251120000000000001',
      number: '50000000000202511200000000001',
      amountFen: 40_000,
      at,
      state: 'done',
    },
  ]);
});

test('nothing of the payer stays: no openid, no bank, no goods', () => {
  expect(JSON.stringify(read(bill([payment(), refund()], oneOfEach)))).not.toMatch(
    /somebody|OTHERS|保险/,
  );
});

test.each([
  ['PROCESSING', 'pending'],
  ['FAIL', 'failed'],
])('a refund that is %s', (told, state) => {
  const [, row] = read(bill([payment(), refund({ 退款状态: told })], oneOfEach));
  expect(row).toMatchObject({ state });
});

const upTo = (file: Buffer, text: string): Buffer => file.subarray(0, file.indexOf(text));
const one = ['1', '400.00', '0.00', '0.00', '0.00000', '400.00', '0.00'];
const two = ['2', '800.00', '0.00', '0.00', '0.00000', '800.00', '0.00'];

test.each([
  ['told as two', two],
  ['told as one', one],
])('a line that stands twice is handed on, whatever the totals make of it: %s', (_name, totals) => {
  expect(read(bill([payment(), payment()], totals))).toHaveLength(2);
});

test.each<[string, Buffer, string, number | null]>([
  ['nothing at all', Buffer.from(''), 'cut', null],
  ['another header', Buffer.from('交易时间,商户号\n'), 'malformed', 1],
  ['no summary', upTo(bill([payment()], one), '总交易单数'), 'cut', null],
  ['a line cut through', upTo(bill([payment(), payment()], two), '`OTHERS'), 'cut', null],
  ['half a summary', bill([payment()], one.slice(0, 3)), 'cut', 4],
  [
    'one payment more than told',
    bill([payment(), payment({ 微信订单号: '42', 商户订单号: 'YB2' })], one),
    'totalsDiffer',
    null,
  ],
  [
    'an amount that does not add up',
    bill([payment({ 应结订单金额: '399.00' })], one),
    'totalsDiffer',
    null,
  ],
  ['an amount without decimals', bill([payment({ 应结订单金额: '400' })], one), 'malformed', 2],
  ['a negative amount', bill([payment({ 应结订单金额: '-1.00' })], one), 'malformed', 2],
  ['another merchant', bill([payment({ 商户号: '1900000002' })], one), 'otherMerchant', 2],
  ['another day', bill([payment({ 交易时间: '2025-11-19 23:59:59' })], one), 'otherDay', 2],
  ['a time that is none', bill([payment({ 交易时间: '昨天' })], one), 'malformed', 2],
  ['another currency', bill([payment({ 货币种类: 'USD' })], one), 'malformed', 2],
  ['an unknown state', bill([payment({ 交易状态: 'MAYBE' })], one), 'malformed', 2],
  ['no order number', bill([payment({ 商户订单号: '' })], one), 'malformed', 2],
  [
    'a column too few',
    Buffer.from(bill([payment()], one).toString().replace(',`JSAPI', '')),
    'malformed',
    2,
  ],
  [
    'something after the end',
    Buffer.concat([bill([payment()], one), Buffer.from('`1,`2\n')]),
    'malformed',
    5,
  ],
  ['GBK', toGbk(bill([payment()], one, { bom: '' }).toString()), 'gbk', null],
  [
    'bytes that are no text',
    Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), bill([payment()], one)]),
    'encoding',
    null,
  ],
])('refused: %s', (_name, file, reason, line) => {
  expect(refusal(file)).toEqual([reason, line]);
});

test('a line without end is not kept', () => {
  const reader = new TradeBillReader(day, mchid);
  const chunk = Buffer.alloc(16 * 1024, 0x20);
  expect(() => {
    for (let n = 0; n < 10; n++) reader.push(chunk);
  }).toThrow(new StatementError('malformed', 1));
});

test('100,000 rows are read without keeping the file', () => {
  const count = 100_000;
  const reader = new TradeBillReader(day, mchid);
  const digest = createHash('sha1');
  const push = (text: string): void => {
    const chunk = Buffer.from(text);
    digest.update(chunk);
    reader.push(chunk);
  };
  push(`${tradeBillColumns.join(',')}\n`);
  for (let n = 0; n < count; n++) {
    push(`${lineOf(payment({ 微信订单号: `42${n}`, 商户订单号: `YB${n}` }))}\n`);
  }
  const sum = `${count * 400}.00`;
  push(
    `${tradeBillSummaryColumns.join(',')}\n\`${count},\`${sum},\`0.00,\`0.00,\`0.00,\`${sum},\`0.00\n`,
  );
  expect(reader.end()).toHaveLength(count);
});
