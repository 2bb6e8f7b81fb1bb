import { engines } from '../support/database';
import { type Phone } from '../support/system';
import { books, coverageYear, startTown, type Town } from './payment-support';

jest.setTimeout(30_000);

describe.each(engines())('the core platform misbehaves while enrolling, on $name', (engine) => {
  let town: Town;
  let phone: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    phone = await town.login('xu-huilan');
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());

  const strike = (kind: 'error500' | 'timeout' | 'drop' | 'duplicate' | 'delay', times = 1) =>
    town.fault({ system: 'core-platform', operation: 'R101', kind, times, delayMs: 20 });
  const messageOf = async (enrollmentId: string) =>
    (await books(town)).outbox.filter((row) => row.payload['enrollmentId'] === enrollmentId);
  const platformEnrolments = (personId: string) =>
    town.sandbox.host.journal
      .store<{ personNo: string }>('core-enrolments')
      .values()
      .filter(({ personNo }) => personNo === town.residentOf(personId).personNo);

  async function register() {
    const personId = await town.adopt(phone);
    const enrolled = await phone.call('enrollment.register', { personId, coverageYear });
    return { personId, ...enrolled };
  }
  const statusOf = async (enrollmentId: string) =>
    (await phone.call('enrollment.get', { enrollmentId })).status;

  test.each(['duplicate', 'delay'] as const)('%s: registered at once', async (kind) => {
    strike(kind);
    const { status, personId } = await register();
    expect(status).toBe('registered');
    expect(platformEnrolments(personId)).toHaveLength(1);
  });

  test.each(['error500', 'drop', 'timeout'] as const)(
    '%s: the person sees that it is being checked, the answer comes through the outbox',
    async (kind) => {
      strike(kind);
      const { status, sentence, enrollmentId, personId } = await register();
      expect(status).toBe('checking');
      expect(sentence).toBe('正在向医保系统核对，一般几秒钟就好，请稍等。');
      // accepted there although the answer was lost: nothing is enrolled twice
      expect(platformEnrolments(personId)).toHaveLength(kind === 'timeout' ? 1 : 0);
      expect(await phone.refused('enrollment.cancel', { enrollmentId })).toBe('enrollment_state');
      expect(await phone.refused('payment.createOrder', { enrollmentIds: [enrollmentId] })).toBe(
        'enrollment_not_payable',
      );
      await town.advance(1);
      expect(await statusOf(enrollmentId)).toBe('registered');
      expect(platformEnrolments(personId)).toHaveLength(1);
      expect(await messageOf(enrollmentId)).toMatchObject([{ status: 'done', attempts: 1 }]);
    },
  );

  test('the same requestId after a lost reply: the same enrolment', async () => {
    const personId = await town.adopt(phone);
    const input = { requestId: 'register-again-000001', personId, coverageYear };
    strike('error500');
    const first = await phone.call('enrollment.register', input);
    await town.advance(1);
    const second = await phone.call('enrollment.register', input);
    expect([first.status, second.status]).toEqual(['checking', 'registered']);
    expect(second.enrollmentId).toBe(first.enrollmentId);
  });

  test.each(['1101', '90100'])(
    '%s away: nothing is written, and it may be tried again',
    async (infno) => {
      const personId = await town.adopt(phone);
      const before = await books(town);
      const requestId = `register-without-${infno}`;
      town.fault({ system: 'core-platform', operation: infno, kind: 'error500' });
      const input = { requestId, personId, coverageYear };
      expect(await phone.refused('enrollment.register', input)).toBe('upstream_unavailable');
      expect(await books(town)).toEqual(before);
      expect((await phone.call('enrollment.register', input)).status).toBe('registered');
    },
  );

  test('away for hours: manual review, a sentence, and two ways out', async () => {
    strike('error500', 10_000);
    const [first, second] = [await register(), await register()];
    for (let n = 0; n < 20 && (await statusOf(second.enrollmentId)) === 'checking'; n++) {
      await town.advance(61);
    }
    const stuck = await phone.call('enrollment.get', { enrollmentId: first.enrollmentId });
    expect(stuck.status).toBe('manual_review');
    expect(stuck.sentence).toContain('没有扣款');
    expect(await messageOf(first.enrollmentId)).toMatchObject([{ status: 'dead', attempts: 14 }]);
    const { standings } = await phone.call('enrollment.overview', { coverageYear });
    const standing = standings.find(({ person }) => person.personId === first.personId);
    expect(standing).toMatchObject({ state: 'problem', nextStep: 'resolve' });
    // still away: asked again it is being checked anew, with all its attempts
    const { enrollmentId } = first;
    expect((await phone.call('enrollment.recheck', { enrollmentId })).status).toBe('checking');
    town.sandbox.host.faults.clear();
    await town.advance(1);
    expect(await statusOf(first.enrollmentId)).toBe('registered');
    const withdrawn = { enrollmentId: second.enrollmentId };
    expect((await phone.call('enrollment.cancel', withdrawn)).status).toBe('cancelled');
  });

  test('back before the recheck: registered in the same breath', async () => {
    strike('error500', 10_000);
    const { enrollmentId } = await register();
    for (let n = 0; n < 20 && (await statusOf(enrollmentId)) === 'checking'; n++) {
      await town.advance(61);
    }
    town.sandbox.host.faults.clear();
    expect((await phone.call('enrollment.recheck', { enrollmentId })).status).toBe('registered');
  });

  test('died between the check and the answer: refused, nothing left to pay', async () => {
    const personId = await town.adopt(phone);
    const resident = town.residentOf(personId);
    strike('error500');
    const { enrollmentId } = await phone.call('enrollment.register', { personId, coverageYear });
    resident.deceased = true;
    await town.advance(1);
    resident.deceased = false;
    const refused = await phone.call('enrollment.get', { enrollmentId });
    expect(refused).toMatchObject({
      status: 'cancelled',
      sentence: '登记信息显示无法参保，如有疑问请拨打 12393',
    });
  });
});
