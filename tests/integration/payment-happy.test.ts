import { engines } from '../support/database';
import { atCashier, until } from '../support/journey';
import { type Phone } from '../support/system';
import {
  addToFamily,
  coversOf,
  coverageYear,
  itemRows,
  noticesOf,
  platformPosting,
  startTown,
  type Town,
} from './payment-support';

jest.setTimeout(30_000);

describe.each(engines())('paying on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
  });
  afterAll(() => town.close());

  const posted = (orderId: string) =>
    until(
      () => payer.call('payment.getOrder', { orderId }),
      ({ status }) => status === 'posted',
    );

  test('nothing to pay: covered and posted at once, WeChat Pay is never asked', async () => {
    const enrollmentIds = [await town.payable(payer, 'extremePoverty')];
    const asked = town.callsOf('order').length;
    const { order, payment } = await payer.call('payment.createOrder', { enrollmentIds });
    expect(payment).toEqual({ kind: 'none' });
    expect(order).toMatchObject({
      status: 'posted',
      totalFen: 0,
      sentence: '已办好，不用付钱，2026 年 1 月 1 日起可以报销',
      items: [{ standardFen: 40_000, subsidyFen: 40_000, amountFen: 0, posted: true }],
    });
    expect(town.callsOf('order')).toHaveLength(asked);
    const [item] = await itemRows(town, order.orderId);
    expect(platformPosting(town, item!.id)).toMatchObject({
      amountFen: 0,
      subsidyFen: 40_000,
      payWay: '00',
      transactionNo: '',
    });
  });

  test('a mixed family pays the sum, and each share is posted as what it is', async () => {
    const stories = [
      ['insuredLastYear', 40_000, 0],
      ['extremePoverty', 0, 40_000],
      ['minimumLiving', 4_000, 36_000],
      ['povertyMonitored', 20_000, 20_000],
      ['returnedToPoverty', 9_500, 30_500],
    ] as const;
    const enrollmentIds: string[] = [];
    for (const [story] of stories) enrollmentIds.push(await town.payable(payer, story));
    const { order, payment } = await payer.call('payment.createOrder', { enrollmentIds });
    expect(order.totalFen).toBe(73_500);
    await atCashier(town, payment, 'pay');
    await posted(order.orderId);
    const items = await itemRows(town, order.orderId);
    for (const [index, [story, amountFen, subsidyFen]] of stories.entries()) {
      const item = items.find((each) => each.enrollmentId === enrollmentIds[index])!;
      expect({ story, ...platformPosting(town, item.id) }).toMatchObject({
        story,
        amountFen,
        subsidyFen,
        payWay: amountFen === 0 ? '00' : '01',
      });
    }
  });

  test('eight people in one order, not nine, and nobody twice', async () => {
    const enrollmentIds: string[] = [];
    for (let n = 0; n < 9; n++) enrollmentIds.push(await town.payable(payer));
    const nine = await payer.reply('payment.createOrder', { enrollmentIds });
    expect(nine).toMatchObject({
      ok: false,
      error: { code: 'bad_input', field: 'enrollmentIds', message: '要缴费的人最多 8 项' },
    });
    const [first] = enrollmentIds;
    const twice = await payer.reply('payment.createOrder', { enrollmentIds: [first!, first!] });
    expect(twice).toMatchObject({
      ok: false,
      error: { code: 'bad_input', field: 'enrollmentIds', message: '同一个人在订单里重复了' },
    });
    const eight = enrollmentIds.slice(0, 8);
    // an amount from the client is dropped unread
    const input = { enrollmentIds: eight, totalFen: 1, amountFen: 1 };
    const { order, payment } = await payer.call('payment.createOrder', input);
    expect(order.totalFen).toBe(320_000);
    expect(town.wechatOrder(order.reference)?.amountFen).toBe(320_000);
    await atCashier(town, payment, 'pay');
    expect((await posted(order.orderId)).items).toHaveLength(8);
  });

  test('two open years of a newborn in one order, each with its own cover', async () => {
    const newborn = town.sandbox.host.residents
      .list()
      .find((each) => each.story === 'newborn' && each.sex === 'female')!;
    const personId = await addToFamily(town, payer, newborn);
    const enrollmentIds: string[] = [];
    for (const year of [2026, 2025]) {
      const enrolled = await payer.call('enrollment.register', { personId, coverageYear: year });
      expect(enrolled.status).toBe('registered');
      enrollmentIds.push(enrolled.enrollmentId);
    }
    const { order, payment } = await payer.call('payment.createOrder', { enrollmentIds });
    expect(order.totalFen).toBe(80_000);
    await atCashier(town, payment, 'pay');
    const paid = await posted(order.orderId);
    expect(paid.sentence).toBe('已缴费 800 元，最早 2025 年 11 月 21 日起可以报销');
    expect(await coversOf(town, enrollmentIds[0]!)).toMatchObject([
      { coverageYear: 2026, coverFrom: '2026-01-01', coverTo: '2026-12-31', waitingUntil: null },
    ]);
    expect(await coversOf(town, enrollmentIds[1]!)).toMatchObject([
      { coverageYear: 2025, coverFrom: '2025-11-21', coverTo: '2025-12-31', waitingUntil: null },
    ]);
    const { body } = (await noticesOf(town, 'covered:')).find(
      (row) => row.dedupeKey === `covered:${order.orderId}`,
    )!;
    expect(body).toContain('2025 年 11 月 21 日起');
  });

  test('declining and walking away leave the order open; it can be resumed and paid', async () => {
    const enrollmentIds = [await town.payable(payer)];
    const { order, payment } = await payer.call('payment.createOrder', { enrollmentIds });
    const { orderId } = order;
    for (const decision of ['decline', 'walk-away'] as const) {
      await atCashier(town, payment, decision);
      expect((await payer.call('payment.refreshOrder', { orderId })).status).toBe('prepaid');
    }
    expect(await payer.refused('payment.createOrder', { enrollmentIds })).toBe(
      'payment_in_progress',
    );
    const resumed = await payer.call('payment.resumeOrder', { orderId });
    expect(packageOf(resumed.payment)).toBe(packageOf(payment));
    await atCashier(town, resumed.payment, 'pay');
    await posted(orderId);
    expect(await payer.refused('payment.createOrder', { enrollmentIds })).toBe('already_paid');
    const again = await payer.call('payment.resumeOrder', { orderId });
    expect(again.payment).toEqual({ kind: 'none' });
  });

  const packageOf = (payment: { kind: string; params?: { package: string } }) =>
    payment.params?.package;

  test('a stranger can neither pay for them nor see, refresh, resume or cancel the order', async () => {
    const stranger = await town.login('luo-jun');
    const enrollmentIds = [await town.payable(payer)];
    expect(await stranger.refused('payment.createOrder', { enrollmentIds })).toBe('not_found');
    const { orderId } = (await payer.call('payment.createOrder', { enrollmentIds })).order;
    expect(await stranger.refused('payment.getOrder', { orderId })).toBe('not_found');
    for (const action of [
      'payment.resumeOrder',
      'payment.refreshOrder',
      'payment.cancelOrder',
    ] as const) {
      expect(await stranger.refused(action, { orderId })).toBe('not_found');
    }
    expect((await payer.call('payment.getOrder', { orderId })).status).toBe('prepaid');
  });

  test('only what is registered can be paid', async () => {
    const personId = await town.adopt(payer, 'elsewhereActive');
    const { enrollmentId, status } = await payer.call('enrollment.register', {
      personId,
      coverageYear,
    });
    expect(status).toBe('conflict_elsewhere');
    const enrollmentIds = [enrollmentId, await town.payable(payer)];
    expect(await payer.refused('payment.createOrder', { enrollmentIds })).toBe(
      'enrollment_not_payable',
    );
    const unknown = ['00000000-0000-4000-8000-000000000000'];
    expect(await payer.refused('payment.createOrder', { enrollmentIds: unknown })).toBe(
      'not_found',
    );
  });
});
