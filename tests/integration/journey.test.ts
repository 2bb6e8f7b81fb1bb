import { engines } from '../support/database';
import { addRelative, atCashier, selfId, until, verify } from '../support/journey';
import { startTestSystem, type TestSystem } from '../support/system';

const coverageYear = 2026;

jest.setTimeout(60_000);

describe.each(engines())('the main journey on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());

  test('a daughter enrols herself and her mother, pays once, and sees cover at once', async () => {
    const phone = system.phone('xu-huilan');
    await verify(system, phone);
    const people = [await selfId(phone), await addRelative(phone, 'mother')];
    for (const personId of people) {
      const check = await phone.call('enrollment.check', { personId, coverageYear });
      expect(check).toMatchObject({
        outcome: 'eligible',
        fee: { standardFen: 40_000, subsidyFen: 0, payableFen: 40_000 },
        waiting: { months: 0 },
        cover: { from: '2026-01-01', to: '2026-12-31' },
      });
      expect(check.rules.map((rule) => rule.id)).toContain('340600-2026-contribution');
    }
    const enrolled = [];
    for (const personId of people) {
      enrolled.push(await phone.call('enrollment.register', { personId, coverageYear }));
    }
    expect(enrolled.map((each) => each.status)).toEqual(['registered', 'registered']);

    const enrollmentIds = enrolled.map((each) => each.enrollmentId);
    const { order, payment } = await phone.call('payment.createOrder', { enrollmentIds });
    expect(order).toMatchObject({ status: 'prepaid', totalFen: 80_000 });
    await atCashier(system, payment, 'pay');

    const paid = await until(
      () => phone.call('payment.getOrder', { orderId: order.orderId }),
      ({ status }) => status === 'posted',
    );
    expect(paid.sentence).toBe('已缴费 800 元，2026 年 1 月 1 日起可以报销');
    // in the order in which they were chosen, on every page
    expect(paid.items.map((item) => item.person.personId)).toEqual(people);
    expect(paid.items.map((item) => item.cover)).toEqual([
      { from: '2026-01-01', to: '2026-12-31' },
      { from: '2026-01-01', to: '2026-12-31' },
    ]);
    expect(paid.timeline.map(({ step, state }) => [step, state])).toEqual([
      ['created', 'done'],
      ['paid', 'done'],
      ['posted', 'done'],
      ['effective', 'current'],
    ]);
    const { standings, unpaidCount } = await phone.call('enrollment.overview', {});
    expect(standings.map(({ state }) => state)).toEqual(['covered', 'covered']);
    expect(unpaidCount).toBe(0);
    const { covers } = await phone.call('enrollment.myCover', {});
    expect(covers).toMatchObject([{ coverageYear, state: 'upcoming', paidBySelf: true }]);
    const { notices } = await phone.call('identity.listNotices', {});
    expect(notices.map((notice) => notice.title)).toEqual(['缴费成功']);
  });

  test('nothing of it is in the log', () => {
    const text = system.logText();
    expect(text).toContain('"action":"payment.createOrder"');
    for (const user of system.sandbox.host.residents.testUsers()) {
      expect(text).not.toContain(user.resident.certNo);
      expect(text).not.toContain(user.resident.name);
    }
  });
});
