import { engines } from '../support/database';
import { atCashier, until, verify } from '../support/journey';
import { type Application, birthsOf, formOf, stepsOf } from '../support/newborn';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';

jest.setTimeout(60_000);

/** What the home page and the progress page say of a baby, from before the payment to after it all. */
describe.each(engines())('a newborn on the home page, on $name', (engine) => {
  let system: TestSystem;
  let mother: Phone;
  const twins: Application[] = [];

  beforeAll(async () => {
    system = await startTestSystem(engine);
    mother = system.phone('bai-ruolan');
    await verify(system, mother);
    for (const birth of birthsOf(system, mother)) {
      twins.push(await mother.call('newborn.submit', formOf(birth)));
    }
  });
  afterAll(() => system.close());

  const babyOf = (index: number) => twins[index]!.baby.personId!;
  const standingOf = async (index: number, coverageYear?: number) => {
    const input = coverageYear === undefined ? {} : { coverageYear };
    const overview = await mother.call('enrollment.overview', input);
    const standing = overview.standings.find(({ person }) => person.personId === babyOf(index))!;
    return { ...standing, unpaidCount: overview.unpaidCount };
  };
  const refreshed = (index: number) =>
    mother.call('newborn.get', { applicationId: twins[index]!.applicationId });

  async function pay(enrollmentIds: string[]): Promise<void> {
    const { order, payment } = await mother.call('payment.createOrder', { enrollmentIds });
    await atCashier(system, payment, 'pay');
    await until(
      () => mother.call('payment.getOrder', { orderId: order.orderId }),
      ({ status }) => status === 'posted',
    );
  }

  test('unpaid: its own year and deadline first, but not in the payment of the other year', async () => {
    expect(await standingOf(0)).toMatchObject({
      coverageYear: 2025,
      state: 'to_pay',
      nextStep: 'pay',
      enrollmentId: twins[0]!.years[0]!.enrollmentId,
    });
    expect(await standingOf(0, 2026)).toMatchObject({
      coverageYear: 2026,
      state: 'to_enroll',
      enrollmentId: null,
    });
    // herself and both twins have 2026 to do
    expect((await standingOf(0)).unpaidCount).toBe(3);
  });

  test('paid for 2026 alone: the cover from birth is still said to be missing', async () => {
    const { enrollmentId } = await mother.call('enrollment.register', {
      personId: babyOf(0),
      coverageYear: 2026,
    });
    await pay([enrollmentId]);
    const { sentence, years } = await refreshed(0);
    expect(years.map(({ coverageYear, paid }) => [coverageYear, paid])).toEqual([
      [2025, false],
      [2026, true],
    ]);
    expect(sentence).toContain('从出生那天起可以报销');
    expect(sentence).toContain('缴 400 元');
    expect(await standingOf(0)).toMatchObject({ coverageYear: 2025, state: 'to_pay' });
    expect((await standingOf(0)).unpaidCount).toBe(2);
    const { applications } = await mother.call('newborn.start', {});
    expect(applications.map((each) => each.sentence).join()).toContain('缴 400 元');
  });

  test('paid for 2025 alone: in January it says that this is over', async () => {
    await pay([twins[1]!.years[0]!.enrollmentId!]);
    expect((await refreshed(1)).sentence).toContain('到 2025 年 12 月 31 日');
    await system.sandboxPost('/control/clock', { setTo: '2026-01-15' });
    const { sentence } = await refreshed(1);
    expect(sentence).toContain('已经结束');
    expect(sentence).toContain('今年');
    expect(await standingOf(1)).toMatchObject({ coverageYear: 2026, state: 'to_enroll' });
  });

  test('the deadline passed unpaid: nothing waits for a payment any more', async () => {
    await system.sandboxPost('/control/clock', { setTo: '2026-02-20' });
    const late = await refreshed(0);
    expect(late.years[0]).toMatchObject({ paid: false, payable: false, payBy: null });
    expect(stepsOf(late)['payment']).toBe('problem');
    expect(await standingOf(0)).toMatchObject({ coverageYear: 2026, state: 'covered' });
  });
});
