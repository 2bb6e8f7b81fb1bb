import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type FaultKind } from '../lib/host';
import { hourMs, minuteMs } from '../lib/time';
import { jsonPost, textLike, until } from '../wechat/test-support';
import { retryDelaysMs } from './notification';
import { type PayOrder } from './order';
import { library, openShop, outTradeNo, type Received, type Shop } from './test-support';

/** As WeChat Pay publishes it: 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h. */
const publishedSeconds = [
  15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600,
];
const totalMs = 24 * hourMs + 4 * minuteMs;
const shops: Shop[] = [];
const open = (...parameters: Parameters<typeof openShop>): Shop => {
  const shop = openShop(...parameters);
  shops.push(shop);
  return shop;
};
afterEach(() => shops.splice(0).forEach(({ host }) => host.close()));

/** Places an order with a signed request and pays it at the cashier. */
async function sell(shop: Shop, no = outTradeNo): Promise<void> {
  const { mchid, merchantSerial, merchant } = shop.host.keys.wechatPay;
  const target = '/sandbox/wechat-pay/v3/pay/transactions/jsapi';
  const body = JSON.stringify(
    shop.order({ out_trade_no: no, time_expire: '2026-12-01T00:00:00+08:00' }),
  );
  const at = Math.floor(shop.host.clock.wallNow() / 1000);
  const message = library.Formatter.request('POST', target, at, `n-${no}`, body);
  const signature = library.Rsa.sign(message, merchant.privateKeyPem);
  const authorization = library.Formatter.authorization(
    mchid,
    `n-${no}`,
    signature,
    at,
    merchantSerial,
  );
  const placed = await shop.app.request(target, {
    method: 'POST',
    headers: { authorization },
    body,
  });
  const { prepay_id: prepayId } = (await placed.json()) as { prepay_id: string };
  const decision = { ...shop.cashierParameters(prepayId), decision: 'pay' };
  const paid = await shop.app.request('/sandbox/wechat-pay/cashier/decide', jsonPost(decision));
  expect(await paid.json()).toEqual({ errMsg: 'requestPayment:ok' });
}

const stateOf = (shop: Shop, no = outTradeNo) => shop.stored(no)?.notification?.state;
const attemptsOf = (shop: Shop, no = outTradeNo) => shop.stored(no)?.notification?.attempts ?? [];
const isGenuine = (shop: Shop, { headers, body }: Received): boolean => {
  const at = headers.get('wechatpay-timestamp') ?? '';
  expect(Math.abs(shop.host.clock.wallNow() / 1000 - Number(at))).toBeLessThan(5);
  expect(headers.get('wechatpay-serial')).toBe(shop.host.keys.wechatPay.platformKeyId);
  const message = library.Formatter.response(at, headers.get('wechatpay-nonce') ?? '', body);
  const signature = headers.get('wechatpay-signature') ?? '';
  return library.Rsa.verify(message, signature, shop.host.keys.wechatPay.platform.publicKeyPem);
};
const decrypt = (shop: Shop, { body }: Received): unknown => {
  const { resource } = JSON.parse(body) as { resource: Record<string, string> };
  return JSON.parse(
    library.Aes.AesGcm.decrypt(
      resource.ciphertext!,
      shop.host.keys.wechatPay.apiV3Key,
      resource.nonce!,
      resource.associated_data!,
    ),
  );
};

test('the client library verifies and decrypts what the merchant gets', async () => {
  const shop = open(() => 204);
  await sell(shop);
  await until(() => stateOf(shop) === 'delivered');
  const [first] = shop.received;
  expect(first!.url).toBe('http://127.0.0.1:8080/notify/wechat-pay');
  expect(isGenuine(shop, first!)).toBe(true);
  expect(JSON.parse(first!.body)).toMatchObject({
    event_type: 'TRANSACTION.SUCCESS',
    resource_type: 'encrypt-resource',
    create_time: textLike(/^2025-11-20T09:/),
    resource: { algorithm: 'AEAD_AES_256_GCM', original_type: 'transaction' },
  });
  expect(decrypt(shop, first!)).toMatchObject({
    out_trade_no: outTradeNo,
    trade_state: 'SUCCESS',
    appid: shop.host.keys.wechat.miniProgram.appId,
    mchid: shop.host.keys.wechatPay.mchid,
    amount: { total: 80000 },
  });
});

test('an unheard notification is repeated fifteen times at the published times, then no more', async () => {
  expect(retryDelaysMs.map((ms) => ms / 1000)).toEqual(publishedSeconds);
  expect(retryDelaysMs.reduce((sum, ms) => sum + ms, 0)).toBe(totalMs);
  const shop = open(() => 500);
  await sell(shop);
  await until(() => attemptsOf(shop).length === 1);
  const { firstAt } = shop.stored(outTradeNo)!.notification!;
  let dueAt = firstAt;
  for (const [index, seconds] of publishedSeconds.entries()) {
    dueAt += seconds * 1000;
    shop.host.clock.set(Math.max(dueAt, shop.host.clock.now()));
    await until(() => attemptsOf(shop).length === index + 2);
    const { at } = attemptsOf(shop)[index + 1]!;
    expect(at).toBeGreaterThanOrEqual(dueAt);
    expect(at).toBeLessThan(dueAt + 10_000);
  }
  expect(dueAt - firstAt).toBe(totalMs);
  expect(stateOf(shop)).toBe('abandoned');
  expect(shop.received).toHaveLength(16);
  expect(new Set(shop.received.map(({ body }) => body)).size).toBe(1);
  expect(new Set(shop.received.map(({ headers }) => headers.get('wechatpay-nonce'))).size).toBe(16);
  expect(shop.received.every((each) => isGenuine(shop, each))).toBe(true);
});

test('one jump over the whole day catches every attempt up', async () => {
  const shop = open(() => 500);
  await sell(shop);
  shop.host.clock.advance(totalMs);
  await until(() => stateOf(shop) === 'abandoned');
  expect(shop.received).toHaveLength(16);
});

test('an attempt is not made before its time', async () => {
  const shop = open(() => 500);
  await sell(shop);
  await until(() => attemptsOf(shop).length === 1);
  shop.host.clock.advance(10_000);
  // Whatever was due has run when a later entry of the same scheduler has.
  let isLater = false;
  shop.host.schedule(shop.host.clock.now(), 'later', () => void (isLater = true));
  await until(() => isLater);
  expect(attemptsOf(shop)).toHaveLength(1);
});

test('what changes while the merchant is being told stays changed', async () => {
  const shop = open(() => {
    const orders = shop.host.journal.store<PayOrder>('wechat-pay-orders');
    orders.set(outTradeNo, { ...orders.get(outTradeNo)!, hasRefund: true });
    return 204;
  });
  await sell(shop);
  await until(() => stateOf(shop) === 'delivered');
  expect(shop.stored(outTradeNo)).toMatchObject({ hasRefund: true });
});

test('it stops as soon as the merchant has heard', async () => {
  const answers = [500, 503, 200, 500];
  const shop = open(() => answers.shift() ?? 500);
  await sell(shop);
  shop.host.clock.advance(totalMs);
  await until(() => stateOf(shop) === 'delivered');
  expect(attemptsOf(shop).map(({ outcome }) => outcome)).toEqual([
    'HTTP 500',
    'HTTP 503',
    'HTTP 200',
  ]);
});

test.each([201, 302, 404])('HTTP %d is not heard', async (status) => {
  const shop = open(() => status);
  await sell(shop);
  await until(() => attemptsOf(shop).length === 1);
  expect(stateOf(shop)).toBe('pending');
});

test('a broken line is not heard', async () => {
  const shop = open(() => Promise.reject(new Error('reset')));
  await sell(shop);
  await until(() => attemptsOf(shop).length === 1);
  expect(attemptsOf(shop)[0]).toMatchObject({ outcome: 'no answer' });
  expect(stateOf(shop)).toBe('pending');
});

test('what was pending goes on after a restart, with the attempts already made', async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-pay-'));
  try {
    const before = open(() => 500, dataDir);
    await sell(before);
    await until(() => attemptsOf(before).length === 1);
    before.host.clock.advance(15_000);
    await until(() => attemptsOf(before).length === 2);
    before.host.close();

    const after = open(() => 200, dataDir);
    expect(attemptsOf(after)).toHaveLength(2);
    after.host.clock.advance(15_000);
    await until(() => stateOf(after) === 'delivered');
    expect(attemptsOf(after)).toHaveLength(3);
    expect(after.received).toHaveLength(1);
  } finally {
    fs.rmSync(dataDir, { recursive: true });
  }
});

describe('faults', () => {
  const strike = (shop: Shop, kind: FaultKind, delayMs = 10) =>
    shop.host.faults.add({ system: 'wechat-pay', operation: 'notify', kind, times: 1, delayMs });

  test.each<[FaultKind, number, string, string]>([
    ['drop', 0, 'pending', 'fault drop'],
    ['error500', 0, 'pending', 'fault error500'],
    ['duplicate', 2, 'delivered', 'HTTP 200'],
    ['delay', 1, 'delivered', 'HTTP 200'],
    ['timeout', 1, 'pending', 'fault timeout after: HTTP 200'],
  ])('%s: %d arrive, then %s', async (kind, arrived, state, outcome) => {
    const shop = open(() => 200);
    strike(shop, kind);
    await sell(shop);
    await until(() => attemptsOf(shop).length === 1);
    expect(shop.received).toHaveLength(arrived);
    expect(stateOf(shop)).toBe(state);
    expect(attemptsOf(shop)[0]!.outcome).toBe(outcome);
    shop.host.clock.advance(15_000);
    await until(() => stateOf(shop) === 'delivered');
  });

  test('a delayed one is overtaken by a later one', async () => {
    const shop = open(() => 200);
    strike(shop, 'delay', 300);
    await sell(shop, 'YB-first-1');
    await until(() => shop.host.faults.list().length === 0);
    await sell(shop, 'YB-second-2');
    await until(() => shop.received.length === 2);
    const order = shop.received.map((each) => decrypt(shop, each));
    expect(order).toMatchObject([{ out_trade_no: 'YB-second-2' }, { out_trade_no: 'YB-first-1' }]);
  });
});
