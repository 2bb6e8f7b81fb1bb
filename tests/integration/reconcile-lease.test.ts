import { randomUUID } from 'node:crypto';
import { reconcileFinding, reconcileRun } from '@yibao/cloudfunctions/lib/database/schema';
import { reconcileList } from '@yibao/cloudfunctions/reconcile/reconcile-list';
import { runLeaseMs } from '@yibao/cloudfunctions/reconcile/runs';
import { sourceOf } from '@yibao/cloudfunctions/reconcile/sources/index';
import { type Source } from '@yibao/cloudfunctions/reconcile/sources/source';
import { engines } from '../support/database';
import { fillDay } from '../support/reconcile/fill-day';
import { startTestSystem, type TestSystem } from '../support/system';
import { books } from './payment-support';

jest.setTimeout(60_000);

const day = '2025-11-20';

describe.each(engines())('a run that hung and was taken over, on $name', (engine) => {
  let system: TestSystem;
  let now = 0;
  beforeEach(async () => {
    system = await startTestSystem(engine);
    await system.sandboxPost('/control/clock', { setTo: '2025-11-21T11:00:00+08:00' });
    await system.tick();
    const counts = { openOrderPaid: 1, missingThere: 1 };
    await fillDay(system, { day, seed: 11, orders: 10, counts, rail: 'wechatPay' });
    now = system.runtime.clock.now();
  });
  afterEach(() => system.close());

  const run = (source: Source, heal = false) => {
    const runtime = { ...system.runtime, clock: { now: () => now } };
    return reconcileList(runtime, source, { day, traceId: randomUUID(), heal });
  };
  const findings = () => system.runtime.db.select().from(reconcileFinding);
  /** The first attempt was the daily run's, before the day was filled. */
  const runs = async () => {
    const rows = await system.runtime.db.select().from(reconcileRun);
    const later = rows.filter((row) => row.attempt > 1);
    return later.sort((a, b) => a.attempt - b.attempt);
  };

  /** The same list; the first time something is asked of it, somebody else takes the day over. */
  function overtaken(
    step: 'statement' | 'heal' | 'ownByReference',
    takeOver: () => Promise<unknown>,
  ): Source {
    const source = sourceOf('wechatPay');
    let hung = false;
    const original = source[step].bind(source) as (...args: unknown[]) => Promise<unknown>;
    const hang = async (...args: unknown[]) => {
      if (!hung) {
        hung = true;
        now += runLeaseMs + 1;
        await takeOver();
      }
      return original(...args);
    };
    return { ...source, [step]: hang };
  }

  test.each(['statement', 'ownByReference', 'heal'] as const)(
    'hung in %s: it says that another one is at work and writes nothing more',
    async (step) => {
      let after: unknown;
      const source = overtaken(step, async () => {
        await run(sourceOf('wechatPay'));
        after = [await findings(), await runs()];
      });
      const report = await run(source, true);
      expect(report).toMatchObject({ state: 'busy', figures: null, findings: [] });
      expect([await findings(), await runs()]).toEqual(after);
      expect((await runs()).map(({ state }) => state)).toEqual(['broken', 'unexplained']);
    },
  );

  test('what is left to heal is left to the one that took over', async () => {
    const source = overtaken('statement', () => run(sourceOf('wechatPay')));
    await run(source, true);
    const { orders } = await books(system);
    expect(orders.filter(({ status }) => status === 'prepaid')).toHaveLength(1);
  });

  test('taken over while it could not get the list: nothing is ended that is not its own', async () => {
    const source: Source = {
      ...sourceOf('wechatPay'),
      statement: async () => {
        now += runLeaseMs + 1;
        await run(sourceOf('wechatPay'));
        return { outcome: 'refused', reason: 'cut' };
      },
    };
    expect(await run(source)).toMatchObject({ state: 'busy', refusal: null });
    expect((await runs()).map(({ state }) => state)).toEqual(['broken', 'unexplained']);
  });
});
