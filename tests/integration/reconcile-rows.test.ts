import { randomUUID } from 'node:crypto';
import { addDays } from '@yibao/shared/rules/dates';
import { type StatementRow } from '@yibao/shared/rules/reconciliation';
import { reconcileFinding } from '@yibao/cloudfunctions/lib/database/schema';
import { reconcileList } from '@yibao/cloudfunctions/reconcile/reconcile-list';
import { sourceOf } from '@yibao/cloudfunctions/reconcile/sources/index';
import { type Source } from '@yibao/cloudfunctions/reconcile/sources/source';
import { engines } from '../support/database';
import { fillDay } from '../support/reconcile/fill-day';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';

jest.setTimeout(60_000);

const day = '2025-11-20';

describe.each(engines())('several rows of one reference, on $name', (engine) => {
  let system: TestSystem;
  let clerk: Phone;
  /** The one line that both sides have. */
  let line: StatementRow;
  beforeEach(async () => {
    system = await startTestSystem(engine);
    clerk = system.phone('gao-min');
    await system.sandboxPost('/control/clock', { setTo: '2025-11-22T11:00:00+08:00' });
    // the daily run finds nothing yet; what follows is run by hand
    await system.tick();
    await fillDay(system, { day, seed: 3, orders: 1, counts: {}, rail: 'wechatPay' });
    const list = await sourceOf('wechatPay').statement(system.runtime, day);
    if (list.outcome !== 'read') throw new Error('no list');
    line = list.rows[0]!;
  });
  afterEach(() => system.close());

  const run = (rows: StatementRow[], ofDay = day) => {
    const listed: Source = {
      ...sourceOf('wechatPay'),
      statement: () => Promise.resolve({ outcome: 'read', rows, digest: '' }),
    };
    const options = { day: ofDay, traceId: randomUUID(), heal: false };
    return reconcileList(system.runtime, listed, options);
  };
  const named = async (rows: StatementRow[]) =>
    (await run(rows)).findings
      .map(({ kind, number, thereFen, state }) => `${kind} ${number} ${thereFen} ${state}`)
      .sort();
  const rowsKept = async () => (await system.runtime.db.select().from(reconcileFinding)).length;

  test('money that moved three times: neither of the others hides behind the other', async () => {
    const rows = [line, { ...line, number: 'T2' }, { ...line, number: 'T3' }];
    const expected = (state: string) => [
      `numberDiffers T2 ${line.amountFen} open`,
      `numberDiffers T3 ${line.amountFen} ${state}`,
    ];
    expect(await named(rows)).toEqual(expected('open'));
    const { rows: open } = await clerk.call('reconcile.findings', { show: 'open', day });
    const third = open.find(({ number }) => number === 'T3')!;
    const reason = '对方确认已经退回';
    await clerk.call('reconcile.resolve', { findingId: third.findingId, reason });
    // in whatever order they come: the words are about this row
    expect(await named([...rows].reverse())).toEqual(expected('resolved'));
    expect(await named(rows)).toEqual(expected('resolved'));
    expect(await rowsKept()).toBe(2);
  });

  test('one transaction listed three times with other amounts: each repetition is named', async () => {
    const rows = [line, { ...line, amountFen: 1 }, { ...line, amountFen: 2 }];
    const expected = [`duplicateRow ${line.number} 1 open`, `duplicateRow ${line.number} 2 open`];
    expect(await named(rows)).toEqual(expected);
    expect(await named(rows)).toEqual(expected);
    expect(await rowsKept()).toBe(2);
  });

  test('a payment and a refund of one number are two things', async () => {
    const refund = { ...line, kind: 'refund' as const, number: 'R1' };
    const found = await named([line, line, refund, refund]);
    expect(found).toEqual([
      `duplicateRow ${line.number} ${line.amountFen} open`,
      `duplicateRow R1 ${line.amountFen} open`,
      `refundUnknownHere R1 ${line.amountFen} open`,
    ]);
    expect(await rowsKept()).toBe(3);
  });

  test('one number under two references is no repeated line', async () => {
    const found = await named([line, { ...line, reference: 'NOBODY-1' }]);
    expect(found).toEqual([`paymentUnknownHere ${line.number} ${line.amountFen} open`]);
  });

  test('what was explained and comes up on another day is another one', async () => {
    const stranger = { ...line, reference: 'NOBODY-1', number: 'T9' };
    await run([line, stranger]);
    const { rows } = await clerk.call('reconcile.findings', { show: 'open', day });
    const [{ findingId }] = rows as [(typeof rows)[number]];
    await clerk.call('reconcile.resolve', { findingId, reason: '对方确认已经退回' });
    const next = await run([stranger], addDays(day, 1));
    expect(next.findings).toMatchObject([{ kind: 'paymentUnknownHere', state: 'open' }]);
    expect(await run([line, stranger])).toMatchObject({ state: 'explained' });
    expect(await rowsKept()).toBe(2);
  });
});
