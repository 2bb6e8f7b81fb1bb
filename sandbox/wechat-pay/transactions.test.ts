import { hourMs, minuteMs } from '../lib/time';
import { openShop, outTradeNo, refusalOf, serve, type Served, type Shop } from './test-support';
import { jsonPost, textLike } from '../wechat/test-support';

let shop: Shop;
let served: Served;
beforeEach(async () => {
  shop = openShop(() => 200);
  served = await serve(shop);
});
afterEach(async () => {
  await served.close();
  shop.host.close();
});

const place = (changes: Record<string, unknown> = {}) =>
  served.client.chain('v3/pay/transactions/jsapi').post(shop.order(changes));
const prepay = async (changes: Record<string, unknown> = {}): Promise<string> =>
  String((await place(changes)).data.prepay_id);
const query = (no = outTradeNo) =>
  served.client
    .chain(`v3/pay/transactions/out-trade-no/${no}`)
    .get({ params: { mchid: shop.host.keys.wechatPay.mchid } });
const close = (no = outTradeNo) =>
  served.client
    .chain(`v3/pay/transactions/out-trade-no/${no}/close`)
    .post({ mchid: shop.host.keys.wechatPay.mchid });
const pay = async (prepayId: string): Promise<unknown> => {
  const body = { ...shop.cashierParameters(prepayId), decision: 'pay' };
  return (await shop.app.request('/sandbox/wechat-pay/cashier/decide', jsonPost(body))).json();
};

test('an order is placed, queried, paid and queried by both numbers', async () => {
  const prepayId = await prepay({ attach: '第一单' });
  expect(prepayId).toMatch(/^wx\d{14}[0-9a-f]{20}$/);
  expect((await query()).data).toEqual({
    appid: shop.host.keys.wechat.miniProgram.appId,
    mchid: shop.host.keys.wechatPay.mchid,
    out_trade_no: outTradeNo,
    trade_state: 'NOTPAY',
    trade_state_desc: '订单未支付',
    attach: '第一单',
    amount: { total: 80000, currency: 'CNY' },
  });
  expect(await pay(prepayId)).toEqual({ errMsg: 'requestPayment:ok' });
  const { data } = await query();
  expect(data).toMatchObject({
    trade_state: 'SUCCESS',
    trade_type: 'JSAPI',
    success_time: textLike(/^2025-11-20T09:0\d:\d\d\+08:00$/),
    payer: { openid: shop.host.residents.testUsers()[0]!.miniProgramOpenid },
    amount: { total: 80000, payer_total: 80000, currency: 'CNY', payer_currency: 'CNY' },
  });
  expect(data.transaction_id).toMatch(/^\d{28}$/);
  const byId = await served.client
    .chain(`v3/pay/transactions/id/${String(data.transaction_id)}`)
    .get({ params: { mchid: shop.host.keys.wechatPay.mchid } });
  expect(byId.data).toEqual(data);
});

test.each<[string, Record<string, unknown>, string]>([
  ['out_trade_no of 5', { out_trade_no: 'YB-01' }, 'PARAM_ERROR'],
  ['out_trade_no of 33', { out_trade_no: 'Y'.repeat(33) }, 'PARAM_ERROR'],
  ['out_trade_no with a blank', { out_trade_no: 'YB 000001' }, 'PARAM_ERROR'],
  ['no description', { description: undefined }, 'PARAM_ERROR'],
  ['an empty description', { description: '' }, 'PARAM_ERROR'],
  ['a description of 128', { description: '保'.repeat(128) }, 'PARAM_ERROR'],
  ['attach of 129', { attach: 'a'.repeat(129) }, 'PARAM_ERROR'],
  ['amount 0', { amount: { total: 0 } }, 'PARAM_ERROR'],
  ['a negative amount', { amount: { total: -1 } }, 'PARAM_ERROR'],
  ['an amount with decimals', { amount: { total: 0.5 } }, 'PARAM_ERROR'],
  ['an amount as text', { amount: { total: '80000' } }, 'PARAM_ERROR'],
  ['dollars', { amount: { total: 1, currency: 'USD' } }, 'PARAM_ERROR'],
  ['notify_url without TLS', { notify_url: 'http://bureau.example/notify' }, 'PARAM_ERROR'],
  ['notify_url with a query', { notify_url: 'https://bureau.example/n?a=1' }, 'PARAM_ERROR'],
  ['notify_url of 256', { notify_url: `https://b.example/${'n'.repeat(238)}` }, 'PARAM_ERROR'],
  ['time_expire of another form', { time_expire: '2025-11-20 11:00' }, 'PARAM_ERROR'],
  ['time_expire in 59 s', { time_expire: '2025-11-20T09:00:59+08:00' }, 'PARAM_ERROR'],
  ['30 February', { time_expire: '2026-02-30T11:00:00+08:00' }, 'PARAM_ERROR'],
  ['another merchant', { mchid: '1900000099' }, 'PARAM_ERROR'],
  ['another appid', { appid: 'wx-other' }, 'APPID_MCHID_NOT_MATCH'],
  ['an unknown payer', { payer: { openid: 'nobody' } }, 'PARAM_ERROR'],
  ['no payer', { payer: undefined }, 'PARAM_ERROR'],
])('%s is refused and leaves no order', async (_what, changes, code) => {
  expect(await refusalOf(place(changes))).toBe(code);
  expect(await refusalOf(query())).toBe('ORDER_NOT_EXIST');
});

test.each<[string, Record<string, unknown>]>([
  ['description of 127', { description: '保'.repeat(127) }],
  ['attach of 128', { attach: '注'.repeat(128) }],
  ['out_trade_no of 6', { out_trade_no: '12345|' }],
  ['out_trade_no of 32 with every sign', { out_trade_no: `_-|*${'9'.repeat(28)}` }],
  ['notify_url over TLS', { notify_url: 'https://bureau.example/notify' }],
  ['no time_expire', { time_expire: undefined }],
  ['time_expire in UTC', { time_expire: '2025-11-20T03:00:00Z' }],
])('%s is taken', async (_what, changes) => {
  expect((await place(changes)).status).toBe(200);
});

test('the openid must be of the app that asks', async () => {
  const { officialAccountOpenid } = shop.host.residents.testUsers()[0]!;
  const payer = { openid: officialAccountOpenid };
  expect(await refusalOf(place({ payer }))).toBe('PARAM_ERROR');
  const appid = shop.host.keys.wechat.officialAccount.appId;
  expect((await place({ appid, payer })).status).toBe(200);
});

test('the refusal names the field and repeats nothing of the value', async () => {
  const call = place({ payer: { openid: 'someone-secret' } });
  const data: unknown = await call.catch(
    (error: unknown) => (error as { response: { data: unknown } }).response.data,
  );
  expect(data).toMatchObject({ detail: { location: 'body', field: 'payer.openid' } });
  expect(JSON.stringify(data)).not.toContain('someone-secret');
});

test('the same order again gives the same prepay_id; other content is refused', async () => {
  const first = await prepay();
  expect(await prepay()).toBe(first);
  expect(await refusalOf(place({ amount: { total: 1, currency: 'CNY' } }))).toBe('INVALID_REQUEST');
  expect(await refusalOf(place({ description: '别的' }))).toBe('INVALID_REQUEST');
});

test('two identical requests at once make one order', async () => {
  const [one, two] = await Promise.all([prepay(), prepay()]);
  expect(one).toBe(two);
});

test('a prepay_id lasts two hours, then the same order gets another one', async () => {
  const time = { time_expire: '2025-11-21T09:00:00+08:00' };
  const first = await prepay(time);
  shop.host.clock.advance(2 * hourMs);
  expect(await pay(first)).toEqual({
    errMsg: textLike(/^requestPayment:fail .*失效/),
  });
  const second = await prepay(time);
  expect(second).not.toBe(first);
  expect(await pay(first)).toEqual({ errMsg: textLike(/^requestPayment:fail /) });
  expect(await pay(second)).toEqual({ errMsg: 'requestPayment:ok' });
});

test('close answers 204; a closed order is not placed, paid or closed again', async () => {
  const prepayId = await prepay();
  expect((await close()).status).toBe(204);
  expect((await query()).data).toMatchObject({ trade_state: 'CLOSED' });
  expect(await refusalOf(place())).toBe('ORDER_CLOSED');
  expect(await refusalOf(close())).toBe('ORDER_CLOSED');
  expect(await pay(prepayId)).toEqual({ errMsg: textLike('关闭') });
  expect((await query()).data).toMatchObject({ trade_state: 'CLOSED' });
});

test('a paid order is not closed and not placed again', async () => {
  await pay(await prepay());
  expect(await refusalOf(close())).toBe('ORDERPAID');
  expect(await refusalOf(place())).toBe('ORDERPAID');
  expect((await query()).data).toMatchObject({ trade_state: 'SUCCESS' });
});

test('an unpaid order is closed from its time_expire on, by the business clock', async () => {
  const prepayId = await prepay();
  shop.host.clock.advance(2 * hourMs - minuteMs);
  expect((await query()).data).toMatchObject({ trade_state: 'NOTPAY' });
  shop.host.clock.advance(minuteMs);
  expect((await query()).data).toMatchObject({ trade_state: 'CLOSED' });
  expect(await pay(prepayId)).toEqual({ errMsg: textLike('关闭') });
  expect(await refusalOf(close())).toBe('ORDER_CLOSED');
});

test('an unknown order is not found, whatever is asked', async () => {
  expect(await refusalOf(query('NONE-000001'))).toBe('ORDER_NOT_EXIST');
  expect(await refusalOf(close('NONE-000001'))).toBe('ORDER_NOT_EXIST');
});

test('query and close want the merchant that signed', async () => {
  await prepay();
  const path = `v3/pay/transactions/out-trade-no/${outTradeNo}`;
  const params = { mchid: '1900000099' };
  expect(await refusalOf(served.client.chain(path).get({ params }))).toBe('PARAM_ERROR');
  expect(await refusalOf(served.client.chain(`${path}/close`).post(params))).toBe('PARAM_ERROR');
});

test('a body over 64 KB is refused', async () => {
  const status = await place({ attach: 'x'.repeat(70_000) }).catch(
    (error: unknown) => (error as { response: { status: number } }).response.status,
  );
  expect(status).toBe(413);
});

describe('faults', () => {
  const once = (operation: string, kind: 'duplicate' | 'drop' | 'error500' | 'timeout') =>
    shop.host.faults.add({ system: 'wechat-pay', operation, kind, times: 1, delayMs: 10 });

  test('a duplicated order is one order', async () => {
    once('order', 'duplicate');
    const prepayId = await prepay();
    expect(await prepay()).toBe(prepayId);
  });

  test.each(['drop', 'error500'] as const)('%s places nothing', async (kind) => {
    once('order', kind);
    await expect(place()).rejects.toBeDefined();
    expect(await refusalOf(query())).toBe('ORDER_NOT_EXIST');
  });

  test('a lost answer has placed the order', async () => {
    once('order', 'timeout');
    await expect(place()).rejects.toBeDefined();
    expect((await query()).data).toMatchObject({ trade_state: 'NOTPAY' });
  });
});
