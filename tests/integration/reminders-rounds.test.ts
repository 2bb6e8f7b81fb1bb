import { randomUUID } from 'node:crypto';
import {
  account,
  familyMember,
  reminder,
  reminderRound,
} from '@yibao/cloudfunctions/lib/database/schema';
import { type KnownPerson, savePerson } from '@yibao/cloudfunctions/lib/people';
import { openRounds, planStretch } from '@yibao/cloudfunctions/reminders/rounds';
import { tellDue } from '@yibao/cloudfunctions/reminders/tell-due';
import { formatMonthAndDay } from '@yibao/shared/rules/dates';
import { describeOnServers, engines } from '../support/database';
import { addRelative, atCashier, claimOf, selfId, until, verify } from '../support/journey';
import { birthOf, formOf } from '../support/newborn';
import { type Phone } from '../support/system';
import { query } from '../support/tables';
import { coverageYear, orderRow, type Town } from './payment-support';
import {
  accept,
  clockTo,
  emptyTown,
  goTo,
  inboxOf,
  noticesTo,
  planDay,
  remindersOf,
} from './reminders-support';

jest.setTimeout(120_000);

/** Residents with an account and nothing else, as many as wanted. @returns their person ids */
async function settle(town: Town, count: number): Promise<string[]> {
  const { db, cipher, clock } = town.runtime;
  const now = clock.now();
  const residents = town.sandbox.host.residents
    .list()
    .filter(({ story }) => story === 'insuredLastYear')
    .slice(-count);
  const ids: string[] = [];
  for (const { sex, birthDate, personNo, ...resident } of residents) {
    const known = {
      identity: claimOf({ sex, birthDate, personNo, ...resident }),
      platform: { platformNumber: personNo, facts: { sex, birthDate } },
    } as KnownPerson;
    ids.push((await savePerson(db, cipher, known, now)).id);
  }
  expect(ids).toHaveLength(count);
  await db.insert(account).values(
    ids.map((personId) => ({
      id: randomUUID(),
      unionId: null,
      personId,
      verifiedAt: now,
      verifiedBy: 'face' as const,
      createdAt: now,
    })),
  );
  return ids;
}

async function payFor(town: Town, phone: Phone, enrollmentIds: string[]): Promise<void> {
  const { order, payment } = await phone.call('payment.createOrder', { enrollmentIds });
  await atCashier(town, payment, 'pay');
  await until(
    () => orderRow(town, order.orderId),
    ({ status }) => status === 'posted',
  );
}

async function enrolled(phone: Phone, personId: string): Promise<string> {
  const made = await phone.call('enrollment.register', { personId, coverageYear });
  return made.enrollmentId;
}

describe.each(engines())('planning, on $name', (engine) => {
  let town: Town;
  beforeEach(async () => {
    town = await emptyTown(engine);
  });
  afterEach(() => town.close());

  test('goes through the people in stretches, remembers where it is, and plans nobody twice', async () => {
    const ids = await settle(town, 23);
    await clockTo(town, '2025-12-24 03:00');
    await town.tick();
    await query(town.runtime.db, 'delete from reminder');
    await query(town.runtime.db, 'delete from reminder_round');
    await openRounds(town.runtime);
    const [round] = (await town.runtime.db.select().from(reminderRound)).filter(
      ({ kind }) => kind === 'window',
    );
    expect(round).toMatchObject({ day: '2025-12-24', cursor: null, finishedAt: null });
    const stretches = await planDay(town, 5);
    // five of five, one of three, and one for each of the three kinds in which nothing is due
    expect(stretches).toBe(5 + 3);
    const planned = await remindersOf(town);
    expect(planned.map(({ personId }) => personId).sort()).toEqual([...ids].sort());
    expect(new Set(planned.map(({ matter }) => matter))).toEqual(
      new Set(['340600-2026-window-normal']),
    );
    const begin = Date.parse('2025-12-24T08:00:00+08:00');
    for (const { nextAttemptAt } of planned) {
      expect(nextAttemptAt - begin).toBeGreaterThanOrEqual(0);
      expect(nextAttemptAt - begin).toBeLessThan(120 * 60_000);
    }
    expect(new Set(planned.map(({ nextAttemptAt }) => nextAttemptAt)).size).toBeGreaterThan(5);
    expect(await planDay(town, 5)).toBe(0);
    await clockTo(town, '2025-12-25 03:00');
    await town.tick();
    await planDay(town, 5);
    expect(await remindersOf(town)).toHaveLength(23);
  });

  test('broken off in the middle, it goes on where it was', async () => {
    await settle(town, 12);
    await town.runtime.db.delete(reminderRound);
    await clockTo(town, '2025-12-24 03:00');
    await town.tick();
    await query(town.runtime.db, 'delete from reminder');
    await query(town.runtime.db, 'delete from reminder_round');
    await openRounds(town.runtime);
    while ((await remindersOf(town)).length < 5) await planStretch(town.runtime, 5);
    await query(town.runtime.db, 'alter table reminder rename to reminder_away');
    await expect(planStretch(town.runtime, 5)).rejects.toThrow();
    await query(town.runtime.db, 'alter table reminder_away rename to reminder');
    const [round] = (await town.runtime.db.select().from(reminderRound)).filter(
      ({ kind }) => kind === 'window',
    );
    expect(round).toMatchObject({ planned: 5, finishedAt: null });
    await planDay(town, 5);
    expect(await remindersOf(town)).toHaveLength(12);
  });

  test('a day without a window plans for no window', async () => {
    await settle(town, 3);
    await clockTo(town, '2025-12-10 03:00');
    await town.tick();
    expect(await remindersOf(town)).toEqual([]);
    const rounds = await town.runtime.db.select().from(reminderRound);
    expect(rounds.map(({ kind }) => kind).sort()).toEqual(['consent', 'cover', 'newborn']);
    expect(rounds.every(({ finishedAt }) => finishedAt !== null)).toBe(true);
  });
});

describe.each(engines())('who is told, on $name', (engine) => {
  let town: Town;
  beforeEach(async () => {
    town = await emptyTown(engine);
  });
  afterEach(() => town.close());

  test('not who paid between the planning and the telling', async () => {
    const phone = await town.login('xu-huilan');
    const personId = await selfId(phone);
    await accept(town, phone, 'windowCloses');
    await goTo(town, '2025-12-24 07:00');
    expect((await remindersOf(town)).map(({ status }) => status)).toEqual(['planned']);
    await payFor(town, phone, [await enrolled(phone, personId)]);
    await goTo(town, '2025-12-24 12:00');
    expect((await remindersOf(town)).map(({ status, reason }) => [status, reason])).toContainEqual([
      'dropped',
      'paid',
    ]);
    const messages = await inboxOf(town, phone);
    expect(messages.filter(({ title }) => title === '缴费截止提醒')).toEqual([]);
  });

  test('told, then everybody paid: no call to action any more, and nothing is pushed', async () => {
    const phone = await town.login('xu-huilan');
    const personId = await selfId(phone);
    await accept(town, phone, 'windowCloses');
    town.fault({ system: 'wechat', operation: 'subscribeSend', kind: 'error500' });
    await goTo(town, '2025-12-24 12:00');
    const [told] = (await phone.call('identity.listNotices', {})).notices;
    expect(told).toMatchObject({
      title: '12 月 31 日截止，您还没缴',
      passed: false,
      group: 'deadlines',
    });
    expect(told!.link).toContain('choose');
    await payFor(town, phone, [await enrolled(phone, personId)]);
    await town.advance(10);
    const notices = (await phone.call('identity.listNotices', {})).notices;
    expect(notices.find(({ noticeId }) => noticeId === told!.noticeId)).toMatchObject({
      passed: true,
      link: '',
    });
    const messages = await inboxOf(town, phone);
    expect(messages.filter(({ title }) => title === '缴费截止提醒')).toEqual([]);
  });

  test('all it named have paid: it asks for nothing, though who need not pay here has not', async () => {
    const phone = await town.login('pan-jianguo');
    const personId = await selfId(phone);
    const motherId = await addRelative(phone, 'mother');
    await goTo(town, '2025-12-24 12:00');
    const titleOf = async () => {
      const { notices } = await phone.call('identity.listNotices', {});
      return notices.find(({ group }) => group === 'deadlines');
    };
    expect(await titleOf()).toMatchObject({
      title: '12 月 31 日截止，家里 1 人没缴',
      passed: false,
    });
    const [told] = await remindersOf(town);
    expect(told).toMatchObject({ personId, about: [motherId] });
    await payFor(town, phone, [await enrolled(phone, motherId)]);
    expect(await titleOf()).toMatchObject({ passed: true, link: '' });
  });

  test('the window is over: the notice stands, its call does not', async () => {
    const phone = await town.login('luo-jun');
    await goTo(town, '2025-12-24 12:00');
    await goTo(town, '2026-01-01 00:00');
    const notices = (await phone.call('identity.listNotices', {})).notices;
    expect(notices).toMatchObject([{ title: '12 月 31 日截止，您还没缴', passed: true, link: '' }]);
  });

  test('nothing about the dead, and nothing about who need not pay here', async () => {
    const phone = await town.login('xu-huilan');
    const personId = await selfId(phone);
    await payFor(town, phone, [await enrolled(phone, personId)]);
    await town.adopt(phone, 'deceased');
    await goTo(town, '2025-12-24 12:00');
    const own = (await remindersOf(town)).filter((row) => row.personId === personId);
    expect(own.map(({ event, status, reason }) => [event, status, reason])).toEqual([
      ['windowCloses', 'dropped', 'nobodyOwes'],
    ]);
    expect((await noticesTo(town, personId)).map(({ title }) => title)).toEqual(['缴费成功']);
  });

  test('while the platform is away nobody is told on a guess; afterwards they are', async () => {
    const phone = await town.login('luo-jun');
    const personId = await selfId(phone);
    town.fault({ system: 'core-platform', operation: '*', kind: 'error500', times: 10_000 });
    await goTo(town, '2025-12-24 12:00');
    expect(await noticesTo(town, personId)).toEqual([]);
    await town.advance(10);
    expect(await noticesTo(town, personId)).toEqual([]);
    town.sandbox.host.faults.clear();
    await town.advance(61);
    expect(await noticesTo(town, personId)).toHaveLength(1);
  });

  test('somebody without an account is told of by who acts for them, once', async () => {
    const phone = await town.login('xu-huilan');
    const personId = await selfId(phone);
    const motherId = await addRelative(phone, 'mother');
    await payFor(town, phone, [await enrolled(phone, personId)]);
    await goTo(town, '2025-12-24 12:00');
    expect(await noticesTo(town, motherId)).toEqual([]);
    const titles = (await noticesTo(town, personId)).map(({ title }) => title);
    expect(titles).toEqual(['缴费成功', '12 月 31 日截止，家里 1 人没缴']);
    await goTo(town, '2025-12-25 12:00');
    expect(await noticesTo(town, personId)).toHaveLength(2);
  });

  test('the eve of the cover: the person themselves, else who paid, in one message', async () => {
    const phone = await town.login('xu-huilan');
    const personId = await selfId(phone);
    const motherId = await addRelative(phone, 'mother');
    const fatherId = await addRelative(phone, 'father');
    const all = [personId, motherId, fatherId];
    const enrollmentIds: string[] = [];
    for (const id of all) enrollmentIds.push(await enrolled(phone, id));
    await payFor(town, phone, enrollmentIds);
    await accept(town, phone, 'coverBegins');
    await goTo(town, '2025-12-31 12:00');
    const told = (await noticesTo(town, personId)).filter((row) =>
      row.dedupeKey.startsWith('reminder:'),
    );
    expect(told.map(({ title }) => title)).toEqual(['1 月 1 日起看病可以报销']);
    expect(told[0]!.message).toMatchObject({ topic: 'coverBegins', people: 3 });
    expect(await noticesTo(town, motherId)).toHaveLength(1); // that somebody paid for them
    await goTo(town, '2026-01-02 12:00');
    const messages = await inboxOf(town, phone);
    expect(messages.map(({ title }) => title)).toEqual(['待遇生效提醒']);
  });

  test('a newborn not paid for: both parents, fourteen and three days before', async () => {
    const mother = town.phone('lu-yutong');
    const father = town.phone('shen-wenbo');
    await verify(town, mother);
    await verify(town, father);
    const birth = birthOf(town, mother);
    await mother.call('newborn.submit', formOf(birth));
    const [found] = await query<{ payBy: string }>(
      town.runtime.db,
      `select assessment -> 'newborn' ->> 'payBy' as "payBy" from enrollment limit 1`,
    );
    const { payBy } = found!;
    const day = (before: number) =>
      new Date(Date.parse(`${payBy}T00:00:00Z`) - before * 86_400_000).toISOString().slice(0, 10);
    const topics = async (phone: Phone) =>
      (await noticesTo(town, await selfId(phone))).flatMap(({ message, title }) =>
        message?.topic === 'newbornCloses' ? [title] : [],
      );
    await goTo(town, `${day(15)} 12:00`);
    expect(await topics(mother)).toEqual([]);
    await goTo(town, `${day(14)} 12:00`);
    const title = `最晚 ${formatMonthAndDay(payBy)}给宝宝缴费`;
    expect(await topics(mother)).toEqual([title]);
    expect(await topics(father)).toEqual([title]);
    await goTo(town, `${day(13)} 12:00`);
    expect(await topics(mother)).toHaveLength(1);
    await goTo(town, `${day(3)} 12:00`);
    expect(await topics(mother)).toEqual([title, title]);
  });
});

describeOnServers('two workers at once', (engine) => {
  let town: Town;
  beforeAll(async () => {
    town = await emptyTown(engine);
  });
  afterAll(() => town.close());

  test('plan everybody once and tell everybody once', async () => {
    const phone = await town.login('luo-jun');
    const extra = await settle(town, 40);
    await town.runtime.db.insert(familyMember).values({
      id: randomUUID(),
      ownerPersonId: extra[0]!,
      memberPersonId: await selfId(phone),
      relation: 'brother',
      addedAt: 0,
    });
    await clockTo(town, '2025-12-24 03:00');
    await town.tick();
    await query(town.runtime.db, 'delete from reminder');
    await query(town.runtime.db, 'delete from reminder_round');
    await openRounds(town.runtime);
    const work = async () => {
      let idle = 0;
      while (idle < 3) idle = (await planStretch(town.runtime, 3)) === 0 ? idle + 1 : 0;
    };
    await Promise.all([work(), work(), work()]);
    const planned = await remindersOf(town);
    expect(planned).toHaveLength(41);
    const rounds = await town.runtime.db.select().from(reminderRound);
    expect(rounds.reduce((sum, round) => sum + round.planned, 0)).toBe(41);
    await query(town.runtime.db, 'update reminder set next_attempt_at = created_at');
    const tell = () => tellDue(town.runtime, { limit: 10, traceId: 'test' });
    const taken = await Promise.all(Array.from({ length: 8 }, tell));
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(41);
    const ends = await town.runtime.db.select().from(reminder);
    expect(ends.filter(({ status }) => status === 'planned')).toEqual([]);
    expect(await noticesTo(town, await selfId(phone))).toHaveLength(1);
    expect(await noticesTo(town, extra[0]!)).toHaveLength(1);
  });
});
