import { lookAgainOtherwise } from '@yibao/cloudfunctions/enrollment/insured-otherwise';
import { insuredOtherwise } from '@yibao/cloudfunctions/lib/database/schema';
import { engines } from '../support/database';
import { selfId } from '../support/journey';
import { type Phone } from '../support/system';
import { coverageYear, startTown, type Town } from './payment-support';
import { atNight, befalls, paidFor, untilStatus } from './refund-support';

jest.setTimeout(120_000);

const day = 24 * 60;

describe.each(engines())('who is insured otherwise, on $name', (engine) => {
  let town: Town;
  let phone: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    phone = await town.login('xu-huilan');
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());

  const standingOf = async (personId: string, who = phone) => {
    const { standings } = await who.call('enrollment.overview', { coverageYear });
    return standings.find(({ person }) => person.personId === personId)!;
  };
  const unpaidOf = async (who: Phone) =>
    (await who.call('enrollment.overview', { coverageYear })).unpaidCount;
  const check = (personId: string, who = phone) =>
    who.call('enrollment.check', { personId, coverageYear });
  const refunded = async (refundReason: 'JOINED_ELSEWHERE' | 'DUPLICATE_PAYMENT') => {
    const paid = await paidFor(town, phone);
    const event = refundReason === 'JOINED_ELSEWHERE' ? 'joinElsewhere' : 'payAtCounter';
    await befalls(town, paid, event);
    const { itemId } = paid;
    const { refundId } = await phone.call('refund.request', { itemId, refundReason });
    await untilStatus(town, phone, refundId, 'refunded');
    return paid;
  };

  test('employee insurance that the check has found is not called uninsured at home', async () => {
    const employee = await town.login('fan-lixin');
    const personId = await selfId(employee);
    expect(await standingOf(personId, employee)).toMatchObject({ state: 'to_enroll' });
    expect((await check(personId, employee)).outcome).toBe('ineligible');
    const asked = town.sandbox.host.calls.list().length;
    expect(await standingOf(personId, employee)).toMatchObject({
      state: 'otherwise',
      sentence: '在参加职工医保，不用缴居民医保（2025 年 11 月 20 日核对）',
      nextStep: 'recheck',
      timeline: [],
    });
    expect(await unpaidOf(employee)).toBe(0);
    // nobody waits for the platform in order to see the first page
    expect(town.sandbox.host.calls.list()).toHaveLength(asked);
    // the other year is another matter
    const other = await employee.call('enrollment.overview', { coverageYear: 2025 });
    expect(other.standings[0]!.state).not.toBe('otherwise');
  });

  test('insured in another city, until the platform says otherwise', async () => {
    const personId = await town.adopt(phone, 'elsewhereActive');
    const { certNo, otherInsurance } = town.residentOf(personId);
    await check(personId);
    expect(await standingOf(personId)).toMatchObject({
      state: 'otherwise',
      sentence: `在${otherInsurance!.regionName}参保，不用在这里缴（2025 年 11 月 20 日核对）`,
      nextStep: 'recheck',
    });
    await town.sandboxPost('/control/elsewhere/suspend', { certNo });
    await town.sandboxPost('/control/elsewhere/reupload', { certNo });
    expect((await check(personId)).outcome).toBe('eligible');
    expect(await standingOf(personId)).toMatchObject({ state: 'to_enroll', nextStep: 'enroll' });
  });

  test('given back because they are insured in another city: not asked to enrol again', async () => {
    const { personId } = await refunded('JOINED_ELSEWHERE');
    const seen = await standingOf(personId);
    expect(seen).toMatchObject({ state: 'otherwise', nextStep: 'recheck' });
    expect(seen.sentence).toContain('参保，不用在这里缴');
  });

  test('given back because paid twice: covered, as long as the platform says so', async () => {
    const { personId } = await refunded('DUPLICATE_PAYMENT');
    const seen = await standingOf(personId);
    expect(seen).toMatchObject({ state: 'covered', nextStep: 'none' });
    expect(seen.sentence).toContain('2026 年度由别处的另一笔缴费保障，不用再缴');
    const known = async () =>
      (await town.runtime.db.select().from(insuredOtherwise)).find(
        (row) => row.personId === personId && row.coverageYear === coverageYear,
      );
    const before = (await known())!.knownAt;
    await town.advance(16 * day);
    await atNight(town);
    expect((await known())!.knownAt).toBeGreaterThan(before + 15 * day * 60_000);
    // while the platform is away what it said last stands
    town.fault({ system: 'core-platform', operation: '90100', kind: 'error500', times: 1000 });
    await town.advance(16 * day);
    await atNight(town);
    expect((await standingOf(personId)).state).toBe('covered');
    town.sandbox.host.faults.clear();
    // and when the other payment is gone, so is what rests on it
    const corePlatform = Object.assign(Object.create(town.runtime.ports.corePlatform), {
      listContributions: () => Promise.resolve([]),
    }) as Town['runtime']['ports']['corePlatform'];
    const later = { ...town.runtime, ports: { ...town.runtime.ports, corePlatform } };
    await lookAgainOtherwise(later, { limit: 50, traceId: 'night' });
    expect(await known()).toBeUndefined();
    expect((await standingOf(personId)).state).not.toBe('covered');
  });

  test('records.refresh tells of a payment by another way, too', async () => {
    const person = await town.login('cao-xiuyun');
    const personId = await selfId(person);
    const { certNo } = person.user.resident;
    await befalls(town, { certNo }, 'payAtCounter');
    expect((await standingOf(personId, person)).state).toBe('to_enroll');
    await person.call('records.refresh', { personId, byHand: true });
    expect(await standingOf(personId, person)).toMatchObject({ state: 'covered' });
  });

  // last of all: it lets a month pass
  test('known for a month, no longer', async () => {
    const personId = await town.adopt(phone, 'employeeInsured');
    await check(personId);
    expect((await standingOf(personId)).state).toBe('otherwise');
    await town.advance(31 * day);
    expect((await standingOf(personId)).state).not.toBe('otherwise');
  });
});
