import { library, mount, mountedAt, openShop, type Shop } from './test-support';

let shop: Shop;
beforeEach(() => {
  shop = openShop(() => 200);
});
afterEach(() => shop.host.close());

interface Changes {
  method?: string;
  target?: string;
  body?: string;
  at?: number;
  nonce?: string;
  mchid?: string;
  serial?: string;
  key?: string;
}

/** Sends a query as the merchant would; `changes` apply to what is signed, not to what is sent. */
const send = (changes: Changes = {}) => {
  const { mchid, merchantSerial, merchant } = shop.host.keys.wechatPay;
  const target = `${mountedAt}/v3/pay/transactions/out-trade-no/NONE-000001?mchid=${mchid}`;
  const at = changes.at ?? Math.floor(Date.now() / 1000);
  const nonce = changes.nonce ?? `nonce${Math.random()}`;
  const message = library.Formatter.request(
    changes.method ?? 'GET',
    changes.target ?? target,
    at,
    nonce,
    changes.body ?? '',
  );
  const signature = library.Rsa.sign(message, changes.key ?? merchant.privateKeyPem);
  const authorization = library.Formatter.authorization(
    changes.mchid ?? mchid,
    nonce,
    signature,
    at,
    changes.serial ?? merchantSerial,
  );
  const headers = { authorization };
  return shop.app.request(target, { headers });
};

const codeOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { code: string }).code;

test('a good signature gets through, and the answer is signed with the platform key', async () => {
  const response = await send();
  expect(response.status).toBe(404);
  const { platformKeyId, platform } = shop.host.keys.wechatPay;
  const { headers } = response;
  const body = await response.text();
  expect(JSON.parse(body)).toMatchObject({ code: 'ORDER_NOT_EXIST' });
  expect(headers.get('wechatpay-serial')).toBe(platformKeyId);
  const at = headers.get('wechatpay-timestamp')!;
  expect(Math.abs(Date.now() / 1000 - Number(at))).toBeLessThan(5);
  const message = library.Formatter.response(at, headers.get('wechatpay-nonce')!, body);
  const signature = headers.get('wechatpay-signature')!;
  expect(library.Rsa.verify(message, signature, platform.publicKeyPem)).toBe(true);
  expect(library.Rsa.verify(`${message}x`, signature, platform.publicKeyPem)).toBe(false);
});

const nowS = () => Math.floor(Date.now() / 1000);
test.each<[string, () => Changes]>([
  ['another method', () => ({ method: 'POST' })],
  ['another path', () => ({ target: '/v3/pay/transactions/out-trade-no/NONE-000001' })],
  ['another body', () => ({ body: '{}' })],
  ['another key', () => ({ key: shop.host.keys.wechatPay.platform.privateKeyPem })],
  ['another merchant', () => ({ mchid: '1900000099' })],
  ['another certificate', () => ({ serial: 'OTHER' })],
  ['a timestamp six minutes old', () => ({ at: nowS() - 360 })],
  ['a timestamp six minutes ahead', () => ({ at: nowS() + 360 })],
  ['no timestamp', () => ({ at: Number.NaN })],
])('%s is refused with 401, and that answer is signed too', async (_what, changes) => {
  const response = await send(changes());
  expect(response.status).toBe(401);
  expect(response.headers.has('wechatpay-signature')).toBe(true);
  expect(await codeOf(response)).toBe('SIGN_ERROR');
});

test('a nonce is good once, also after a restart of the app on the same journal', async () => {
  expect((await send({ nonce: 'once' })).status).toBe(404);
  expect((await send({ nonce: 'once' })).status).toBe(401);
  shop.app = mount(shop.host);
  expect((await send({ nonce: 'once' })).status).toBe(401);
});

test('a forged request does not use the nonce of the real one up', async () => {
  const { platform } = shop.host.keys.wechatPay;
  expect((await send({ nonce: 'mine', key: platform.privateKeyPem })).status).toBe(401);
  expect((await send({ nonce: 'mine' })).status).toBe(404);
});

test.each([undefined, '', 'Basic x', 'WECHATPAY2-SHA256-RSA2048 mchid="1"'])(
  'Authorization %j is refused',
  async (authorization) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const response = await shop.app.request(`${mountedAt}/v3/pay/transactions/jsapi`, {
      method: 'POST',
      headers,
      body: '{}',
    });
    expect(response.status).toBe(401);
  },
);

test('jumping the business clock leaves signatures alone', async () => {
  shop.host.clock.advance(365 * 24 * 3_600_000);
  expect((await send()).status).toBe(404);
});
