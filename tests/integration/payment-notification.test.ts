import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { engines } from '../support/database';
import { atCashier, until } from '../support/journey';
import { projectFolder } from '../support/paths';
import { type Phone } from '../support/system';
import {
  books,
  coversOf,
  type CreatedOrder,
  deliver,
  itemRows,
  orderRow,
  sealTrade,
  signNotification,
  startTown,
  type Town,
  tradeOf,
} from './payment-support';

jest.setTimeout(30_000);

/** The functions' own copy of the library that opens notifications. */
const { Aes } = jest.requireActual<{ Aes: { AesGcm: { decrypt: () => string } } }>(
  require.resolve('wechatpay-axios-plugin', { paths: [join(projectFolder, 'cloudfunctions')] }),
);
const decrypter = Aes.AesGcm;

describe.each(engines())('notifications on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());

  async function openOrder(): Promise<CreatedOrder> {
    return payer.call('payment.createOrder', { enrollmentIds: [await town.payable(payer)] });
  }
  const statusOf = async ({ order }: CreatedOrder) => (await orderRow(town, order.orderId)).status;
  const announcement = ({ order }: CreatedOrder, changes: object = {}) =>
    sealTrade(town, tradeOf(town, order.reference, changes));

  describe('of one open order', () => {
    let created: CreatedOrder;
    let decrypt: jest.SpyInstance;
    beforeAll(async () => {
      created = await openOrder();
      decrypt = jest.spyOn(decrypter, 'decrypt');
    });
    afterEach(() => decrypt.mockClear());
    afterAll(() => decrypt.mockRestore());

    /** Base64 with one character of the middle turned into another. */
    const bent = (text: string): string => {
      const at = Math.floor(text.length / 2);
      return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
    };
    const strangersKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();

    const notGenuine: [string, () => ReturnType<typeof signNotification>][] = [
      [
        'signed by somebody else',
        () => signNotification(town, announcement(created), { privateKeyPem: strangersKey }),
      ],
      [
        'of another platform key',
        () => signNotification(town, announcement(created), { serial: 'PUB_KEY_ID_OTHER' }),
      ],
      [
        'with an altered body',
        () => {
          const { body, headers } = signNotification(town, announcement(created));
          return { body: body.replace('支付成功', '支付失败'), headers };
        },
      ],
      [
        'with a body of other white space',
        () => {
          const { body, headers } = signNotification(town, announcement(created));
          return { body: `${body} `, headers };
        },
      ],
      [
        'six minutes old',
        () => signNotification(town, announcement(created), { ageMs: 6 * 60_000 }),
      ],
      [
        'six minutes ahead',
        () => signNotification(town, announcement(created), { ageMs: -6 * 60_000 }),
      ],
      [
        'with another timestamp than was signed',
        () => {
          const { body, headers } = signNotification(town, announcement(created));
          const later = String(Number(headers['Wechatpay-Timestamp']) + 1);
          return { body, headers: { ...headers, 'Wechatpay-Timestamp': later } };
        },
      ],
      [
        'with a bent signature',
        () => {
          const { body, headers } = signNotification(town, announcement(created));
          const signature = bent(headers['Wechatpay-Signature']!);
          return { body, headers: { ...headers, 'Wechatpay-Signature': signature } };
        },
      ],
      [
        'without any signature',
        () => ({
          body: announcement(created),
          headers: { 'Content-Type': 'application/json' },
        }),
      ],
    ];
    test.each(notGenuine)('%s: refused before anything is decrypted', async (_title, make) => {
      expect(await deliver(town, make())).toBe(401);
      expect(decrypt).not.toHaveBeenCalled();
      expect(await statusOf(created)).toBe('prepaid');
    });

    test('an altered ciphertext under a genuine signature opens nothing', async () => {
      const body = JSON.parse(announcement(created)) as { resource: { ciphertext: string } };
      body.resource.ciphertext = bent(body.resource.ciphertext);
      expect(await deliver(town, signNotification(town, JSON.stringify(body)))).toBe(401);
      expect(decrypt).toHaveBeenCalledTimes(1);
      expect(await statusOf(created)).toBe('prepaid');
    });

    test.each([
      ['one fen too little', { amount: { total: 39_999 } }, 400],
      ['one fen too much', { amount: { total: 40_001 } }, 400],
      ['no amount', { amount: undefined }, 400],
      ['another merchant', { mchid: '1900000002' }, 400],
      ['another app', { appid: 'wx0000000000000000' }, 400],
      ['no transaction number', { transaction_id: undefined }, 400],
      ['no time', { success_time: undefined }, 400],
      ['a time that is none', { success_time: 'yesterday' }, 401],
      ['an order we do not have', { out_trade_no: 'YB20251120AAAAAAAAAAAAAAAAAAAAAA' }, 400],
      ['a trade not paid', { trade_state: 'NOTPAY' }, 401],
      ['a trade paid back', { trade_state: 'REFUND' }, 401],
    ])('genuine, but with %s: nothing is written', async (_title, changes, status) => {
      const before = await books(town);
      const message = signNotification(town, announcement(created, changes));
      expect(await deliver(town, message)).toBe(status);
      expect(await books(town)).toEqual(before);
    });

    test.each(['', '[]', 'null', '{"event_type":"REFUND.SUCCESS"}', '<xml/>'])(
      'a signed body that is none (%j)',
      async (body) => {
        expect(await deliver(town, signNotification(town, body))).toBe(401);
        expect(decrypt).not.toHaveBeenCalled();
      },
    );

    test('a body of 10 MB is cut off', async () => {
      const message = signNotification(town, 'x'.repeat(10_000_000));
      // the connection may be closed while we still send
      const status = await deliver(town, message).catch(() => 413);
      expect(status).toBe(413);
      expect(decrypt).not.toHaveBeenCalled();
    });
  });

  test('the same one ten times at once, and an hour later: paid once', async () => {
    town.fault({ system: 'wechat-pay', operation: 'notify', kind: 'drop', times: 1000 });
    const created = await openOrder();
    await atCashier(town, created.payment, 'pay');
    const { body } = town.wechatOrder(created.order.reference)!.notification!;
    const message = signNotification(town, body);
    const statuses = await Promise.all(Array.from({ length: 10 }, () => deliver(town, message)));
    expect(statuses).toEqual(Array.from({ length: 10 }, () => 204));
    const after = await books(town);
    expect(await statusOf(created)).toBe('posted');
    const { orderId } = created.order;
    expect(after.covers.filter((row) => row.orderId === orderId)).toHaveLength(1);
    expect(after.notices.filter((row) => row.dedupeKey === `paid:${orderId}`)).toHaveLength(1);
    const [item] = await itemRows(town, orderId);
    expect(after.outbox.filter((row) => row.dedupeKey === item!.id)).toHaveLength(1);
    await town.advance(60);
    expect(await deliver(town, signNotification(town, body))).toBe(204);
    const later = await books(town);
    expect(later.covers).toEqual(after.covers);
    expect(later.orders.find((row) => row.id === orderId)).toEqual(
      after.orders.find((row) => row.id === orderId),
    );
  });

  test('before the reply of createOrder was stored: paid, and the late reply asks for no money', async () => {
    const { wechatPay } = town.runtime.ports;
    const prepay = wechatPay.prepay.bind(wechatPay);
    const spy = jest.spyOn(wechatPay, 'prepay').mockImplementationOnce(async (request) => {
      const answer = await prepay(request);
      const trade = tradeOf(town, request.outTradeNo);
      expect(await deliver(town, signNotification(town, sealTrade(town, trade)))).toBe(204);
      return answer;
    });
    const { order, payment } = await openOrder();
    spy.mockRestore();
    expect(payment).toEqual({ kind: 'none' });
    expect(order.status).toBe('posted');
  });

  test('of an order whose prepay_id we never got: paid all the same', async () => {
    town.fault({ system: 'wechat-pay', operation: 'order', kind: 'timeout' });
    const requestId = 'prepay-reply-lost-0001';
    const enrollmentIds = [await town.payable(payer)];
    const input = { requestId, enrollmentIds };
    expect(await payer.refused('payment.createOrder', input)).toBe('upstream_unavailable');
    const created = (await books(town)).orders.find(({ status }) => status === 'created')!;
    const { prepayId } = town.wechatOrder(created.outTradeNo)!;
    const { wechatPay } = town.runtime.ports;
    const params = wechatPay.clientParams(created.appId, prepayId);
    await atCashier(town, { kind: 'wechatPay', params }, 'pay');
    await until(
      () => orderRow(town, created.id),
      ({ status }) => status === 'posted',
    );
    const repeated = await payer.call('payment.createOrder', input);
    expect(repeated).toMatchObject({
      order: { orderId: created.id, status: 'posted' },
      payment: { kind: 'none' },
    });
    expect(await coversOf(town, enrollmentIds[0]!)).toHaveLength(1);
  });

  describe('when none arrives', () => {
    test('the returning page asks, and knows', async () => {
      town.fault({ system: 'wechat-pay', operation: 'notify', kind: 'drop', times: 1000 });
      const created = await openOrder();
      await atCashier(town, created.payment, 'pay');
      const { orderId } = created.order;
      const refreshed = await payer.call('payment.refreshOrder', { orderId });
      expect(refreshed.status).toBe('posted');
    });

    test('the sweep finds it within a minute', async () => {
      town.fault({ system: 'wechat-pay', operation: 'notify', kind: 'drop', times: 1000 });
      const created = await openOrder();
      await atCashier(town, created.payment, 'pay');
      await town.advance(1);
      expect(await statusOf(created)).toBe('posted');
    });

    test('WeChat Pay away: the page is told what we know, the sweep finds it later', async () => {
      town.fault({ system: 'wechat-pay', operation: 'notify', kind: 'drop', times: 1000 });
      const created = await openOrder();
      await atCashier(town, created.payment, 'pay');
      town.fault({ system: 'wechat-pay', operation: 'query', kind: 'error500', times: 2 });
      const { orderId } = created.order;
      expect((await payer.call('payment.refreshOrder', { orderId })).status).toBe('prepaid');
      await town.advance(1);
      expect(await statusOf(created)).toBe('prepaid');
      await town.advance(1);
      expect(await statusOf(created)).toBe('posted');
    });
  });

  test('we fail with 500: WeChat Pay sends again after 15 seconds', async () => {
    const created = await openOrder();
    const failing = jest
      .spyOn(town.runtime.db, 'transaction')
      .mockImplementation(() => Promise.reject(new Error('the database is away')));
    await atCashier(town, created.payment, 'pay');
    const attempts = () =>
      Promise.resolve(town.wechatOrder(created.order.reference)!.notification!.attempts);
    const first = await until(attempts, ({ length }) => length === 1);
    failing.mockRestore();
    expect(first[0]!.outcome).toBe('HTTP 500');
    expect(await statusOf(created)).toBe('prepaid');
    // no tick here: the retry alone has to bring it
    town.sandbox.host.clock.advance(15_000);
    const second = await until(attempts, ({ length }) => length === 2);
    expect(second[1]!.outcome).toBe('HTTP 204');
    expect(['paid', 'posted']).toContain(await statusOf(created));
  });
});
