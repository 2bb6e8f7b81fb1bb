import { dayMs } from '@yibao/shared/rules/dates';
import { engines } from '../../tests/support/database';
import { accountOf } from './caller';
import { cleanUp } from './cleanup';
import { type DatabaseHandle } from './database/database';
import { attemptCounter, idempotency, outbox, session } from './database/schema';
import { type Runtime } from './runtime';

jest.setTimeout(60_000);

const now = Date.parse('2025-11-20T09:00:00+08:00');

describe.each(engines())('the nightly cleaning on $name', (engine) => {
  let handle: DatabaseHandle;
  beforeAll(async () => {
    handle = await engine.open();
  });
  afterAll(() => handle.close());

  test('removes what has served its time, and nothing else', async () => {
    const { db } = handle;
    const login = { appId: 'mini', openId: 'o', unionId: null };
    const accountId = await accountOf(db, login, now);
    const hash = (n: number) => String(n).padStart(64, '0');
    const base = { accountId, appId: 'mini', openId: 'o', createdAt: now, lastUsedAt: now };
    await db.insert(session).values([
      { ...base, tokenHash: hash(1), expiresAt: now - 1 },
      { ...base, tokenHash: hash(2), expiresAt: now + 1 },
    ]);
    const answered = { accountId, action: 'a', inputHash: 'h', reply: 'r' };
    await db.insert(idempotency).values([
      { ...answered, requestId: 'old', createdAt: now - 7 * dayMs - 1 },
      { ...answered, requestId: 'new', createdAt: now - 7 * dayMs + 1 },
    ]);
    await db.insert(attemptCounter).values([
      { subject: 'old', day: '2025-10-20', failures: 3 },
      { subject: 'new', day: '2025-11-20', failures: 3 },
    ]);
    const message = { topic: 't', payload: {}, attempts: 1, nextAttemptAt: now, createdAt: 0 };
    const long = now - 30 * dayMs - 1;
    await db.insert(outbox).values([
      { ...message, dedupeKey: 'old', status: 'done', settledAt: long },
      { ...message, dedupeKey: 'new', status: 'done', settledAt: now },
      { ...message, dedupeKey: 'pending', status: 'pending' },
      { ...message, dedupeKey: 'dead', status: 'dead', settledAt: long },
    ]);

    const runtime = { db, clock: { now: () => now } } as Runtime;
    await cleanUp(runtime);
    await cleanUp(runtime);

    expect((await db.select().from(session)).map((row) => row.tokenHash)).toEqual([hash(2)]);
    expect((await db.select().from(idempotency)).map((row) => row.requestId)).toEqual(['new']);
    expect((await db.select().from(attemptCounter)).map((row) => row.subject)).toEqual(['new']);
    const kept = (await db.select().from(outbox)).map((row) => row.dedupeKey);
    expect(kept.sort()).toEqual(['dead', 'new', 'pending']);
  });
});
