import { addGuardian } from '@yibao/cloudfunctions/lib/guardians';
import { describeOnServers, engines } from '../support/database';
import { atCashier, selfId, until } from '../support/journey';
import { type Phone } from '../support/system';
import {
  addToFamily,
  books,
  coversOf,
  coverageYear,
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

const by = ({ orderId }: { orderId: string }) => ({ orderId });
const statusOf = async (town: Town, orderId: string) => (await orderRow(town, orderId)).status;
const liveItems = async (town: Town, enrollmentId: string) =>
  (await books(town)).items.filter((item) => item.enrollmentId === enrollmentId && item.live);

describe.each(engines())('money that comes at the wrong moment, on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());

  async function openOrder(enrollmentId?: string): Promise<CreatedOrder & { enrolled: string }> {
    const enrolled = enrollmentId ?? (await town.payable(payer));
    const created = await payer.call('payment.createOrder', { enrollmentIds: [enrolled] });
    return { ...created, enrolled };
  }
  const muteNotifications = () =>
    town.fault({ system: 'wechat-pay', operation: 'notify', kind: 'drop', times: 1000 });
  /** What WeChat Pay would say of money for an order, wherever the order stands. */
  const moneyFor = (reference: string) =>
    deliver(town, signNotification(town, sealTrade(town, tradeOf(town, reference))));

  test('not paid: closed at WeChat Pay when it ends, and the people are free again', async () => {
    const { order, payment, enrolled } = await openOrder();
    await town.advance(29);
    expect(await statusOf(town, order.orderId)).toBe('prepaid');
    await town.advance(2);
    expect(await payer.call('payment.getOrder', by(order))).toMatchObject({
      status: 'closed',
      sentence: '订单已经取消，没有扣款。需要时可以重新缴费。',
    });
    await atCashier(town, payment, 'pay'); // too late: the cashier refuses
    expect(town.wechatOrder(order.reference)!.payment).toBeNull();
    expect(await payer.refused('payment.resumeOrder', by(order))).toBe('order_not_payable');
    const again = await openOrder(enrolled);
    expect(again.order.orderId).not.toBe(order.orderId);
  });

  test('paid in the last seconds, not notified, swept after the end: paid wins', async () => {
    muteNotifications();
    const { order, payment, enrolled } = await openOrder();
    const { clock } = town.sandbox.host;
    clock.set(order.expiresAt - 20_000);
    await town.tick();
    await atCashier(town, payment, 'pay');
    await town.advance(1);
    expect(await statusOf(town, order.orderId)).toBe('posted');
    expect(await coversOf(town, enrolled)).toHaveLength(1);
  });

  test('cancelled while the person pays: close is answered ORDERPAID, paid wins', async () => {
    muteNotifications();
    const { order, payment } = await openOrder();
    await atCashier(town, payment, 'pay');
    expect((await payer.call('payment.cancelOrder', by(order))).status).toBe('posted');
    expect(town.callsOf('close').at(-1)).toBe('ORDERPAID');
  });

  test('paid while the sweep is closing it: paid wins', async () => {
    muteNotifications();
    const { order, payment } = await openOrder();
    const { wechatPay } = town.runtime.ports;
    const close = wechatPay.close.bind(wechatPay);
    const spy = jest.spyOn(wechatPay, 'close').mockImplementationOnce(async (reference) => {
      await atCashier(town, payment, 'pay');
      return close(reference);
    });
    expect((await payer.call('payment.cancelOrder', by(order))).status).toBe('posted');
    spy.mockRestore();
  });

  test('cancelled while its prepay_id is on the way: nobody gets to pay for it', async () => {
    const enrollmentIds = [await town.payable(payer)];
    const { wechatPay } = town.runtime.ports;
    const prepay = wechatPay.prepay.bind(wechatPay);
    const spy = jest.spyOn(wechatPay, 'prepay').mockImplementationOnce(async (request) => {
      const row = (await books(town)).orders.find((each) => each.status === 'created')!;
      const closed = await payer.call('payment.cancelOrder', { orderId: row.id });
      expect(closed.status).toBe('closed');
      return prepay(request);
    });
    expect(await payer.refused('payment.createOrder', { enrollmentIds })).toBe('order_not_payable');
    const { outTradeNo } = spy.mock.calls[0]![0];
    spy.mockRestore();
    expect(town.wechatOrder(outTradeNo)!.closedAt).not.toBeNull();
  });

  test('the answer to close is lost: the next look sees it closed', async () => {
    const { order, enrolled } = await openOrder();
    town.fault({ system: 'wechat-pay', operation: 'close', kind: 'timeout' });
    const reply = await payer.reply('payment.cancelOrder', by(order));
    expect(reply).toMatchObject({
      ok: false,
      error: {
        code: 'upstream_unavailable',
        message: '暂时连不上微信支付，订单还没有取消，请稍后再试；如果已经付款，钱不会丢',
      },
    });
    expect(await statusOf(town, order.orderId)).toBe('prepaid');
    await town.advance(1);
    expect(await statusOf(town, order.orderId)).toBe('closed');
    await openOrder(enrolled);
  });

  test('money for a closed order whose people are free: taken up again', async () => {
    const { order, enrolled } = await openOrder();
    await payer.call('payment.cancelOrder', by(order));
    expect(await moneyFor(order.reference)).toBe(204);
    expect(await statusOf(town, order.orderId)).toBe('posted');
    expect(await coversOf(town, enrolled)).toHaveLength(1);
    expect(await liveItems(town, enrolled)).toHaveLength(1);
    const cancelled = await payer.call('payment.cancelOrder', by(order));
    expect(cancelled.status).toBe('posted');
  });

  test.each([
    ['another order has paid for them', true],
    ['another order is open for them', false],
  ])('money for a closed order, but %s: it is due back', async (_title, isPaid) => {
    const first = await openOrder();
    await payer.call('payment.cancelOrder', by(first.order));
    const second = await openOrder(first.enrolled);
    if (isPaid) {
      await atCashier(town, second.payment, 'pay');
      await until(
        () => statusOf(town, second.order.orderId),
        (status) => status === 'posted',
      );
    }
    expect(await moneyFor(first.order.reference)).toBe(204);
    const superseded = await payer.call('payment.getOrder', by(first.order));
    expect(superseded.status).toBe('refund_due');
    expect(superseded.sentence).toBe(
      isPaid
        ? '这一年度已经由另一笔订单缴过费，这笔多付的 400 元正在退还给您（已申请），不用再付。'
        : '这笔钱没有用来参保，400 元正在退还给您（已申请）。还没有缴费的人，请到首页重新办理',
    );
    expect(await liveItems(town, first.enrolled)).toMatchObject([
      { orderId: second.order.orderId },
    ]);
    const told = (await books(town)).notices.filter(
      (row) => row.dedupeKey === `refund-due:${first.order.orderId}`,
    );
    expect(told).toHaveLength(1);
    // the other order is not touched, and the same news again changes nothing
    expect(await moneyFor(first.order.reference)).toBe(204);
    if (!isPaid) {
      await atCashier(town, second.payment, 'pay');
      await until(
        () => statusOf(town, second.order.orderId),
        (status) => status === 'posted',
      );
    }
    expect(await coversOf(town, first.enrolled)).toMatchObject([{ orderId: second.order.orderId }]);
  });

  test('money for a closed order whose enrolment was withdrawn: due back, nobody covered', async () => {
    const { order, enrolled } = await openOrder();
    await payer.call('payment.cancelOrder', by(order));
    await payer.call('enrollment.cancel', { enrollmentId: enrolled });
    expect(await moneyFor(order.reference)).toBe(204);
    expect(await statusOf(town, order.orderId)).toBe('refund_due');
    expect(await coversOf(town, enrolled)).toEqual([]);
  });

  test('an enrolment cannot be withdrawn under an open order', async () => {
    const { order, enrolled } = await openOrder();
    const enrollmentId = enrolled;
    expect(await payer.refused('enrollment.cancel', { enrollmentId })).toBe('payment_in_progress');
    await payer.call('payment.cancelOrder', by(order));
    expect((await payer.call('enrollment.cancel', { enrollmentId })).status).toBe('cancelled');
    expect(await payer.refused('payment.createOrder', { enrollmentIds: [enrolled] })).toBe(
      'enrollment_not_payable',
    );
  });

  test('a lost reply: the same requestId finds the same order and the same prepay_id', async () => {
    const enrollmentIds = [await town.payable(payer)];
    const input = { requestId: 'same-intention-000001', enrollmentIds };
    const [first, second] = [
      await payer.call('payment.createOrder', input),
      await payer.call('payment.createOrder', input),
    ];
    expect(second.order.orderId).toBe(first.order.orderId);
    expect(packageOf(second)).toBe(packageOf(first));
    const other = { ...input, enrollmentIds: [await town.payable(payer)] };
    expect(await payer.refused('payment.createOrder', other)).toBe('request_id_reused');
    expect(await itemRows(town, first.order.orderId)).toHaveLength(1);
  });

  test('a double tap: one order, the same pay parameters but for the fresh signature', async () => {
    const enrollmentIds = [await town.payable(payer)];
    const input = { requestId: 'double-tap-0000000001', enrollmentIds };
    const taps = await Promise.all([1, 2, 3].map(() => payer.call('payment.createOrder', input)));
    expect(new Set(taps.map(({ order }) => order.orderId)).size).toBe(1);
    expect(new Set(taps.map(packageOf)).size).toBe(1);
  });

  const packageOf = ({ payment }: CreatedOrder) =>
    payment.kind === 'wechatPay' ? payment.params.package : null;

  test('paid from another WeChat than it was ordered in: a clear sentence, no money', async () => {
    const { order } = await openOrder();
    const { db } = town.runtime;
    const { paymentOrder } = await import('@yibao/cloudfunctions/lib/database/schema');
    await db.update(paymentOrder).set({ openId: 'osandbox-oa-xu-huilan' });
    expect(await payer.reply('payment.resumeOrder', by(order))).toMatchObject({
      ok: false,
      error: {
        code: 'order_not_payable',
        message: '这笔订单要在当初下单的微信里付款。想在这里付，请先取消它，再重新缴费',
      },
    });
    expect((await payer.call('payment.cancelOrder', by(order))).status).toBe('closed');
  });

  test('both parents want to pay for their child: one order lives, the other is told', async () => {
    const [father, mother] = [await town.login('shen-wenbo'), await town.login('lu-yutong')];
    const child = father.user.family.find(({ relation }) => relation === 'daughter')!.resident;
    const personId = await addToFamily(town, father, child);
    await addToFamily(town, mother, child);
    const { db, clock } = town.runtime;
    for (const [phone, relation] of [
      [father, 'father'],
      [mother, 'mother'],
    ] as const) {
      const guardianPersonId = await selfId(phone);
      const bond = { childPersonId: personId, guardianPersonId, relation, now: clock.now() };
      await addGuardian(db, bond);
    }
    const { enrollmentId } = await father.call('enrollment.register', { personId, coverageYear });
    const enrollmentIds = [enrollmentId];
    const replies = await Promise.all(
      [father, mother].map((phone) => phone.reply('payment.createOrder', { enrollmentIds })),
    );
    expect(replies.map(({ ok }) => ok).sort()).toEqual([false, true]);
    const refused = replies.find(({ ok }) => !ok);
    expect(refused).toMatchObject({
      error: {
        code: 'payment_in_progress',
        message: '家里有人正在为其中一位缴费。请等对方付完，或请对方取消后再办，不会重复扣款',
      },
    });
    expect(await liveItems(town, enrollmentId)).toHaveLength(1);
    const winner = replies[0]!.ok ? father : mother;
    const loser = winner === father ? mother : father;
    const { standings } = await loser.call('enrollment.overview', { coverageYear });
    const theirs = standings.find(({ person }) => person.personId === personId)!;
    expect(theirs).toMatchObject({ sentence: '家里有人正在缴这一份', nextStep: 'none' });
    expect(theirs.orderId).toBeNull();
    // each is told what they can do about it: the loser waits, the winner can pay or cancel
    const seen = await loser.call('enrollment.get', { enrollmentId });
    expect(seen).toMatchObject({ orderId: null, heldByOther: true });
    expect(await winner.call('enrollment.get', { enrollmentId })).toMatchObject({
      heldByOther: false,
    });
    const cancelled = await loser.reply('enrollment.cancel', { enrollmentId });
    expect(cancelled.ok ? '' : cancelled.error.message).toContain('请对方取消');
    // the winner walks away; once the order has ended the other one can pay
    await town.advance(31);
    const taken = await loser.call('payment.createOrder', { enrollmentIds });
    await atCashier(town, taken.payment, 'pay');
    await until(
      () => statusOf(town, taken.order.orderId),
      (status) => status === 'posted',
    );
    expect(await winner.refused('payment.createOrder', { enrollmentIds })).toBe('already_paid');
    expect(await loser.refused('enrollment.cancel', { enrollmentId })).toBe('already_paid');
  });
});

describeOnServers('many at once', (engine) => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(engine);
  });
  afterAll(() => town.close());

  test('fifty createOrder for the same people under fifty requestIds: one order', async () => {
    const payer = await town.login('xu-huilan');
    const enrollmentIds = [await town.payable(payer), await town.payable(payer)];
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        payer.reply('payment.createOrder', {
          // half of them name the people the other way round
          enrollmentIds: n % 2 === 0 ? enrollmentIds : enrollmentIds.toReversed(),
        }),
      ),
    );
    const codes = replies.map((reply) => (reply.ok ? 'ok' : reply.error.code)).sort();
    expect(codes).toEqual(
      ['ok', ...Array.from({ length: 49 }, () => 'payment_in_progress')].sort(),
    );
    expect((await books(town)).orders).toHaveLength(1);
    expect((await books(town)).items).toHaveLength(2);
  });

  test('the same requestId fifty times: one order, the same answer', async () => {
    const payer = await town.login('xu-huilan');
    const input = {
      requestId: 'fifty-taps-0000000001',
      enrollmentIds: [await town.payable(payer)],
    };
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => payer.call('payment.createOrder', input)),
    );
    expect(new Set(replies.map(({ order }) => order.orderId)).size).toBe(1);
  });

  test('pay, notify, refresh, cancel and sweep all at once: paid once, never lost', async () => {
    const payer = await town.login('xu-huilan');
    for (let round = 0; round < 5; round++) {
      const enrolled = await town.payable(payer);
      const { order, payment } = await payer.call('payment.createOrder', {
        enrollmentIds: [enrolled],
      });
      await Promise.all([
        atCashier(town, payment, 'pay'),
        payer.reply('payment.refreshOrder', by(order)),
        payer.reply('payment.cancelOrder', by(order)),
        payer.reply('payment.cancelOrder', by(order)),
        town.advance(1),
        payer.reply('payment.refreshOrder', by(order)),
      ]);
      const isPaid = town.wechatOrder(order.reference)!.payment !== null;
      const settled = await until(
        () => payer.call('payment.refreshOrder', by(order)),
        ({ status }) => status === (isPaid ? 'posted' : 'closed'),
      );
      expect(await coversOf(town, enrolled)).toHaveLength(settled.status === 'posted' ? 1 : 0);
    }
  });
});
