import { type Served, openShop, outTradeNo, serve, type Shop } from './test-support';
import { formPost, jsonPost, publicUrl, textLike } from '../wechat/test-support';

const returnUrl = `${publicUrl}/#/pages/pay/result?order=7`;
let shop: Shop;
let served: Served;
let prepayId: string;

beforeEach(async () => {
  shop = openShop(() => 200);
  served = await serve(shop);
  const placed = await served.client.chain('v3/pay/transactions/jsapi').post(shop.order());
  prepayId = String(placed.data.prepay_id);
});
afterEach(async () => {
  await served.close();
  shop.host.close();
});

const url = (changes: Record<string, string> = {}): string => {
  const parameters = { ...shop.cashierParameters(prepayId), return_url: returnUrl, ...changes };
  return `/sandbox/wechat-pay/cashier?${new URLSearchParams(parameters).toString()}`;
};
const isPaid = (): boolean => shop.stored(outTradeNo)?.payment != null;

test('the page shows to whom, for what and how much, and the three ways on', async () => {
  const response = await shop.app.request(url());
  expect(response.status).toBe(200);
  const page = await response.text();
  for (const words of [
    '800 元',
    '2026 年度城乡居民基本医疗保险 2 人',
    outTradeNo,
    '支付',
    '拒绝支付',
    '离开（不支付）',
  ]) {
    expect(page).toContain(words);
  }
  expect(isPaid()).toBe(false);
});

test.each([
  ['pay', 'ok', 'requestPayment:ok', true],
  ['decline', 'fail', 'requestPayment:fail 支付未成功', false],
  ['walk-away', 'cancel', 'requestPayment:fail cancel', false],
])('%s: back in the browser with pay=%s, on the phone %s', async (decision, pay, errMsg, paid) => {
  const response = await shop.app.request(url(), formPost({ decision }));
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe(`${returnUrl}&pay=${pay}`);
  expect(isPaid()).toBe(paid);
  const body = { ...shop.cashierParameters(prepayId), decision };
  const phone = await shop.app.request('/sandbox/wechat-pay/cashier/decide', jsonPost(body));
  expect(await phone.json()).toEqual({ errMsg });
  expect(isPaid()).toBe(paid);
});

test('paying twice charges once', async () => {
  await shop.app.request(url(), formPost({ decision: 'pay' }));
  const { payment } = shop.stored(outTradeNo)!;
  const page = await (await shop.app.request(url())).text();
  expect(page).toContain('已经付过了');
  expect(page).not.toContain('<button');
  const again = await shop.app.request(url(), formPost({ decision: 'pay' }));
  expect(again.headers.get('location')).toBe(`${returnUrl}&pay=ok`);
  expect(shop.stored(outTradeNo)!.payment).toEqual(payment);
});

test.each([
  ['paySign', 'AAAA'],
  ['nonceStr', 'another'],
  ['timeStamp', '1700000000'],
  ['package', 'prepay_id=wx20251120'],
  ['appId', 'wx-other'],
  ['signType', 'MD5'],
])('another %s than was signed pays nothing', async (name, value) => {
  for (const init of [{}, formPost({ decision: 'pay' })]) {
    const response = await shop.app.request(url({ [name]: value }), init);
    expect(response.status).toBe(400);
    const page = await response.text();
    expect(page).toContain('没有扣款');
    expect(page).toContain('pay=fail');
  }
  const body = { ...shop.cashierParameters(prepayId), [name]: value, decision: 'pay' };
  const phone = await shop.app.request('/sandbox/wechat-pay/cashier/decide', jsonPost(body));
  expect(await phone.json()).toEqual({ errMsg: textLike('核对不上') });
  expect(isPaid()).toBe(false);
});

test('an unknown prepay_id, even a signed one, opens nothing', async () => {
  prepayId = 'wx00000000000000';
  const response = await shop.app.request(url());
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('没有找到这笔订单');
});

test.each(['https://evil.example/', '', `${publicUrl}.evil.example/`])(
  'return_url %j is not followed',
  async (evil) => {
    for (const init of [{}, formPost({ decision: 'pay' })]) {
      const response = await shop.app.request(url({ return_url: evil }), init);
      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain('href');
    }
    expect(isPaid()).toBe(false);
  },
);

test('markup in a description stays text', async () => {
  const description = '<img src=x onerror=alert(1)>';
  const order = shop.order({ out_trade_no: 'YB-markup-1', description });
  const placed = await served.client.chain('v3/pay/transactions/jsapi').post(order);
  prepayId = String(placed.data.prepay_id);
  const page = await (await shop.app.request(url())).text();
  expect(page).toContain('&lt;img');
  expect(page).not.toContain('<img');
});

test.each(['{', '[]', '{"decision":"steal"}'])('decide refuses %s', async (body) => {
  const response = await shop.app.request('/sandbox/wechat-pay/cashier/decide', {
    method: 'POST',
    body,
  });
  expect(response.status).toBe(400);
});
