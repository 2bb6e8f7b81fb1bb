import { randomUUID } from 'node:crypto';
import { type DatabaseHandle } from '@yibao/cloudfunctions/lib/database/database';
import { outbox } from '@yibao/cloudfunctions/lib/database/schema';
import { createLog } from '@yibao/cloudfunctions/lib/log';
import {
  backoffMs,
  deliverDue,
  laterMs,
  maxAttempts,
  retryDead,
  type TopicHandlers,
} from '@yibao/cloudfunctions/lib/outbox/deliver';
import { enqueue } from '@yibao/cloudfunctions/lib/outbox/enqueue';
import { type Runtime } from '@yibao/cloudfunctions/lib/runtime';
import { hourMs, minuteMs } from '@yibao/shared/rules/dates';
import { describeOnServers, type Engine, engines } from '../support/database';

/** A database, a clock in the test's hand, and one topic that does what the test says. */
async function startOutbox(engine: Engine) {
  const handle: DatabaseHandle = await engine.open();
  const clock = { at: Date.UTC(2025, 10, 20), now: () => clock.at };
  const log = createLog('silent');
  const runtime = { db: handle.db, clock, log } as unknown as Runtime;
  const never = () => Promise.reject(new Error('not this topic'));
  const deliver = jest.fn<Promise<'done' | 'later'>, [Runtime, { enrollmentId: string }, string]>();
  const giveUp = jest.fn<Promise<void>, [Runtime, { enrollmentId: string }, string]>();
  const handlers: TopicHandlers = {
    'consent.personKnown': { deliver: never, giveUp: never },
    'consent.requested': { deliver: never, giveUp: never },
    'consent.look': { deliver: never, giveUp: never },
    'core.changeIdentity': { deliver: never, giveUp: never },
    'core.enrol': { deliver, giveUp },
    'core.postPayment': { deliver: never, giveUp: never },
    'department.item': { deliver: never, giveUp: never },
    'sms.message': { deliver: never, giveUp: never },
    'mutualAid.bind': { deliver: never, giveUp: never },
    'mutualAid.unbind': { deliver: never, giveUp: never },
    'refund.step': { deliver: never, giveUp: never },
    'refund.withdrawn': { deliver: never, giveUp: never },
    'wechat.message': { deliver: never, giveUp: never },
  };
  return {
    handle,
    clock,
    deliver,
    giveUp,
    send: (key: string) =>
      enqueue(
        handle.db,
        { topic: 'core.enrol', dedupeKey: key, payload: { enrollmentId: key } },
        clock.now(),
      ),
    run: (limit = 50, only?: number[]) =>
      deliverDue(runtime, handlers, { limit, traceId: 'test', ...(only ? { only } : {}) }),
    rows: async () => (await handle.db.select().from(outbox)).sort((a, b) => a.id - b.id),
    async clear() {
      await handle.db.delete(outbox);
      deliver.mockReset().mockResolvedValue('done');
      giveUp.mockReset().mockResolvedValue(undefined);
    },
  };
}
type Box = Awaited<ReturnType<typeof startOutbox>>;

test('waits grow, and never beyond an hour; "not yet" is asked calmly', () => {
  const waits = Array.from({ length: maxAttempts }, (_, n) => backoffMs(n + 1) / 1000);
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600, 3600]);
  expect([0, 5, 30, 300, 3000].map((n) => laterMs(n * minuteMs) / minuteMs)).toEqual([
    1, 1, 3, 30, 30,
  ]);
});

describe.each(engines())('the outbox on $name', (engine) => {
  let box: Box;
  beforeAll(async () => {
    box = await startOutbox(engine);
  }, 60_000);
  beforeEach(() => box.clear());
  afterAll(() => box.handle.close());

  test('the same topic and key twice is one message', async () => {
    const id = await box.send('a');
    expect(id).not.toBeNull();
    expect(await box.send('a')).toBeNull();
    expect(await box.run()).toEqual({ done: 1, later: 0, failed: 0, dead: 0 });
    expect(await box.send('a')).toBeNull();
    expect(await box.run()).toEqual({ done: 0, later: 0, failed: 0, dead: 0 });
    expect(await box.rows()).toMatchObject([{ status: 'done', settledAt: box.clock.at }]);
  });

  test('a failure is tried again after its wait and no sooner', async () => {
    await box.send('a');
    box.deliver.mockRejectedValueOnce(new Error('away'));
    expect(await box.run()).toMatchObject({ failed: 1 });
    expect(await box.rows()).toMatchObject([
      { status: 'pending', attempts: 1, nextAttemptAt: box.clock.at + 5_000 },
    ]);
    box.clock.at += 4_999;
    await box.run();
    expect(box.deliver).toHaveBeenCalledTimes(1);
    box.clock.at += 1;
    expect(await box.run()).toMatchObject({ done: 1 });
  });

  test('after the last attempt it is dead, the topic is told once, and nobody tries on', async () => {
    await box.send('a');
    box.deliver.mockRejectedValue(new Error('away'));
    for (let n = 0; n < maxAttempts; n++) {
      await box.run();
      box.clock.at += hourMs;
    }
    expect(await box.rows()).toMatchObject([{ status: 'dead', attempts: maxAttempts }]);
    expect(box.giveUp).toHaveBeenCalledTimes(1);
    box.clock.at += 100 * hourMs;
    await box.run();
    expect(box.deliver).toHaveBeenCalledTimes(maxAttempts);
  });

  test('giving up that fails itself is tried again, and holds up no other message', async () => {
    await box.send('a');
    await box.handle.db.update(outbox).set({ attempts: maxAttempts - 1 });
    await box.send('b');
    box.deliver.mockImplementation((_runtime, { enrollmentId }) =>
      enrollmentId === 'a' ? Promise.reject(new Error('away')) : Promise.resolve('done'),
    );
    box.giveUp.mockRejectedValueOnce(new Error('the database too'));
    expect(await box.run()).toEqual({ done: 1, later: 0, failed: 1, dead: 0 });
    box.clock.at += hourMs;
    expect(await box.run()).toMatchObject({ dead: 1 });
  });

  test('"later" is no failure, however often', async () => {
    await box.send('a');
    box.deliver.mockResolvedValue('later');
    for (let n = 0; n < 30; n++) {
      expect(await box.run()).toMatchObject({ later: 1 });
      box.clock.at += 31 * minuteMs;
    }
    expect(await box.rows()).toMatchObject([{ status: 'pending', attempts: 0 }]);
  });

  test('a dead one is taken up again an hour later, for a single attempt', async () => {
    const asked = { topic: 'core.enrol' as const, dedupeKeys: ['a', 'b'] };
    await box.send('a');
    await box.handle.db.update(outbox).set({ attempts: maxAttempts - 1 });
    box.deliver.mockRejectedValue(new Error('away'));
    await box.run();
    const { db } = box.handle;
    expect(await retryDead(db, asked, box.clock.at + hourMs - 1)).toBe(0);
    box.clock.at += hourMs;
    expect(await retryDead(db, asked, box.clock.at)).toBe(1);
    expect(await box.run()).toMatchObject({ dead: 1 });
    box.clock.at += hourMs;
    await retryDead(db, asked, box.clock.at);
    box.deliver.mockResolvedValue('done');
    expect(await box.run()).toMatchObject({ done: 1 });
    expect(await retryDead(db, asked, box.clock.at + hourMs)).toBe(0);
  });

  test('the oldest first, not more than the limit, and only what was asked for', async () => {
    const ids: (number | null)[] = [];
    for (const key of ['a', 'b', 'c', 'd']) {
      box.clock.at += 1;
      ids.push(await box.send(key));
    }
    await box.run(2);
    const sent = () => box.deliver.mock.calls.map(([, { enrollmentId }]) => enrollmentId);
    expect(sent()).toEqual(['a', 'b']);
    await box.run(50, [ids[3]!]);
    expect(sent()).toEqual(['a', 'b', 'd']);
  });

  test('a worker that lost its lease does not undo what the next one did', async () => {
    await box.send('a');
    let fail: (reason: Error) => void = () => undefined;
    box.deliver.mockImplementationOnce(
      () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    );
    const slow = box.run();
    await expectSoon(() => box.deliver.mock.calls.length === 1);
    box.clock.at += 2 * minuteMs; // the lease has run out
    expect(await box.run()).toMatchObject({ done: 1 });
    fail(new Error('at last'));
    await slow;
    expect(await box.rows()).toMatchObject([{ status: 'done', attempts: 0 }]);
  });

  test('nor does it put off what the next one has in hand', async () => {
    await box.send('a');
    let fail: (reason: Error) => void = () => undefined;
    box.deliver.mockImplementationOnce(
      () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    );
    const slow = box.run();
    await expectSoon(() => box.deliver.mock.calls.length === 1);
    box.clock.at += 2 * minuteMs;
    box.deliver.mockRejectedValueOnce(new Error('away'));
    expect(await box.run()).toMatchObject({ failed: 1 });
    const nextAttemptAt = box.clock.at + 5_000;
    box.clock.at += 4_000;
    fail(new Error('at last'));
    await slow;
    expect(await box.rows()).toMatchObject([{ status: 'pending', attempts: 1, nextAttemptAt }]);
  });

  test('a worker that died gives its message back', async () => {
    await box.send('a');
    box.deliver.mockImplementationOnce(() => new Promise(() => undefined));
    void box.run();
    await expectSoon(() => box.deliver.mock.calls.length === 1);
    expect(await box.run()).toMatchObject({ done: 0 });
    box.clock.at += minuteMs;
    expect(await box.run()).toMatchObject({ done: 1 });
  });
});

async function expectSoon(holds: () => boolean): Promise<void> {
  for (let n = 0; n < 500 && !holds(); n++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
}

describeOnServers('the outbox under several workers', (engine) => {
  let box: Box;
  beforeAll(async () => {
    box = await startOutbox(engine);
    await box.clear();
  });
  afterAll(() => box.handle.close());

  test('eight workers, 200 messages: each delivered once', async () => {
    for (let n = 0; n < 200; n++) await box.send(randomUUID());
    const reports = await Promise.all(Array.from({ length: 8 }, () => box.run(200)));
    expect(reports.reduce((sum, { done }) => sum + done, 0)).toBe(200);
    const keys = box.deliver.mock.calls.map(([, { enrollmentId }]) => enrollmentId);
    expect(new Set(keys).size).toBe(200);
    expect(keys).toHaveLength(200);
    // the work was shared, not done by one
    expect(reports.filter(({ done }) => done > 0).length).toBeGreaterThan(1);
  });
});
