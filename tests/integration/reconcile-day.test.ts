import { randomUUID } from 'node:crypto';
import { startOfDay } from '@yibao/shared/rules/dates';
import {
  ledgerEntry,
  ledgerPosting,
  reconcileFinding,
  reconcileRun,
} from '@yibao/cloudfunctions/lib/database/schema';
import { type DayReport, reconcileDay } from '@yibao/cloudfunctions/reconcile/reconcile-day';
import { reconcileList } from '@yibao/cloudfunctions/reconcile/reconcile-list';
import { runLeaseMs } from '@yibao/cloudfunctions/reconcile/runs';
import { sourceOf } from '@yibao/cloudfunctions/reconcile/sources/index';
import { type PayOrder } from '@yibao/sandbox/wechat-pay/order';
import { engines } from '../support/database';
import { type PlannedFinding } from '../support/reconcile/discrepancies';
import { type FilledDay, fillDay } from '../support/reconcile/fill-day';
import { startTestSystem, type TestSystem } from '../support/system';
import { books } from './payment-support';

jest.setTimeout(120_000);

const day = '2025-11-20';

describe.each(engines())('a day of 300 orders on $name', (engine) => {
  let system: TestSystem;
  let filled: FilledDay;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    await system.sandboxPost('/control/clock', { setTo: '2025-11-21T11:00:00+08:00' });
    // the daily run finds nothing yet; what follows is run by hand
    await system.tick();
    filled = await fillDay(system, {
      day,
      seed: 20_251_120,
      orders: 300,
      duplicateLine: true,
      counts: {
        openOrderPaid: 2,
        closedOrderPaid: 1,
        paidTwice: 1,
        unknownOrder: 2,
        missingThere: 2,
        amountDiffers: 1,
        numberDiffers: 1,
        dayDiffers: 1,
        postingUnknown: 1,
        postingUnconfirmed: 2,
        postingLost: 1,
        postingStuck: 1,
        postingAmountDiffers: 1,
        postingOnItsWay: 1,
        refundUnfinished: 1,
        refundMissing: 1,
        refundUnknown: 1,
        refundAmountDiffers: 1,
        refundFailedThere: 1,
        refundedOnBothSides: 2,
        acrossMidnight: 1,
        acrossMidnightBefore: 1,
      },
    });
  });
  afterAll(() => system.close());

  const run = (options: { heal?: boolean } = {}) =>
    reconcileDay(system.runtime, { day, traceId: randomUUID(), heal: true, ...options });
  const listed = ({ lists }: DayReport) =>
    lists
      .flatMap(({ source, findings }) =>
        findings.map(({ kind, reference, state }) => `${source} ${kind} ${reference} ${state}`),
      )
      .sort();
  const planned = (state: (planned: PlannedFinding) => string | null) =>
    filled.planned
      .flatMap((each) => {
        const { source, kind, reference } = each;
        const told = state(each);
        return told === null ? [] : [`${source} ${kind} ${reference} ${told}`];
      })
      .sort();
  const findingRows = () => system.runtime.db.select().from(reconcileFinding);
  const runRows = () => system.runtime.db.select().from(reconcileRun);

  test('without healing it finds exactly what is wrong, and touches nothing', async () => {
    const before = await books(system);
    const report = await run({ heal: false });
    expect(report.outcome).toBe('unexplained');
    expect(listed(report)).toEqual(
      planned(({ state }) => (state === 'healed' ? 'open' : state)).map((line) =>
        // a posting that was not sent may still be on its way
        line.replace(/(postingNotSent .*) open$/, '$1 waiting'),
      ),
    );
    expect(await books(system)).toEqual(before);
  });

  test('the same lists and books again: the same findings, none of them twice', async () => {
    const before = await findingRows();
    const [first, second] = [await run({ heal: false }), await run({ heal: false })];
    expect(listed(second)).toEqual(listed(first));
    const after = await findingRows();
    expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
  });

  test('two runs at the same moment: one is at work, the other says so, nothing is doubled', async () => {
    const before = (await findingRows()).length;
    const reports = await Promise.all([run({ heal: false }), run({ heal: false })]);
    const states = reports.flatMap(({ lists }) => lists.map(({ state }) => state));
    expect(states).toContain('unexplained');
    expect(states.filter((state) => state !== 'unexplained' && state !== 'busy')).toEqual([]);
    expect(await findingRows()).toHaveLength(before);
    expect((await runRows()).filter(({ state }) => state === 'running')).toEqual([]);
  });

  test('broken off in the middle: on record, in nobody’s way for long, nothing half written', async () => {
    const before = await findingRows();
    const { db, clock } = system.runtime;
    const transaction = db.transaction.bind(db);
    let transactions = 0;
    const crash = jest.spyOn(db, 'transaction').mockImplementation((...args) =>
      // begun, books read, findings kept; then the process is gone
      ++transactions > 2 ? Promise.reject(new Error('gone')) : transaction(...args),
    );
    const update = jest.spyOn(db, 'update').mockImplementation(() => {
      throw new Error('gone');
    });
    const wechat = sourceOf('wechatPay');
    const options = { day, traceId: 'gone', heal: false };
    await expect(reconcileList(system.runtime, wechat, options)).rejects.toThrow('gone');
    crash.mockRestore();
    update.mockRestore();
    expect(await findingRows()).toEqual(before);
    expect(await reconcileList(system.runtime, wechat, options)).toMatchObject({ state: 'busy' });
    const later = { ...system.runtime, clock: { now: () => clock.now() + runLeaseMs + 1 } };
    expect(await reconcileList(later, wechat, options)).toMatchObject({ state: 'unexplained' });
    expect((await runRows()).map(({ state }) => state)).toContain('broken');
    expect((await findingRows()).length).toBe(before.length);
  });

  test('heals what can be healed, and says so', async () => {
    const report = await run();
    expect(listed(report)).toEqual(planned(({ state }) => state));
    const healed = filled.planned.filter(({ state }) => state === 'healed');
    expect(report).toMatchObject({ outcome: 'unexplained', healed: healed.length });
    const { orders } = await books(system);
    const statusOf = (reference: string) =>
      orders.find(({ outTradeNo }) => outTradeNo === reference)?.status;
    const statuses = healed
      .filter(({ kind }) => kind === 'paymentUnbooked')
      .map(({ reference }) => statusOf(reference));
    expect(statuses.sort()).toEqual(['posted', 'posted', 'posted', 'refund_due']);
  });

  test('the sums of both sides and of the ledger explain each other', async () => {
    const { lists, ledger } = await run({ heal: false });
    expect(ledger).toMatchObject({ sumFen: 0, unbalanced: 0 });
    for (const { source, figures } of lists) {
      const { thereFen, hereFen, findingsFen, edgeFen, ledgerFen } = figures!;
      expect([source, hereFen]).toEqual([source, ledgerFen]);
      expect([source, thereFen - findingsFen - edgeFen]).toEqual([source, ledgerFen]);
    }
    expect(lists[0]!.figures!.ledgerFen).toBe(ledger.movementsFen.wechatPay);
  });

  test('after healing only what nobody can heal is left, and a further run finds the same', async () => {
    const [first, second] = [await run(), await run()];
    const left = planned(({ state }) => (state === 'healed' ? null : state));
    expect(listed(first)).toEqual(left);
    expect(listed(second)).toEqual(left);
    expect(second.healed).toBe(0);
  });

  test('whose order a heal changed hears of it, as of any payment', async () => {
    const { notices, orders } = await books(system);
    const unbooked = filled.planned.filter(({ kind }) => kind === 'paymentUnbooked');
    for (const { reference } of unbooked) {
      const { id, payerPersonId } = orders.find(({ outTradeNo }) => outTradeNo === reference)!;
      const told = notices.filter(
        ({ personId, dedupeKey }) => personId === payerPersonId && dedupeKey.endsWith(id),
      );
      const paid = told.filter(({ title }) => /缴费成功|退还/.test(title));
      expect(paid).toHaveLength(1);
    }
  });

  test('clerks explain the rest; then the day is explained, until a figure changes', async () => {
    const clerk = system.phone('gao-min');
    const { rows, nextCursor } = await clerk.call('reconcile.findings', { show: 'open', day });
    expect(nextCursor).toBeNull();
    const open = filled.planned.filter(({ state }) => state === 'open');
    expect(rows).toHaveLength(open.length);
    for (const { findingId } of rows) {
      const reason = '已与对方核对，另行处理';
      const resolved = await clerk.call('reconcile.resolve', { findingId, reason });
      expect(resolved).toMatchObject({ state: 'resolved', resolution: reason });
      expect(resolved.resolvedByBadge).toMatch(/^sandbox-/);
    }
    const [{ findingId }] = rows as [(typeof rows)[number]];
    const again = { findingId, reason: '再说一次' };
    expect(await clerk.refused('reconcile.resolve', again)).toBe('finding_settled');
    const report = await run();
    expect(report).toMatchObject({ outcome: 'explained', unexplained: 0 });
    expect(report.resolved).toBe(open.length);

    const changed = open.find(({ kind }) => kind === 'amountDiffers')!;
    const store = system.sandbox.host.journal.store<PayOrder>('wechat-pay-orders');
    const order = store.get(changed.reference)!;
    store.set(changed.reference, { ...order, amountFen: order.amountFen - 1 });
    expect(await run()).toMatchObject({ outcome: 'unexplained', unexplained: 1 });
  });

  test('the history of runs is there for clerks, newest first', async () => {
    const clerk = system.phone('gao-min');
    const { rows } = await clerk.call('reconcile.runs', { day });
    expect(rows.length).toBeGreaterThan(10);
    const moments = rows.map(({ startedAt }) => startedAt);
    expect(moments).toEqual([...moments].sort((a, b) => b - a));
    expect(rows[0]).toMatchObject({ day, sourceName: expect.stringMatching(/[一-龥]/) as unknown });
  });

  test('nothing in the tables tells who paid', async () => {
    const text = JSON.stringify([await findingRows(), await runRows()]);
    expect(text).not.toMatch(/osandbox|openid|某某/);
  });

  test('a ledger that says something else than its orders is a finding', async () => {
    const { orders } = await books(system);
    const { id: orderId } = orders.find(({ status }) => status === 'posted')!;
    const [postingId, reference] = [randomUUID(), randomUUID()];
    const at = startOfDay(day) + 1;
    await system.runtime.db.transaction(async (tx) => {
      const booking = { id: postingId, kind: 'refund_agreed', reference, orderId } as const;
      await tx.insert(ledgerPosting).values({ ...booking, bookedOn: day, at });
      await tx.insert(ledgerEntry).values([
        { postingId, account: 'wechatPay', amountFen: -1 },
        { postingId, account: 'refundable', amountFen: 1 },
      ]);
    });
    const { lists } = await run({ heal: false });
    const found = lists.flatMap(({ findings }) => findings);
    expect(found.find(({ kind }) => kind === 'ledgerDiffers')).toMatchObject({ reference: day });
  });
});
