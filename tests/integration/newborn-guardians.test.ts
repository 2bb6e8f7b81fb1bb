import { engines } from '../support/database';
import { atCashier, selfId, until, verify } from '../support/journey';
import { type Application, apply, resultsOf } from '../support/newborn';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

const coverageYear = 2026;
/** After the collection window of 2026 has opened, and as far as the sandbox goes back. */
const adultDay = '2043-11-18';

describe.each(engines())('who acts for a newborn, on $name', (engine) => {
  let system: TestSystem;
  let mother: Phone;
  let father: Phone;
  let stranger: Phone;
  let clerk: Phone;
  let application: Application;
  let babyId = '';

  beforeAll(async () => {
    system = await startTestSystem(engine);
    mother = system.phone('tang-xinyi');
    father = system.phone('qiao-zhiyuan');
    stranger = system.phone('luo-jun');
    clerk = system.phone('gao-min');
    for (const phone of [mother, father, stranger]) await verify(system, phone);
    application = await apply(system, mother);
    babyId = application.baby.personId!;
  });
  afterAll(() => system.close());

  const enrollmentIds = () => application.years.map(({ enrollmentId }) => enrollmentId!);
  const audited = async (action: string) =>
    (
      await query<{ n: number }>(
        system.runtime.db,
        `select count(*)::int as n from audit_entry where action = '${action}'`,
      )
    )[0]!.n;

  test('strangers and clerks do not', async () => {
    for (const phone of [stranger, clerk]) {
      if (phone === clerk) await verify(system, clerk);
      expect(await phone.refused('enrollment.check', { personId: babyId, coverageYear })).toBe(
        'not_found',
      );
      expect(await phone.refused('payment.createOrder', { enrollmentIds: enrollmentIds() })).toBe(
        'not_found',
      );
      const upgrade = { personId: babyId, documentNumber: phone.user.resident.certNo };
      expect(await phone.refused('newborn.upgradeIdentity', upgrade)).toBe('not_found');
    }
  });

  test('both parents do, the father without having applied: he sees the child and pays', async () => {
    const { members } = await father.call('identity.listFamily', {});
    expect(members).toMatchObject([
      { personId: babyId, guardian: true, relation: 'daughter', documentType: 'birthCertificate' },
    ]);
    // neither can be put out of the family like a relative who was added
    expect(await father.refused('identity.removeFamilyMember', { personId: babyId })).toBe(
      'not_found',
    );
    const { order, payment } = await father.call('payment.createOrder', {
      enrollmentIds: enrollmentIds(),
    });
    // while he pays, she cannot pay a second time
    const again = await mother.reply('payment.createOrder', { enrollmentIds: enrollmentIds() });
    expect(again).toMatchObject({ ok: false, error: { code: 'payment_in_progress' } });
    await atCashier(system, payment, 'pay');
    await until(
      () => father.call('payment.getOrder', { orderId: order.orderId }),
      ({ status }) => status === 'posted',
    );
    const seen = await mother.call('newborn.get', { applicationId: application.applicationId });
    expect(seen.years[0]).toMatchObject({ paid: true, orderId: null });
  });

  test('next year is enrolled the ordinary way, by either', async () => {
    const check = await mother.call('enrollment.check', { personId: babyId, coverageYear });
    expect(check.outcome).toBe('eligible');
    const enrolled = await father.call('enrollment.register', { personId: babyId, coverageYear });
    expect(enrolled.status).toBe('registered');
  });

  test('a court ends the right of one: at once, for good, and audited', async () => {
    const fatherId = await selfId(father);
    const ending = {
      childPersonId: babyId,
      guardianPersonId: fatherId,
      basis: 'courtOrder' as const,
      reason: '法院判决变更监护人',
    };
    await clerk.call('newborn.staffEndGuardianship', ending);
    expect(await clerk.refused('newborn.staffEndGuardianship', ending)).toBe('not_found');
    expect(await father.refused('enrollment.check', { personId: babyId, coverageYear })).toBe(
      'not_found',
    );
    expect((await father.call('identity.listFamily', {})).members).toEqual([]);
    // the certificate still names him; that brings nothing back
    const refused = await apply(system, father);
    expect(refused.status).toBe('refused');
    expect(resultsOf(refused)['guardian']).toBe('mismatch');
    expect(refused.baby.personId).toBeNull();
    expect((await father.call('identity.listFamily', {})).members).toEqual([]);
    expect((await mother.call('identity.listFamily', {})).members).toHaveLength(1);
    expect(await audited('newborn.staffEndGuardianship')).toBe(1);
  });

  test('at 18 it ends by itself', async () => {
    const until18 = async (day: string) => {
      await system.sandboxPost('/control/clock', { setTo: day });
      return (await mother.call('identity.listFamily', {})).members.length;
    };
    expect(await until18('2034-01-01')).toBe(1);
    expect(await until18('2043-11-17')).toBe(1);
    expect(await until18(adultDay)).toBe(0);
    expect(await mother.refused('enrollment.check', { personId: babyId, coverageYear })).toBe(
      'not_found',
    );
  });
});
