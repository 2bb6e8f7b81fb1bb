import { randomUUID } from 'node:crypto';
import { engines } from '../support/database';
import { atCashier, selfId, until, verify } from '../support/journey';
import { apply, birthOf, birthsOf, formOf, resultsOf, stepsOf } from '../support/newborn';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

describe.each(engines())('a newborn, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());
  afterEach(() => system.sandbox.host.faults.clear());

  async function parent(key: string): Promise<Phone> {
    const phone = system.phone(key);
    const { verified } = await phone.call('identity.me', {});
    if (!verified) await verify(system, phone);
    return phone;
  }
  const count = async (table: string) => {
    const [row] = await query<{ n: number }>(
      system.runtime.db,
      `select count(*)::int as n from ${table}`,
    );
    return row!.n;
  };

  test('applied for, approved in the request, paid, covered from birth; both parents see it', async () => {
    const mother = await parent('tang-xinyi');
    const before = await mother.call('newborn.start', {});
    expect(before).toMatchObject({
      role: 'mother',
      spouseLookup: 'found',
      spouse: { nameMasked: '乔*远' },
      windowDays: 90,
      draft: null,
      applications: [],
    });

    const quote = await mother.call('newborn.quote', { bornOn: '2025-11-18' });
    expect(quote).toMatchObject({ withinWindow: true, windowEnds: '2026-02-16' });
    expect(quote.years[0]).toMatchObject({
      coverageYear: 2025,
      fee: { payableFen: 40_000 },
      cover: { from: '2025-11-18', to: '2025-12-31' },
    });

    const application = await apply(system, mother, { payNextYear: true });
    expect(application).toMatchObject({ status: 'approved', role: 'applicant', label: '已通过' });
    expect(new Set(Object.values(resultsOf(application)))).toEqual(new Set(['passed']));
    expect(application.years).toMatchObject([
      { coverageYear: 2025, enrollmentStatus: 'registered', payable: true, fromBirth: true },
      { coverageYear: 2026, enrollmentStatus: 'registered', payable: true, fromBirth: true },
    ]);
    expect(application.years[0]!.rules.map(({ id }) => id)).toContain('340600-2025-newborn');
    expect(stepsOf(application)).toMatchObject({
      certificate: 'done',
      insurance: 'done',
      payment: 'current',
      household: 'current',
      socialCard: 'todo',
      vaccination: 'current',
    });
    // departments hear by the timer: the parent never waits for them
    await system.tick();
    const { applicationId } = application;
    const handedOver = await mother.call('newborn.get', { applicationId });
    expect(stepsOf(handedOver)).toMatchObject({ household: 'current', vaccination: 'done' });

    // the home page shows the baby, with its own deadline first
    const { standings } = await mother.call('enrollment.overview', {});
    const baby = standings.find(({ person }) => person.personId === application.baby.personId)!;
    expect(baby).toMatchObject({ state: 'to_pay', nextStep: 'pay', relation: 'daughter' });
    expect(baby.person.documentType).toBe('birthCertificate');

    const enrollmentIds = application.years.map(({ enrollmentId }) => enrollmentId!);
    const { order, payment } = await mother.call('payment.createOrder', { enrollmentIds });
    expect(order.totalFen).toBe(80_000);
    await atCashier(system, payment, 'pay');
    const paid = await until(
      () => mother.call('newborn.get', { applicationId }),
      ({ years }) => years.every((year) => year.paid),
    );
    expect(paid.years.map(({ cover }) => cover)).toEqual([
      { from: '2025-11-18', to: '2025-12-31' },
      { from: '2026-01-01', to: '2026-12-31' },
    ]);
    expect(paid.sentence).toBe(
      '宝宝已参保，从出生那天（2025 年 11 月 18 日）起可以报销，到 2026 年 12 月 31 日。',
    );
    expect(stepsOf(paid)['payment']).toBe('done');
    await until(
      () => mother.call('payment.getOrder', { orderId: order.orderId }),
      ({ status }) => status === 'posted',
    );

    // the father is a guardian before he has applied; applying joins him to the same progress
    const father = await parent('qiao-zhiyuan');
    const family = await father.call('identity.listFamily', {});
    expect(family.members).toMatchObject([{ guardian: true, relation: 'daughter' }]);
    const joined = await apply(system, father);
    expect(joined).toMatchObject({ status: 'joined', role: 'joined' });
    expect(joined.baby.personId).toBe(application.baby.personId);
    expect(joined.years.map(({ paid: isPaid }) => isPaid)).toEqual([true, true]);
    expect(stepsOf(joined)).toEqual(stepsOf(paid));
    // again, from another phone: the same application
    expect((await apply(system, mother)).applicationId).toBe(applicationId);
  });

  test('twins, one on either side of midnight, are both approved', async () => {
    const mother = await parent('bai-ruolan');
    for (const birth of birthsOf(system, mother)) {
      expect(await mother.call('newborn.submit', formOf(birth))).toMatchObject({
        status: 'approved',
      });
    }
    const { standings } = await mother.call('enrollment.overview', {});
    expect(standings.filter(({ state }) => state === 'to_pay')).toHaveLength(2);
  });

  test('a household on the hardship list pays what the list says, and the guardian is told', async () => {
    const mother = await parent('ji-chunni');
    const { years } = await apply(system, mother);
    expect(years[0]).toMatchObject({
      fee: { standardFen: 40_000 },
      subsidyReason: '低保对象',
      payable: true,
    });
    expect(years[0]!.fee.payableFen).toBeLessThan(40_000);
    // the household of this family is in 濉溪县: offered first
    const { householdAreas } = await mother.call('newborn.start', {});
    expect(householdAreas[0]).toEqual({ code: '340621', name: '濉溪县' });
    const enrollmentIds = [years[0]!.enrollmentId!];
    const { order, payment } = await mother.call('payment.createOrder', { enrollmentIds });
    await atCashier(system, payment, 'pay');
    await until(
      () => mother.call('payment.getOrder', { orderId: order.orderId }),
      ({ status }) => status === 'posted',
    );
  });

  test('100 days old: told first, then approved under the late rule, without cover from birth', async () => {
    const mother = await parent('mo-qiuyue');
    const form = formOf(birthOf(system, mother));
    const rows = await count('newborn_application');
    const reply = await mother.reply('newborn.submit', form);
    expect(reply).toMatchObject({ ok: false, error: { code: 'newborn_late', field: 'bornOn' } });
    expect(reply.ok ? '' : reply.error.message).toContain('90 天');
    expect(await count('newborn_application')).toBe(rows);
    const late = await mother.call('newborn.submit', { ...form, acceptLateRule: true });
    expect(late.status).toBe('approved');
    expect(late.years.every(({ fromBirth }) => !fromBirth)).toBe(true);
    expect(late.years.map(({ coverageYear, cover }) => [coverageYear, cover?.from])).toEqual([
      [2026, '2026-01-01'],
    ]);
    const { notices } = await mother.call('identity.listNotices', {});
    expect(notices.map(({ text }) => text).join()).not.toContain('从出生那天');
  });

  test.each([
    ['voided', 'meng-fanying', 'certificate'],
    ['of the sixth edition after its end', 'xia-wanrou', 'certificate'],
    ['of parents who may not enrol here', 'shao-xiaoli', 'area'],
  ])('a certificate %s is refused with what to do', async (_what, key, check) => {
    const mother = await parent(key);
    const enrolments = await count('enrollment');
    const refused = await apply(system, mother);
    expect(refused.status).toBe('refused');
    expect(resultsOf(refused)[check]).toBe('mismatch');
    expect(refused.advice.length).toBeGreaterThan(0);
    expect(refused).toMatchObject({ canAddEvidence: true, years: [], baby: { personId: null } });
    expect(await count('enrollment')).toBe(enrolments);
  });

  test('a wrong name, sex or day is named, never told; put right, it passes; the draft stays until then', async () => {
    const mother = await parent('ouyang-jing');
    await mother.call('newborn.saveDraft', { values: { name: '欧阳星晨' } });
    const none = { otherParent: { kind: 'none' as const } };
    const refused = await apply(system, mother, { ...none, name: '欧阳星晨', sex: 'female' });
    const wrong = refused.checks.find(({ result }) => result === 'mismatch')!;
    expect(wrong.check).toBe('baby');
    expect(wrong.sentence).toContain('姓名');
    expect(wrong.sentence).toContain('性别');
    expect(wrong.sentence).not.toContain('星辰');
    expect((await mother.call('newborn.start', {})).draft?.values).toEqual({ name: '欧阳星晨' });
    const right = await apply(system, mother, none);
    expect(right.status).toBe('approved');
    const after = await mother.call('newborn.start', {});
    expect(after.draft).toBeNull();
    expect(after.applications.map(({ status }) => status)).toEqual(['approved', 'refused']);
  });

  test("another family's certificate tells a stranger nothing about it", async () => {
    const stranger = await parent('luo-jun');
    const birth = birthOf(system, system.phone('bi-xiaoyun'));
    const form = formOf(birth, { otherParent: { kind: 'none' }, name: '张三', sex: 'female' });
    const refused = await stranger.call('newborn.submit', form);
    expect(refused.status).toBe('refused');
    expect(refused.checks.filter(({ result }) => result === 'mismatch')).toMatchObject([
      { check: 'parents' },
    ]);
    expect(resultsOf(refused)).not.toHaveProperty('baby');
  });

  test('not married: the registry does not know the father, typed he passes', async () => {
    const mother = await parent('bi-xiaoyun');
    expect(await mother.call('newborn.start', {})).toMatchObject({
      spouse: null,
      spouseLookup: 'none',
    });
    const refused = await apply(system, mother);
    expect(resultsOf(refused)['parents']).toBe('mismatch');
    const { father } = birthOf(system, mother);
    const approved = await apply(system, mother, {
      otherParent: {
        kind: 'typed',
        documentType: 'residentId',
        documentNumber: father!.certNo,
        name: father!.name,
      },
    });
    expect(approved.status).toBe('approved');
  });

  test('the same request again is answered the same and enrols once', async () => {
    const mother = await parent('yan-lirong');
    const requestId = randomUUID();
    const form = { requestId, ...formOf(birthOf(system, mother)) };
    const replies = await Promise.all([1, 2, 3].map(() => mother.call('newborn.submit', form)));
    expect(new Set(replies.map(({ applicationId }) => applicationId)).size).toBe(1);
    const personId = replies[0]!.baby.personId!;
    const rows = await query<{ n: number }>(
      system.runtime.db,
      `select count(*)::int as n from enrollment where person_id = '${personId}'`,
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  test.each([
    ['in the future', { bornOn: '2025-12-24' }, 'bornOn'],
    ['on a day that is none', { bornOn: '2025-11-31' }, 'bornOn'],
    ['two years ago', { bornOn: '2023-10-01' }, 'bornOn'],
    [
      'with an ID number for a certificate',
      { certificateNumber: '340603202402290019' },
      'certificateNumber',
    ],
    ['with a name of digits', { name: '1234' }, 'name'],
    ['from another province without a photograph', { certificateNumber: 'T320000001' }, 'photoIds'],
  ])('a birth %s is refused at its field and nothing is written', async (_what, change, field) => {
    const mother = await parent('wen-suqing');
    const rows = await count('newborn_application');
    const reply = await mother.reply(
      'newborn.submit',
      formOf(birthOf(system, mother), {
        acceptLateRule: true,
        ...change,
      }),
    );
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input' } });
    expect(reply.ok ? [] : reply.error.fields!.map((each) => each.field)).toContain(field);
    expect(await count('newborn_application')).toBe(rows);
  });

  test('a man named as the mother, a mother of 11, oneself as the other parent', async () => {
    const father = await parent('load-004-f');
    const birth = birthOf(system, father);
    const typed = async (documentNumber: string, name: string) => {
      const otherParent = {
        kind: 'typed' as const,
        documentType: 'residentId' as const,
        documentNumber,
        name,
      };
      const reply = await father.reply('newborn.submit', formOf(birth, { otherParent }));
      return reply.ok ? [] : (reply.error.fields ?? []).map(({ message }) => message);
    };
    const man = system.phone('luo-jun').user.resident;
    expect((await typed(man.certNo, man.name)).join()).toContain('男');
    const girl = system.sandbox.host.residents
      .list()
      .find(
        (each) =>
          each.sex === 'female' && each.birthDate > '2012-06-01' && each.birthDate < '2014-11-01',
      )!;
    expect((await typed(girl.certNo, girl.name)).join()).toMatch(/母亲当时只有 1[0-3] 岁|按证件/);
    const own = father.user.resident;
    expect(await typed(own.certNo, own.name)).not.toEqual([]);
  });

  test('a registry that fails, hangs or lies: queued with what was checked, then decided by itself', async () => {
    const { faults } = system.sandbox.host;
    const rule = { system: 'data-sharing', times: 1, delayMs: 2_500 };
    faults.add({ ...rule, operation: 'hardship', kind: 'error500' });
    faults.add({ ...rule, operation: 'population', kind: 'delay' });
    const mother = await parent('load-001-m');
    const queued = await apply(system, mother);
    expect(queued).toMatchObject({ status: 'queued', label: '正在核对', years: [] });
    expect(resultsOf(queued)).toMatchObject({
      certificate: 'passed',
      parents: 'passed',
      hardship: 'unavailable',
      area: 'unavailable',
    });
    expect(queued.advice.join()).toContain('人口登记');
    await system.advance(2);
    const { applicationId } = queued;
    expect((await mother.call('newborn.get', { applicationId })).status).toBe('approved');
    const personId = await selfId(mother);
    const told = await query<{ title: string }>(
      system.runtime.db,
      `select title from notice where person_id = '${personId}'`,
    );
    expect(told.map(({ title }) => title)).toContain('宝宝的参保登记已通过');
  });

  test('a registry that answers differently twice: a person has to look', async () => {
    const { faults } = system.sandbox.host;
    faults.add({
      system: 'data-sharing',
      operation: 'hardship',
      kind: 'error500',
      times: 1,
      delayMs: 0,
    });
    const mother = await parent('load-002-m');
    const birth = birthOf(system, mother);
    const queued = await apply(system, mother);
    expect(queued.status).toBe('queued');
    const { certificateNumber: number } = birth;
    await system.sandboxPost('/control/certificate', { number, change: 'rename' });
    await system.advance(2);
    const { applicationId } = queued;
    const waiting = await mother.call('newborn.get', { applicationId });
    expect(waiting.status).not.toBe('approved');
    await system.sandboxPost('/control/certificate', { number, change: 'restore' });
  });

  test('taken back while it waits: nothing was enrolled, and a new one can be made', async () => {
    const { faults } = system.sandbox.host;
    faults.add({
      system: 'data-sharing',
      operation: 'birthCertificate',
      kind: 'drop',
      times: 1,
      delayMs: 0,
    });
    const mother = await parent('load-003-m');
    const queued = await apply(system, mother);
    const { applicationId } = queued;
    expect(queued.canWithdraw).toBe(true);
    const withdrawn = await mother.call('newborn.withdraw', { applicationId });
    expect(withdrawn).toMatchObject({ status: 'withdrawn', years: [] });
    expect(await mother.refused('newborn.withdraw', { applicationId })).toBe('newborn_state');
    expect((await apply(system, mother)).status).toBe('approved');
  });

  test('logs hold no certificate, number or name', async () => {
    const text = system.logText();
    for (const { certificateNumber, babyName } of system.sandbox.host.residents.births()) {
      expect(text).not.toContain(certificateNumber);
      expect(text).not.toContain(babyName);
    }
    await Promise.resolve();
  });
});
