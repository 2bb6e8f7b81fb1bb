import { randomUUID } from 'node:crypto';
import { idempotency, outbox } from '@yibao/cloudfunctions/lib/database/schema';
import { timers } from '@yibao/cloudfunctions/jobs/run-jobs';
import { sweepOrders } from '@yibao/cloudfunctions/payment/sweep-orders';
import { dayMs, minuteMs } from '@yibao/shared/rules/dates';
import { describeOnServers, engines } from '../support/database';
import { atCashier } from '../support/journey';
import { books, orderRow, startTown, type Town } from './payment-support';

jest.setTimeout(30_000);

/** The same runtime some time later, without moving the clock and its timers. */
function later({ runtime }: Town, ms: number): Town['runtime'] {
  const { clock } = runtime;
  return { ...runtime, clock: { now: () => clock.now() + ms } };
}

describe.each(engines())('the timers on $name', (engine) => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(engine);
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());

  test('the night keeps what is still needed, for as long as it is', async () => {
    const { db, clock } = town.runtime;
    const phone = await town.login('xu-huilan');
    const [{ accountId }] = (await db.select().from(idempotency)) as unknown as [
      { accountId: string },
    ];
    await db.delete(idempotency);
    const now = clock.now();
    const remembered = (requestId: string, ageMs: number) => ({
      accountId,
      requestId,
      action: 'a',
      inputHash: 'h',
      reply: '',
      createdAt: now - ageMs,
    });
    await db
      .insert(idempotency)
      .values([remembered('young', 6 * dayMs), remembered('old', 8 * dayMs)]);
    const message = (dedupeKey: string, status: 'pending' | 'done' | 'dead', ageMs: number) => ({
      topic: 'core.enrol',
      dedupeKey,
      payload: { enrollmentId: randomUUID() },
      status,
      attempts: 0,
      // far ahead: the minute's timer is not to touch it
      nextAttemptAt: now + 400 * dayMs,
      createdAt: now - ageMs,
      settledAt: status === 'pending' ? null : now - ageMs,
    });
    await db
      .insert(outbox)
      .values([
        message('pending for a year', 'pending', 365 * dayMs),
        message('dead for a year', 'dead', 365 * dayMs),
        message('done yesterday', 'done', dayMs),
        message('done long ago', 'done', 31 * dayMs),
      ]);
    await timers.night(town.runtime, 'night');
    const requestIds = (await db.select().from(idempotency)).map((row) => row.requestId);
    expect(requestIds).toEqual(['young']);
    const kept = (await books(town)).outbox.map((row) => row.dedupeKey);
    expect(kept.filter((key) => / /.test(key)).sort()).toEqual([
      'dead for a year',
      'done yesterday',
      'pending for a year',
    ]);
    // the session of the phone, orders, covers and audit entries stand
    expect((await phone.call('identity.me', {})).verified).not.toBeNull();
  });

  test('one job that fails does not keep the others from their turn', async () => {
    const phone = await town.login('xu-huilan');
    town.fault({ system: 'core-platform', operation: 'R101', kind: 'error500' });
    const personId = await town.adopt(phone);
    const enrolled = await phone.call('enrollment.register', { personId, coverageYear: 2026 });
    expect(enrolled.status).toBe('checking');
    const { db } = town.runtime;
    const transaction = db.transaction.bind(db);
    let calls = 0;
    const failing = jest
      .spyOn(db, 'transaction')
      .mockImplementation((...args: Parameters<typeof transaction>) =>
        // the first transaction of a tick is the sweep of orders
        ++calls === 1 ? Promise.reject(new Error('lost')) : transaction(...args),
      );
    await timers.minute(later(town, minuteMs), 'minute');
    failing.mockRestore();
    expect(town.logText()).toContain('"job":"orders"');
    const { enrollmentId } = enrolled;
    expect((await phone.call('enrollment.get', { enrollmentId })).status).toBe('registered');
  });

  test('an open order is looked at soon, then calmly, and always at its end', async () => {
    const phone = await town.login('xu-huilan');
    const { order } = await phone.call('payment.createOrder', {
      enrollmentIds: [await town.payable(phone)],
    });
    const { orderId, createdAt, expiresAt } = order;
    const waits: number[] = [];
    let due = (await orderRow(town, orderId)).nextSweepAt!;
    waits.push(due - createdAt);
    for (let n = 0; n < 30 && due < expiresAt; n++) {
      const at = due;
      const clock = { now: () => at };
      await sweepOrders({ ...town.runtime, clock }, { limit: 50, traceId: 'sweep' });
      due = (await orderRow(town, orderId)).nextSweepAt!;
      waits.push(due - at);
    }
    const seconds = waits.map((ms) => Math.round(ms / 1000));
    expect(seconds.slice(0, 7)).toEqual([5, 10, 15, 30, 60, 120, 300]);
    expect(due).toBe(expiresAt);
    expect(waits.length).toBeLessThan(15);
  });
});

describeOnServers('two workers', (engine) => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(engine);
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());

  test('each takes other orders; together they look at each once', async () => {
    const phone = await town.login('xu-huilan');
    town.fault({ system: 'wechat-pay', operation: 'notify', kind: 'drop', times: 1000 });
    const orderIds: string[] = [];
    for (let n = 0; n < 6; n++) {
      const enrollmentIds = [await town.payable(phone)];
      const { order, payment } = await phone.call('payment.createOrder', { enrollmentIds });
      if (n < 3) await atCashier(town, payment, 'pay');
      orderIds.push(order.orderId);
    }
    const asked = town.callsOf('query').length;
    const soon = later(town, minuteMs);
    const options = { limit: 50, traceId: 'two' };
    const counts = await Promise.all([1, 2, 3].map(() => sweepOrders(soon, options)));
    expect(counts.reduce((sum, count) => sum + count)).toBe(6);
    expect(town.callsOf('query')).toHaveLength(asked + 6);
    const statuses = await Promise.all(
      orderIds.map(async (orderId) => (await orderRow(town, orderId)).status),
    );
    expect(statuses.filter((status) => status === 'posted')).toHaveLength(3);
    expect(statuses.filter((status) => status === 'prepaid')).toHaveLength(3);
  });

  test('the minute by five workers at once: every posting reaches the platform once', async () => {
    const phone = await town.login('luo-jun');
    town.fault({ system: 'core-platform', operation: 'R201', kind: 'error500', times: 4 });
    const enrollmentIds: string[] = [];
    for (let n = 0; n < 4; n++) enrollmentIds.push(await town.payable(phone));
    town.fault({ system: 'wechat-pay', operation: 'notify', kind: 'drop', times: 1000 });
    const { order, payment } = await phone.call('payment.createOrder', { enrollmentIds });
    await atCashier(town, payment, 'pay');
    await phone.call('payment.refreshOrder', { orderId: order.orderId });
    expect((await orderRow(town, order.orderId)).status).toBe('paid');
    const calls = town.callsOf('R201').length;
    const soon = later(town, minuteMs);
    await Promise.all([1, 2, 3, 4, 5].map((n) => timers.minute(soon, `worker-${n}`)));
    expect((await orderRow(town, order.orderId)).status).toBe('posted');
    expect(town.callsOf('R201')).toHaveLength(calls + 4);
  });
});
