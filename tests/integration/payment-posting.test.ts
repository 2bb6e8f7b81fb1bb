import { outbox } from '@yibao/cloudfunctions/lib/database/schema';
import { engines } from '../support/database';
import { atCashier, until } from '../support/journey';
import { type Phone } from '../support/system';
import { refundsOfOrder } from './refund-support';
import {
  books,
  coverageYear,
  itemRows,
  noticesOf,
  orderRow,
  platformPosting,
  startTown,
  type Town,
} from './payment-support';

jest.setTimeout(30_000);

const hour = 60;

describe.each(engines())('posting to the core platform on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
  });
  afterAll(() => town.close());
  afterEach(async () => {
    town.sandbox.host.faults.clear();
    await setDelay(0);
  });

  const setDelay = (delayMinutes: number) => town.sandboxPost('/control/posting', { delayMinutes });
  const messageOf = async (itemId: string) =>
    (await books(town)).outbox.find(
      (row) => row.topic === 'core.postPayment' && row.dedupeKey === itemId,
    )!;
  const leaves = (orderId: string, status: string) =>
    until(
      () => orderRow(town, orderId),
      (row) => row.status !== status,
    );

  /** Paid and announced, whatever became of the posting. */
  async function paidOrder(people = 1) {
    const enrollmentIds: string[] = [];
    for (let n = 0; n < people; n++) enrollmentIds.push(await town.payable(payer));
    const { order, payment } = await payer.call('payment.createOrder', { enrollmentIds });
    await atCashier(town, payment, 'pay');
    await leaves(order.orderId, 'prepaid');
    const heard = () => Promise.resolve(town.wechatOrder(order.reference)!.notification!.state);
    await until(heard, (state) => state === 'delivered');
    return { orderId: order.orderId, enrollmentIds, items: await itemRows(town, order.orderId) };
  }

  test('not in the books yet: paid and on its way, then posted without anybody asking', async () => {
    await setDelay(30);
    const { orderId } = await paidOrder();
    const waiting = await payer.call('payment.getOrder', { orderId });
    expect(waiting).toMatchObject({ status: 'paid', items: [{ posted: false }] });
    expect(waiting.timeline.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'created done',
      'paid done',
      'posted current',
      'effective todo',
    ]);
    await town.advance(29);
    expect((await orderRow(town, orderId)).status).toBe('paid');
    // asked calmly: a minute at first, a tenth of its age later
    await town.advance(4);
    expect((await orderRow(town, orderId)).status).toBe('posted');
    expect((await orderRow(town, orderId)).nextSweepAt).toBeNull();
  });

  test('48 hours: the person hears once that it takes longer, and once that it is done', async () => {
    await setDelay(50 * hour);
    const { orderId } = await paidOrder();
    await town.advance(48 * hour - 1);
    expect((await orderRow(town, orderId)).status).toBe('paid');
    expect(await noticesOf(town, `posting-overdue:${orderId}`)).toEqual([]);
    await town.advance(12);
    const overdue = await payer.call('payment.getOrder', { orderId });
    expect(overdue.status).toBe('posting_overdue');
    expect(overdue.timeline.find(({ step }) => step === 'posted')).toMatchObject({
      state: 'problem',
      note: '入账比平时慢，工作人员正在查',
    });
    await town.advance(11);
    await town.advance(11);
    const [told, ...again] = await noticesOf(town, `posting-overdue:${orderId}`);
    expect(told!.body).toContain('钱不会丢，不用再付');
    expect(again).toEqual([]);
    await town.advance(2 * hour);
    expect((await orderRow(town, orderId)).status).toBe('posted');
    expect(await noticesOf(town, `posted:${orderId}`)).toMatchObject([{ title: '入账已完成' }]);
  });

  test.each(['error500', 'timeout', 'drop', 'duplicate', 'delay'] as const)(
    'R201 with %s: posted once all the same',
    async (kind) => {
      town.fault({ system: 'core-platform', operation: 'R201', kind, delayMs: 20 });
      const { orderId, items } = await paidOrder();
      await town.advance(1);
      expect((await orderRow(town, orderId)).status).toBe('posted');
      const bookings = town.sandbox.host.journal
        .store<{ bizNo: string; transactionNo: string }>('core-postings')
        .values()
        .filter(({ bizNo }) => bizNo === items[0]!.id);
      const { transactionId } = await orderRow(town, orderId);
      expect(bookings).toMatchObject([{ transactionNo: transactionId }]);
    },
  );

  test('one of two is posted: the order waits for the other, each shows its own', async () => {
    town.fault({ system: 'core-platform', operation: 'R201', kind: 'error500' });
    const { orderId } = await paidOrder(2);
    const half = await payer.call('payment.getOrder', { orderId });
    expect(half.status).toBe('paid');
    expect(half.items.map(({ posted }) => posted).sort()).toEqual([false, true]);
    const refreshed = await payer.call('payment.refreshOrder', { orderId });
    expect(refreshed.status).toBe('paid'); // its next attempt is not due yet
    await makeDue();
    expect((await payer.call('payment.refreshOrder', { orderId })).status).toBe('posted');
  });

  /** Every waiting message, without moving the clock: that would start the timers. */
  const makeDue = () =>
    town.runtime.db.update(outbox).set({ nextAttemptAt: town.runtime.clock.now() - 1 });

  test('refreshing one order sends nothing of anybody else', async () => {
    town.fault({ system: 'core-platform', operation: 'R201', kind: 'error500', times: 2 });
    const [mine, other] = [await paidOrder(), await paidOrder()];
    await makeDue();
    const { orderId } = mine;
    expect((await payer.call('payment.refreshOrder', { orderId })).status).toBe('posted');
    expect((await orderRow(town, other.orderId)).status).toBe('paid');
    await town.advance(1);
    expect((await orderRow(town, other.orderId)).status).toBe('posted');
  });

  test('the platform is away for a night: dead, yet tried each hour, and posted when it is back', async () => {
    town.fault({ system: 'core-platform', operation: 'R201', kind: 'error500', times: 10_000 });
    const { orderId, items } = await paidOrder();
    const { id } = items[0]!;
    for (let n = 0; n < 20 && (await messageOf(id)).status !== 'dead'; n++) {
      await town.advance(hour + 1);
    }
    expect(await messageOf(id)).toMatchObject({ status: 'dead', attempts: 14 });
    expect((await orderRow(town, orderId)).status).toBe('paid');
    await town.advance(hour + 1);
    expect(await messageOf(id)).toMatchObject({ status: 'dead', attempts: 14 });
    town.sandbox.host.faults.clear();
    await town.advance(hour + 1);
    expect(await messageOf(id)).toMatchObject({ status: 'done' });
    expect((await orderRow(town, orderId)).status).toBe('posted');
  });

  test('the platform refuses: staff see a dead letter, the person hears after 48 hours', async () => {
    town.fault({ system: 'core-platform', operation: 'R201', kind: 'error500', times: 10_000 });
    const { orderId, items } = await paidOrder();
    town.sandbox.host.faults.clear();
    const [item] = items;
    // on a list that pays for all of it, since the day before: another amount is due there
    const { hardship } = town.residentOf(item!.personId);
    hardship.push({ identity: 'extremePoverty', from: '2025-01-01', to: null });
    expect(platformPosting(town, item!.id)).toBeUndefined();
    for (let n = 0; n < 52; n++) await town.advance(hour + 1);
    expect(await messageOf(item!.id)).toMatchObject({ status: 'dead', attempts: 14 });
    expect((await orderRow(town, orderId)).status).toBe('posting_overdue');
    expect(await noticesOf(town, `posting-overdue:${orderId}`)).toHaveLength(1);
    expect(town.logText()).toContain('"topic":"core.postPayment"');
  });

  test('paid at a counter since the payment: nobody waits 48 hours, it goes back by itself', async () => {
    town.fault({ system: 'core-platform', operation: 'R201', kind: 'error500', times: 10_000 });
    const { orderId, items } = await paidOrder();
    town.sandbox.host.faults.clear();
    const [item] = items;
    await payAtCounter(item!.personId);
    await makeDue();
    await town.advance(hour);
    expect(await messageOf(item!.id)).toMatchObject({ status: 'done' });
    expect(platformPosting(town, item!.id)).toBeUndefined();
    const refunds = await refundsOfOrder(town, orderId);
    expect(refunds).toMatchObject([
      { kind: 'cover', reason: 'DUPLICATE_PAYMENT', requestedBy: null, amountFen: 40_000 },
    ]);
    for (let n = 0; n < 52; n++) await town.advance(hour + 1);
    expect((await orderRow(town, orderId)).status).toBe('refunded');
    expect(await noticesOf(town, `posting-overdue:${orderId}`)).toHaveLength(0);
  });

  /** R201 under somebody else's business number. */
  function payAtCounter(personId: string) {
    const { corePlatform } = town.runtime.ports;
    return corePlatform.postPayment({
      businessNo: `counter-${personId}`,
      platformNumber: town.residentOf(personId).personNo,
      coverageYear,
      amountFen: 40_000,
      subsidyFen: 0,
      paidAt: town.runtime.clock.now(),
      rail: 'wechatPay',
      transactionId: 'counter-000001',
    });
  }

  test('paid at a counter since the enrolment: refused before any money is asked for', async () => {
    const enrollmentId = await town.payable(payer);
    const row = (await books(town)).enrollments.find(({ id }) => id === enrollmentId)!;
    await payAtCounter(row.personId);
    const orders = (await books(town)).orders.length;
    const enrollmentIds = [enrollmentId];
    expect(await payer.refused('payment.createOrder', { enrollmentIds })).toBe('already_paid');
    expect((await books(town)).orders).toHaveLength(orders);
  });

  test('the platform does not answer: nobody is kept from paying', async () => {
    const enrollmentIds = [await town.payable(payer)];
    town.fault({ system: 'core-platform', operation: '90100', kind: 'error500', times: 10 });
    const { order } = await payer.call('payment.createOrder', { enrollmentIds });
    expect(order.status).toBe('prepaid');
  });

  test('an order nobody has to pay for survives a crash before it was settled', async () => {
    const enrollmentIds = [await town.payable(payer, 'extremePoverty')];
    const failing = jest
      .spyOn(town.runtime.ports.corePlatform, 'postPayment')
      .mockRejectedValue(new Error('never mind'));
    const { db } = town.runtime;
    const transaction = db.transaction.bind(db);
    let transactions = 0;
    const crash = jest
      .spyOn(db, 'transaction')
      .mockImplementation((...args: Parameters<typeof transaction>) =>
        // the first is the order's own
        ++transactions > 1 ? Promise.reject(new Error('crash')) : transaction(...args),
      );
    const reply = await payer.reply('payment.createOrder', { enrollmentIds });
    crash.mockRestore();
    failing.mockRestore();
    expect(reply.ok).toBe(false);
    const created = (await books(town)).orders.find(({ status }) => status === 'created')!;
    await town.advance(1);
    expect((await orderRow(town, created.id)).status).toBe('posted');
  });
});
