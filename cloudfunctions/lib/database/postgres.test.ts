import { sql } from 'drizzle-orm';
import { describeOnServers, poolMax } from '../../../tests/support/database';
import { type DatabaseHandle, isPoolExhausted, rawRows } from './database';

jest.setTimeout(30_000);

/** A transaction that has begun and goes on when told to. */
async function openTransaction({ db }: DatabaseHandle) {
  let goOn = (): void => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  let begun: (pid: number) => void = () => undefined;
  const pid = new Promise<number>((resolve) => (begun = resolve));
  const done = db.transaction(async (tx) => {
    const [row] = await rawRows<{ pid: number }>(tx, sql`select pg_backend_pid() as pid`);
    begun(row?.pid ?? 0);
    await held;
    return rawRows(tx, sql`select 1`);
  });
  done.catch(() => undefined);
  return { pid: await pid, goOn, done };
}

describeOnServers('connections', (engine) => {
  let handle: DatabaseHandle;
  beforeEach(async () => {
    handle = await engine.open(300);
  });
  afterEach(() => handle.close());

  test('all in use: whoever comes is refused in time, told apart from other failures', async () => {
    const { db } = handle;
    const open = await Promise.all(Array.from({ length: poolMax }, () => openTransaction(handle)));
    const refusals = await Promise.allSettled([
      db.execute(sql`select 1`),
      db.transaction((tx) => tx.execute(sql`select 1`)),
    ]);
    for (const { goOn } of open) goOn();
    await Promise.all(open.map(({ done }) => done));
    const reasons = refusals.map((each): unknown => each.status === 'rejected' && each.reason);
    expect(reasons.map(isPoolExhausted)).toEqual([true, true]);
    const other: unknown = await db
      .execute(sql`select no_such_column`)
      .catch((error: unknown) => error);
    expect(isPoolExhausted(other)).toBe(false);
  });

  test('one that the server ends in a transaction: that fails, the process and the next do not', async () => {
    const { db } = handle;
    const broken = await openTransaction(handle);
    await db.execute(sql`select pg_terminate_backend(${broken.pid})`);
    const isGone = async () => {
      const rows = await rawRows(db, sql`select 1 from pg_stat_activity where pid = ${broken.pid}`);
      return rows.length === 0;
    };
    while (!(await isGone()));
    broken.goOn();
    await expect(broken.done).rejects.toThrow();
    expect(await rawRows(db, sql`select 1 as n`)).toEqual([{ n: 1 }]);
  });
});
