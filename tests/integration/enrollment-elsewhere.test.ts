import { hourMs, minuteMs } from '@yibao/shared/rules/dates';
import { describeOnServers, engines } from '../support/database';
import { type Phone } from '../support/system';
import {
  addToFamily,
  books,
  coverageYear,
  noticesOf,
  startTown,
  type Town,
} from './payment-support';

jest.setTimeout(30_000);

const outcomes = (town: Town) => town.callsOf('R101').length;

describe.each(engines())('insured in another city, on $name', (engine) => {
  let town: Town;
  let phone: Phone;
  beforeAll(async () => {
    town = await startTown(engine);
    phone = await town.login('xu-huilan');
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());

  const now = () => town.runtime.clock.now();

  async function blocked(story: 'elsewhereActive' | 'elsewhereStuck7h' | 'elsewhereSuspended1h') {
    const personId = await town.adopt(phone, story);
    const { certNo, otherInsurance } = town.residentOf(personId);
    const enrolled = await phone.call('enrollment.register', { personId, coverageYear });
    expect(enrolled).toMatchObject({ status: 'conflict_elsewhere', orderId: null });
    const { enrollmentId } = enrolled;
    return { personId, certNo, other: otherInsurance!, enrollmentId, enrolled };
  }
  const statusOf = async (enrollmentId: string) =>
    (await phone.call('enrollment.get', { enrollmentId })).status;
  const suspend = (certNo: string) => town.sandboxPost('/control/elsewhere/suspend', { certNo });
  const reupload = (certNo: string) => town.sandboxPost('/control/elsewhere/reupload', { certNo });
  const declare = (enrollmentId: string, suspendedAt: number) =>
    phone.call('enrollment.declareSuspension', { enrollmentId, suspendedAt });
  const told = async (enrollmentId: string) =>
    (await noticesOf(town, `enrollment:${enrollmentId}:`)).map(({ title }) => title);

  /** Half an hour to the minute: the sweep's next look is due exactly then. */
  async function halfHours(count: number): Promise<void> {
    for (let n = 0; n < count; n++) await town.advance(30);
  }

  // first of all: an hour ago counts from the day the city began
  test('suspended there an hour ago: registered as soon as the platform has learnt of it', async () => {
    const { enrollmentId } = await blocked('elsewhereSuspended1h');
    expect(await declare(enrollmentId, now() - hourMs)).toMatchObject({ status: 'wait_sync' });
    await halfHours(4);
    expect(await statusOf(enrollmentId)).toBe('wait_sync');
    await halfHours(1); // 3.5 hours after the suspension
    await town.advance(1);
    expect(await statusOf(enrollmentId)).toBe('registered');
  });

  test('it says where, and a suspension of tomorrow or of two years ago is a slip', async () => {
    const { enrollmentId, enrolled, other } = await blocked('elsewhereActive');
    expect(enrolled.sentence).toBe(`在${other.regionName}还有医保，停掉那边的才能在这里参保`);
    expect(enrolled.elsewhere).toMatchObject({ poolingAreaName: other.regionName });
    for (const [suspendedAt, message] of [
      [now() + minuteMs, '暂停参保的时间不能晚于现在'],
      [now() - 367 * 24 * hourMs, '暂停参保的时间太早，请核对'],
    ] as const) {
      const input = { enrollmentId, suspendedAt };
      expect(await phone.reply('enrollment.declareSuspension', input)).toMatchObject({
        ok: false,
        error: { code: 'bad_input', field: 'suspendedAt', message },
      });
    }
    expect(await statusOf(enrollmentId)).toBe('conflict_elsewhere');
    const enrollmentIds = [enrollmentId];
    expect(await phone.refused('payment.createOrder', { enrollmentIds })).toBe(
      'enrollment_not_payable',
    );
  });

  test('suspended now: looked at every 30 minutes until 6 hours later, then it is overdue, told once', async () => {
    const { enrollmentId } = await blocked('elsewhereActive'); // said, but never done there
    const before = outcomes(town);
    const suspendedAt = now();
    const waiting = await declare(enrollmentId, suspendedAt);
    expect(waiting).toMatchObject({
      status: 'wait_sync',
      elsewhere: { suspendedAt, deadlineAt: suspendedAt + 6 * hourMs },
    });
    // to the minute: half an hour after the first look
    const { nextCheckAt } = waiting.elsewhere!;
    expect(nextCheckAt! - suspendedAt).toBeGreaterThanOrEqual(30 * minuteMs);
    expect(nextCheckAt! - suspendedAt).toBeLessThan(30.2 * minuteMs);
    expect(outcomes(town)).toBe(before + 1);
    await town.advance(29);
    expect(outcomes(town)).toBe(before + 1);
    for (let look = 1; look <= 11; look++) {
      await town.advance(look === 1 ? 2 : 30);
      expect(outcomes(town)).toBe(before + 1 + look);
      expect(await statusOf(enrollmentId)).toBe('wait_sync');
    }
    expect(await told(enrollmentId)).toEqual([]);
    await town.advance(30); // 6 h 1 min
    expect(outcomes(town)).toBe(before + 13);
    const overdue = await phone.call('enrollment.get', { enrollmentId });
    expect(overdue).toMatchObject({ status: 'sync_overdue', elsewhere: { nextCheckAt: null } });
    expect(overdue.advice[0]).toContain('请重新上传');
    await halfHours(4);
    expect(outcomes(town)).toBe(before + 13);
    // the person and whoever asked are told, each once
    expect(await told(enrollmentId)).toEqual(['停保消息还没有传到', '停保消息还没有传到']);
  });

  test('it clears by itself when the suspension arrives, told once', async () => {
    const { enrollmentId, certNo, other } = await blocked('elsewhereActive');
    await suspend(certNo);
    expect(await declare(enrollmentId, now())).toMatchObject({ status: 'wait_sync' });
    const halves = Math.ceil(other.syncDelayMs! / (30 * minuteMs));
    await halfHours(halves + 1);
    const clear = await phone.call('enrollment.get', { enrollmentId });
    expect(clear).toMatchObject({ status: 'registered', elsewhere: null });
    expect(clear.fee.payableFen).toBe(40_000);
    await halfHours(3);
    expect(await told(enrollmentId)).toEqual([
      '外地停保已生效，可以缴费了',
      '外地停保已生效，可以缴费了',
    ]);
    const { order } = await phone.call('payment.createOrder', { enrollmentIds: [enrollmentId] });
    expect(order.totalFen).toBe(40_000);
    await phone.call('payment.cancelOrder', { orderId: order.orderId });
  });

  test('suspended 7 hours ago and still not here: overdue at once; uploaded again, checked, registered', async () => {
    const { enrollmentId, certNo } = await blocked('elsewhereStuck7h');
    expect((await declare(enrollmentId, now() - 7 * hourMs)).status).toBe('sync_overdue');
    expect(await told(enrollmentId)).toHaveLength(2);
    // not yet uploaded: six more hours of looking by itself
    const again = await phone.call('enrollment.recheck', { enrollmentId });
    expect(again.status).toBe('wait_sync');
    expect(again.elsewhere!.deadlineAt! - now()).toBeGreaterThan(5.9 * hourMs);
    await reupload(certNo);
    expect((await phone.call('enrollment.recheck', { enrollmentId })).status).toBe('registered');
    expect(await told(enrollmentId)).toHaveLength(4);
  });

  test('stuck a second time: told a second time', async () => {
    const { enrollmentId } = await blocked('elsewhereStuck7h');
    await declare(enrollmentId, now() - 7 * hourMs);
    await phone.call('enrollment.recheck', { enrollmentId });
    await halfHours(13);
    expect(await statusOf(enrollmentId)).toBe('sync_overdue');
    expect(await told(enrollmentId)).toHaveLength(4);
  });

  test('the platform is away during the rechecks: nobody is told anything false', async () => {
    const { enrollmentId, certNo } = await blocked('elsewhereActive');
    await suspend(certNo);
    town.fault({ system: 'core-platform', operation: 'R101', kind: 'error500', times: 10_000 });
    expect(await declare(enrollmentId, now())).toMatchObject({ status: 'wait_sync' });
    await halfHours(15); // past the six hours
    expect(await statusOf(enrollmentId)).toBe('wait_sync');
    expect(await told(enrollmentId)).toEqual([]);
    town.sandbox.host.faults.clear();
    await halfHours(1);
    expect(await statusOf(enrollmentId)).toBe('registered');
    expect(await told(enrollmentId)).toHaveLength(2);
  });

  test('withdrawn while waiting: nothing more is asked, and it can be begun anew', async () => {
    const { enrollmentId, personId, certNo } = await blocked('elsewhereActive');
    await suspend(certNo);
    await declare(enrollmentId, now());
    expect((await phone.call('enrollment.cancel', { enrollmentId })).status).toBe('cancelled');
    const asked = outcomes(town);
    await halfHours(14);
    expect(outcomes(town)).toBe(asked);
    expect(await told(enrollmentId)).toEqual([]);
    const anew = await phone.call('enrollment.register', { personId, coverageYear });
    expect(anew.status).toBe('registered');
    expect(anew.enrollmentId).not.toBe(enrollmentId);
    for (const action of ['enrollment.recheck', 'enrollment.cancel'] as const) {
      expect(await phone.refused(action, { enrollmentId })).toBe('enrollment_state');
    }
  });

  test('two of the family act at once: one enrolment, one declaration, no half state', async () => {
    const other = await town.login('luo-jun');
    const personId = await town.adopt(phone, 'elsewhereActive');
    await addToFamily(town, other, town.residentOf(personId));
    const both = [phone, other];
    const registered = await Promise.all(
      both.map((each) => each.reply('enrollment.register', { personId, coverageYear })),
    );
    expect(registered.map((reply) => (reply.ok ? 'ok' : reply.error.code)).sort()).toEqual([
      'already_enrolled',
      'ok',
    ]);
    const mine = (await books(town)).enrollments.filter((row) => row.personId === personId);
    expect(mine).toHaveLength(1);
    const enrollmentId = mine[0]!.id;
    const suspendedAt = now();
    const declared = await Promise.all(
      both.map((each) => each.reply('enrollment.declareSuspension', { enrollmentId, suspendedAt })),
    );
    expect(declared.map((reply) => (reply.ok ? 'ok' : reply.error.code)).sort()).toEqual([
      'enrollment_state',
      'ok',
    ]);
    const rechecks = await Promise.all(
      both.map((each) => each.call('enrollment.recheck', { enrollmentId })),
    );
    expect(rechecks.map(({ status }) => status)).toEqual(['wait_sync', 'wait_sync']);
    // to withdraw it is for the one of them who registered it, however often they tap
    const registrant = registered[0]!.ok ? phone : other;
    const relative = registrant === phone ? other : phone;
    expect(await relative.refused('enrollment.cancel', { enrollmentId })).toBe('not_allowed');
    const cancels = await Promise.all(
      [1, 2].map(() => registrant.reply('enrollment.cancel', { enrollmentId })),
    );
    expect(cancels.map((reply) => (reply.ok ? 'ok' : reply.error.code)).sort()).toEqual([
      'enrollment_state',
      'ok',
    ]);
    const stranger = await town.login('fan-lixin');
    expect(await stranger.refused('enrollment.get', { enrollmentId })).toBe('not_found');
    const strange = { enrollmentId, suspendedAt };
    expect(await stranger.refused('enrollment.declareSuspension', strange)).toBe('not_found');
  });
});

describeOnServers('rechecks by two workers', (engine) => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(engine);
  });
  afterAll(() => town.close());

  test('each waiting enrolment is asked about once', async () => {
    const phone = await town.login('xu-huilan');
    for (let n = 0; n < 5; n++) {
      const personId = await town.adopt(phone, 'elsewhereActive');
      const { enrollmentId } = await phone.call('enrollment.register', { personId, coverageYear });
      const suspendedAt = town.runtime.clock.now();
      await phone.call('enrollment.declareSuspension', { enrollmentId, suspendedAt });
    }
    const { recheckElsewhere } = await import('@yibao/cloudfunctions/enrollment/recheck-elsewhere');
    // past the timers: they would be a third worker
    const { clock } = town.runtime;
    const later = { ...town.runtime, clock: { now: () => clock.now() + 31 * minuteMs } };
    const before = outcomes(town);
    const options = { limit: 50, traceId: 'two-workers' };
    const counts = await Promise.all([1, 2].map(() => recheckElsewhere(later, options)));
    expect(counts[0]! + counts[1]!).toBe(5);
    expect(outcomes(town)).toBe(before + 5);
  });
});
