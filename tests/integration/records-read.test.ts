import { randomUUID } from 'node:crypto';
import { settlementsOutput } from '@yibao/shared/protocols/core-platform';
import { engines } from '../support/database';
import { atCashier, selfId, until, verify } from '../support/journey';
import { withBaby, withRecords } from '../support/records';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { dumpText, query } from '../support/tables';

jest.setTimeout(60_000);

describe.each(engines())('ten years of records, on $name', (engine) => {
  let system: TestSystem;
  let phone: Phone;
  let personId: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    phone = system.phone('jiang-xiaomei');
    await verify(system, phone);
    personId = await selfId(phone);
  });
  afterAll(() => system.close());
  const platformCalls = () =>
    system.sandbox.host.calls.list().filter(({ operation }) => /^(5203|90100)$/.test(operation));

  test('before the platform was asked there is nothing, and it says so', async () => {
    const { covers, freshness } = await phone.call('records.covers', { personId });
    expect(covers).toEqual([]);
    expect(freshness).toEqual({ asOf: null, failed: false, stale: true });
  });

  test('a platform that is away leaves everything as it was, and the answer says so', async () => {
    for (const operation of ['5203', '90100']) {
      const fault = { system: 'core-platform', operation, kind: 'error500', delayMs: 0 };
      await system.sandboxPost('/control/faults', fault);
    }
    const refreshed = await phone.call('records.refresh', { personId, byHand: true });
    expect(refreshed).toMatchObject({
      asked: false,
      contributions: { asOf: null, failed: true },
      settlements: { asOf: null, failed: true },
    });
    await system.advance(1);
  });

  test('a refresh brings ten years; another one right after asks nobody', async () => {
    const refreshed = await phone.call('records.refresh', { personId, byHand: false });
    expect(refreshed.asked).toBe(true);
    expect(refreshed.settlements).toMatchObject({ failed: false, stale: false });
    const before = platformCalls().length;
    expect((await phone.call('records.refresh', { personId, byHand: false })).asked).toBe(false);
    expect((await phone.call('records.refresh', { personId, byHand: true })).asked).toBe(false);
    expect(platformCalls()).toHaveLength(before);
  });

  test('however many ask at the same moment, the platform is asked once', async () => {
    const refresh = () => phone.call('records.refresh', { personId, byHand: true });
    const callsOf = async (ask: () => Promise<unknown>) => {
      await system.advance(1);
      const before = platformCalls().length;
      await ask();
      return platformCalls().length - before;
    };
    const alone = await callsOf(refresh);
    expect(alone).toBeGreaterThan(0);
    let replies: Awaited<ReturnType<typeof refresh>>[] = [];
    const together = await callsOf(async () => {
      replies = await Promise.all(Array.from({ length: 10 }, refresh));
    });
    expect(together).toBe(alone);
    expect(replies.filter(({ asked }) => asked)).toHaveLength(1);
    // a lost answer asked for again is not a new question, and nothing of the first is lost
    const askedAt = system.runtime.clock.now();
    const twin = { requestId: randomUUID(), personId, byHand: true };
    const repeated = await callsOf(() =>
      Promise.all(Array.from({ length: 4 }, () => phone.call('records.refresh', twin))),
    );
    expect(repeated).toBe(alone);
    const { freshness } = await phone.call('records.covers', { personId });
    expect(freshness.failed).toBe(false);
    expect(freshness.asOf).toBeGreaterThan(askedAt);
  });

  test('cover of ten years, each with its days and how long it has been continuous', async () => {
    const { covers, sentence } = await phone.call('records.covers', { personId });
    expect(sentence).toBe('连续参保 10 年，到 2025 年度');
    const years = covers.map((cover) => [cover.coverageYear, cover.continuousYears]);
    expect(years).toEqual(Array.from({ length: 10 }, (_, n) => [2025 - n, 10 - n]));
    expect(covers[0]).toMatchObject({
      state: 'effective',
      period: { from: '2025-01-01', to: '2025-12-31' },
      waitingUntil: null,
      isReckoned: true,
    });
    expect(covers[0]!.incentive).toMatchObject({ continuousYears: 10, capFen: 30_000_000 });
    expect(covers[9]).toMatchObject({ coverageYear: 2016, state: 'ended', incentive: null });
  });

  test('payments: what was paid elsewhere than here is named so, and pages end with a year', async () => {
    const { payments } = await phone.call('records.payments', { personId });
    expect(payments.map(({ standing }) => standing)).toEqual(Array(10).fill('onlyThere'));
    const first = await phone.call('records.payments', { personId, pageSize: 4 });
    expect(first.payments.map(({ coverageYear }) => coverageYear)).toEqual([
      2025, 2024, 2023, 2022,
    ]);
    expect(first.nextCursor).toBe(2022);
    const cursor = first.nextCursor!;
    const second = await phone.call('records.payments', { personId, pageSize: 50, cursor });
    expect(second.payments[0]!.coverageYear).toBe(2021);
    expect(second.nextCursor).toBeNull();
  });

  test('settlements page by page are the same as all at once, newest first', async () => {
    const all = await phone.call('records.settlements', { personId, pageSize: 50 });
    const numbers: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 60; page++) {
      const input = { personId, pageSize: 3, ...(cursor ? { cursor } : {}) };
      const reply = await phone.call('records.settlements', input);
      numbers.push(...reply.settlements.map(({ settlementNo }) => settlementNo));
      if (reply.nextCursor === null) break;
      cursor = reply.nextCursor;
    }
    expect(all.settlements.length).toBeGreaterThan(10);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.slice(0, 50)).toEqual(all.settlements.map((line) => line.settlementNo));
    const times = all.settlements.map(({ settledAt }) => settledAt);
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  test('by year, by kind and by a piece of the institution’s name', async () => {
    const { settlements } = await phone.call('records.settlements', { personId, pageSize: 50 });
    const one = settlements.find(({ kind }) => kind === 'outpatient')!;
    const ofKind = await phone.call('records.settlements', { personId, kind: 'outpatient' });
    expect(ofKind.settlements.every(({ kind }) => kind === 'outpatient')).toBe(true);
    const coverageYear = new Date(one.settledAt).getUTCFullYear();
    const ofYear = await phone.call('records.settlements', { personId, coverageYear });
    expect(ofYear.settlements.map(({ settlementNo }) => settlementNo)).toContain(one.settlementNo);
    for (const { settledAt } of ofYear.settlements) {
      expect(new Date(settledAt + 8 * 3_600_000).getUTCFullYear()).toBe(coverageYear);
    }
    const search = one.institutionName.slice(2, 5);
    const found = await phone.call('records.settlements', { personId, search, pageSize: 50 });
    expect(found.settlements.length).toBeGreaterThan(0);
    for (const { institutionName } of found.settlements) expect(institutionName).toContain(search);
    const none = await phone.call('records.settlements', { personId, search: '没有这家' });
    expect(none).toMatchObject({ settlements: [], nextCursor: null });
  });

  test('one bill adds up in every part', async () => {
    const { settlements } = await phone.call('records.settlements', { personId, pageSize: 50 });
    for (const { settlementNo } of settlements.slice(0, 12)) {
      const { settlement: bill } = await phone.call('records.settlement', {
        personId,
        settlementNo,
      });
      expect(bill.addsUp).toBe(true);
      const paid = bill.fundFen + bill.accountFen + bill.cashFen + bill.institutionFen;
      expect(paid).toBe(bill.totalFen);
      expect(bill.ownAccountFen + bill.mutualAidFen).toBe(bill.accountFen);
    }
  });

  test('a year’s months and kinds make up its sums, and the caps say what is left', async () => {
    const year = await phone.call('records.settlementYear', { personId, coverageYear: 2025 });
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(year.months.map(({ totalFen }) => totalFen))).toBe(year.sums.totalFen);
    expect(sum(year.byKind.map(({ totalFen }) => totalFen))).toBe(year.sums.totalFen);
    const [basic, serious] = year.caps;
    expect(basic).toMatchObject({ kind: 'basic', capFen: 30_000_000, raisedFen: 0 });
    expect(basic!.usedFen + basic!.leftFen).toBe(30_000_000);
    expect(serious!.rules.length).toBeGreaterThan(0);
    const older = await phone.call('records.settlementYear', { personId, coverageYear: 2020 });
    expect(older.caps).toEqual([]);
  });

  test('the picture of a year: nothing is left to claim where there is no cover', async () => {
    const year = await phone.call('records.settlementYear', { personId, coverageYear: 2026 });
    expect(year.caps).toEqual([]);
    // 2026 can be paid for already, 2027 cannot; the first bill is of 2016
    expect(year).toMatchObject({ firstYear: 2016, lastYear: 2026 });
  });

  test('only what raised somebody’s cap is cited as its rule', async () => {
    const { covers } = await phone.call('records.covers', { personId });
    const [latest] = covers;
    expect(latest!.incentive).toMatchObject({
      totalFen: 0,
      sentence:
        '连续参保的奖励从 2025 年开始算，以前的年数不计，现在算 1 年；满 4 年后每多一年加 3000 元',
    });
    expect(latest!.incentive!.rules.map(({ title }) => title)).toEqual([
      '大病保险一年最多报销 30 万元',
    ]);
    expect(latest!.sentence).toBe('医保正常，到 2025 年 12 月 31 日（含当天）看病都可以报销');
  });

  test('paid here: it is on its way, then both say the same, and it covers the year', async () => {
    const coverageYear = 2026;
    const { enrollmentId } = await phone.call('enrollment.register', { personId, coverageYear });
    const pending = await phone.call('records.covers', { personId });
    expect(pending.covers[0]).toMatchObject({ coverageYear, state: 'pending', enrollmentId });
    const { order, payment } = await phone.call('payment.createOrder', {
      enrollmentIds: [enrollmentId],
    });
    await system.sandboxPost('/control/posting', { delayMinutes: 60 });
    await atCashier(system, payment, 'pay');
    await until(
      () => phone.call('payment.getOrder', { orderId: order.orderId }),
      ({ status }) => status === 'paid',
    );
    const onItsWay = await phone.call('records.payments', { personId, pageSize: 1 });
    expect(onItsWay.payments[0]).toMatchObject({
      coverageYear,
      standing: 'notArrived',
      ours: { paidBySelf: true, reference: order.reference, orderId: order.orderId },
    });
    await system.advance(90);
    await until(
      async () => {
        await system.advance(10);
        return phone.call('payment.getOrder', { orderId: order.orderId });
      },
      ({ status }) => status === 'posted',
    );
    await phone.call('records.refresh', { personId, byHand: true });
    const { payments } = await phone.call('records.payments', { personId, pageSize: 1 });
    expect(payments).toHaveLength(1);
    expect(payments[0]).toMatchObject({
      standing: 'same',
      ours: { amountFen: 40_000 },
      theirs: { amountFen: 40_000, arrived: true },
    });
    const { covers, sentence } = await phone.call('records.covers', { personId });
    expect(covers[0]).toMatchObject({
      coverageYear,
      state: 'upcoming',
      continuousYears: 11,
      isReckoned: false,
    });
    expect(sentence).toBe('连续参保 11 年，到 2026 年度');
  });

  test('what the platform no longer says is not shown, and comes back when it does', async () => {
    const { db } = system.runtime;
    const [row] = (await phone.call('records.settlements', { personId })).settlements;
    const number = row!.settlementNo;
    const insert = `insert into platform_settlement select (jsonb_populate_record(s,
      '{"settlement_no": "GONE1"}')).* from platform_settlement s
      where person_id = '${personId}' and settlement_no = '${number}'`;
    await query(db, insert);
    await query(
      db,
      `update platform_settlement set gone_at = now() where settlement_no = '${number}'`,
    );
    await system.advance(11);
    await phone.call('records.refresh', { personId, byHand: false });
    const after = await phone.call('records.settlements', { personId });
    const shown = after.settlements.map(({ settlementNo }) => settlementNo);
    expect(shown).toContain(number);
    expect(shown).not.toContain('GONE1');
    const kept = await query(db, `select 1 from platform_settlement where settlement_no = 'GONE1'`);
    expect(kept).toHaveLength(1);
  });

  test('no institution stands in the database in clear, and nobody’s key is another’s', async () => {
    const text = await dumpText(system.runtime.db);
    const { settlements } = await phone.call('records.settlements', { personId, pageSize: 50 });
    for (const { institutionName } of settlements) expect(text).not.toContain(institutionName);
    expect(system.logText()).not.toContain(settlements[0]!.institutionName);
    const mother = system.phone('liu-xiuying');
    await withRecords(system, mother);
    const shared = await query(
      system.runtime.db,
      'select institution_key from visited_institution group by 1 having count(*) > 1',
    );
    expect(shared).toEqual([]);
  });

  test('a guardian sees the newborn’s records, and nothing is asked before the platform knows it', async () => {
    const babyId = await withBaby(system, phone);
    const { people } = await phone.call('records.people', {});
    expect(people.find(({ person }) => person.personId === babyId)).toMatchObject({
      access: 'guardian',
      kinds: ['covers', 'payments', 'settlements'],
    });
    const { covers } = await phone.call('records.covers', { personId: babyId });
    expect(covers[0]).toMatchObject({ state: 'pending' });
    const list = await phone.call('records.settlements', { personId: babyId });
    expect(list.settlements).toEqual([]);
  });
});

test('the wire has no field for what somebody was ill with', () => {
  const { element } = settlementsOutput.shape.setlinfo;
  expect(Object.keys(element.shape).filter((name) => /dise|diag/.test(name))).toEqual([]);
});
