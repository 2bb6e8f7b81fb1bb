import { randomUUID } from 'node:crypto';
import { reconcileFinding, reconcileRun } from '@yibao/cloudfunctions/lib/database/schema';
import { sourceOf } from '@yibao/cloudfunctions/reconcile/sources/index';
import { reconcileList } from '@yibao/cloudfunctions/reconcile/reconcile-list';
import { engines } from '../support/database';
import { fillDay } from '../support/reconcile/fill-day';
import { startTestSystem, type TestSystem } from '../support/system';

jest.setTimeout(60_000);

const day = '2025-11-20';

describe.each(engines())('a list that is not what it should be, on $name', (engine) => {
  let system: TestSystem;
  let early: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    await system.sandboxPost('/control/clock', { setTo: '2025-11-21T08:30:00+08:00' });
    early = await run();
    await system.sandboxPost('/control/clock', { setTo: '2025-11-21T11:00:00+08:00' });
    // the daily run finds nothing yet; what follows is run by hand
    await system.tick();
    const counts = { openOrderPaid: 1 };
    await fillDay(system, { day, seed: 7, orders: 20, counts, rail: 'wechatPay' });
  });
  afterAll(() => system.close());
  afterEach(() => damage('none'));

  const damage = (kind: string) =>
    system.sandboxPost('/control/statement', { sender: 'wechatPay', damage: kind });
  const run = (options: { day?: string; heal?: boolean } = {}) =>
    reconcileList(system.runtime, sourceOf('wechatPay'), {
      day,
      traceId: randomUUID(),
      heal: false,
      ...options,
    });
  const findings = () => system.runtime.db.select().from(reconcileFinding);

  test('before nine it is not ready, and nothing is compared', () => {
    expect(early).toMatchObject({ state: 'notReady', figures: null, findings: [] });
  });

  test('today, a day of long ago, a day without anything', async () => {
    expect(await run({ day: '2025-11-21' })).toMatchObject({ state: 'notReady' });
    expect(await run({ day: '2025-08-20' })).toMatchObject({ state: 'refused', refusal: 'tooOld' });
    const quiet = await run({ day: '2025-11-18' });
    expect(quiet).toMatchObject({ state: 'explained', figures: { rowsThere: 0, rowsHere: 0 } });
  });

  test.each([
    ['notReady', 'notReady', null],
    ['wrongHash', 'refused', 'wrongHash'],
    ['cut', 'refused', 'cut'],
    ['cutPacked', 'refused', 'cut'],
    ['wrongTotals', 'refused', 'totalsDiffer'],
    ['gbk', 'refused', 'gbk'],
    ['otherMerchant', 'refused', 'otherMerchant'],
    ['otherDay', 'refused', 'otherDay'],
    ['foreignHost', 'refused', 'foreignHost'],
    ['bomb', 'refused', 'tooLarge'],
  ])('%s: %s, nothing of it is believed', async (kind, state, refusal) => {
    const before = await findings();
    await damage(kind);
    expect(await run({ heal: true })).toMatchObject({ state, refusal, figures: null });
    expect(await findings()).toEqual(before);
    const runs = await system.runtime.db.select().from(reconcileRun);
    const last = runs.sort((a, b) => b.attempt - a.attempt).find((row) => row.day === day);
    expect(last).toMatchObject({ state, refusal });
  });

  test.each([
    ['duplicateLine', 'duplicateRow'],
    ['unknownOrder', 'paymentUnknownHere'],
  ])('%s: named, and everything else compared', async (kind, found) => {
    await damage(kind);
    const { state, findings: named, figures } = await run();
    expect(state).toBe('unexplained');
    expect(named.map((each) => each.kind).sort()).toEqual([found, 'paymentUnbooked'].sort());
    expect(figures).toMatchObject({ matched: 19 });
  });

  test('what a damaged list had named is gone with a good one', async () => {
    await run();
    const states = (await findings()).map(({ kind, state }) => `${kind} ${state}`).sort();
    expect(states).toEqual([
      'duplicateRow healed',
      'paymentUnbooked open',
      'paymentUnknownHere healed',
    ]);
  });

  test.each(['error500', 'drop', 'timeout'] as const)(
    'WeChat Pay does not answer (%s): on record as failed, tried again',
    async (kind) => {
      for (const operation of ['tradebill', 'billdownload']) {
        system.sandbox.host.faults.add({
          system: 'wechat-pay',
          operation,
          kind,
          times: 1,
          delayMs: 20,
        });
        await expect(run()).rejects.toThrow();
      }
      expect(await run()).toMatchObject({ state: 'unexplained' });
    },
  );

  test.each([
    ['wrongHash', 'wrongHash'],
    ['cut', 'cut'],
    ['gbk', 'gbk'],
    ['otherMerchant', 'otherMerchant'],
    ['wrongTotals', 'totalsDiffer'],
  ])('the daily files of the other rails, %s: refused', async (kind, refusal) => {
    const { journal } = system.sandbox.host;
    const paidAt = Date.parse('2025-11-20T10:00:00+08:00');
    const payment = { receiptNo: 'SP-1', paidFen: 100, paidAt };
    const handOver = { orderNo: 'NOBODY-1', content: '', lines: [], totalFen: 100, payment };
    journal.store<object>('tax-hand-overs').set('NOBODY-1', handOver);
    const rail = (source: 'taxHandOver' | 'mutualAid') =>
      reconcileList(system.runtime, sourceOf(source), { day, traceId: 't', heal: true });
    const named = [{ kind: 'paymentUnknownHere', reference: 'NOBODY-1', thereFen: 100 }];
    expect(await rail('taxHandOver')).toMatchObject({ state: 'unexplained', findings: named });
    await system.sandboxPost('/control/statement', { sender: 'taxHandOver', damage: kind });
    expect(await rail('taxHandOver')).toMatchObject({ state: 'refused', refusal });
    await system.sandboxPost('/control/statement', { sender: 'taxHandOver', damage: 'none' });
    // the other rail's list is its own
    expect(await rail('mutualAid')).toMatchObject({ state: 'explained' });
  });

  test('the platform lists a page less than it counts: nothing of it is believed', async () => {
    const { corePlatform } = system.runtime.ports;
    const real = corePlatform.listPostings.bind(corePlatform);
    const short = jest.spyOn(corePlatform, 'listPostings').mockImplementation(async (...args) => {
      const page = await real(...args);
      return { ...page, postings: page.postings.slice(1) };
    });
    const core = () =>
      reconcileList(system.runtime, sourceOf('corePlatform'), { day, traceId: 't', heal: false });
    expect(await core()).toMatchObject({ state: 'refused', refusal: 'cut' });
    short.mockRestore();
    expect(await core()).toMatchObject({ state: 'explained' });
  });
});
