import { randomUUID } from 'node:crypto';
import { familyMember } from '@yibao/cloudfunctions/lib/database/schema';
import { dayMs } from '@yibao/shared/rules/dates';
import { describeOnServers, engines } from '../support/database';
import { atCashier, selfId, until } from '../support/journey';
import { type Application, apply, birthOf, formOf } from '../support/newborn';
import { appoint, parentOf } from '../support/newborn-staff';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

const wrongName = '乔二诺';
const reason = '医院来函证明';

/** What may be said only of a baby whose enrolment stands. */
const claimsSuccess = /已通过|已经通过|好了/;

const codeOf = (reply: { ok: true } | { ok: false; error: { code: string } }): string =>
  reply.ok ? 'ok' : reply.error.code;

describe.each(engines())('no newborn is left with nothing, on $name', (engine) => {
  let system: TestSystem;
  let clerk: Phone;
  let colleague: Phone;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    clerk = system.phone('gao-min');
    colleague = await appoint(system, 'zhao-yajing', 'test-002');
  });
  afterAll(() => system.close());
  afterEach(() => {
    jest.restoreAllMocks();
    system.sandbox.host.faults.clear();
  });

  let couples = 0;
  async function couple(): Promise<{ mother: Phone; father: Phone }> {
    couples += 1;
    const key = `load-${String(couples).padStart(3, '0')}`;
    const mother = await parentOf(system, `${key}-m`);
    return { mother, father: await parentOf(system, `${key}-f`) };
  }
  const bornOnOf = (phone: Phone) => formOf(birthOf(system, phone)).bornOn;
  const get = (phone: Phone, { applicationId }: Application) =>
    phone.call('newborn.get', { applicationId });

  test('an appeal stays an appeal while a registry is away, and takes two clerks', async () => {
    const { mother, father } = await couple();
    const refused = await apply(system, father, { items: [], name: wrongName });
    expect(refused.status).toBe('refused');
    const { applicationId } = refused;
    await father.call('newborn.addEvidence', { applicationId, text: '请再看', photoIds: [] });
    system.sandbox.host.faults.add({
      system: 'data-sharing',
      operation: 'birthCertificate',
      kind: 'error500',
      forMinutes: 5,
      times: 1,
      delayMs: 0,
    });
    // her approval wakes what waits for the same certificate
    const otherParent = { kind: 'spouse' as const };
    const waiting = await apply(system, mother, { items: [], otherParent });
    expect(waiting.status).toBe('queued');
    await system.advance(6);
    expect((await get(mother, waiting)).status).toBe('approved');
    system.sandbox.host.faults.add({
      system: 'data-sharing',
      operation: 'birthCertificate',
      kind: 'error500',
      forMinutes: 3,
      times: 1,
      delayMs: 0,
    });
    const mismatch = { check: 'baby', result: 'mismatch' };
    const expectAppeal = async () => {
      const seen = await clerk.call('newborn.staffView', { applicationId });
      expect(seen).toMatchObject({ status: 'queued', queueReason: 'appeal' });
      expect(seen.checks).toEqual(expect.arrayContaining([expect.objectContaining(mismatch)]));
    };
    for (let minute = 0; minute < 5; minute++) {
      await system.advance(1);
      await expectAppeal();
    }
    const { rows } = await clerk.call('newborn.staffQueue', { show: 'waiting' });
    expect(rows.map((row) => row.applicationId)).toContain(applicationId);
    await clerk.call('newborn.staffClaim', { applicationId });
    const first = await clerk.call('newborn.staffApprove', { applicationId, reason });
    expect(first).toMatchObject({ status: 'queued', awaitsSecondApproval: true });
    const second = await colleague.call('newborn.staffApprove', { applicationId, reason });
    expect(second.status).toBe('joined');
  });

  test("nobody throws a newborn's cover away", async () => {
    const { mother, father } = await couple();
    const first = await apply(system, mother, { items: [], payNextYear: true });
    expect(first.years).toHaveLength(2);
    const relative = await parentOf(system, 'xia-wanrou');
    await system.runtime.db.insert(familyMember).values({
      id: randomUUID(),
      ownerPersonId: await selfId(relative),
      memberPersonId: first.baby.personId!,
      relation: 'granddaughter',
      addedAt: system.runtime.clock.now(),
    });
    const refusals = [
      [mother, 'enrollment_state'],
      [father, 'enrollment_state'],
      [relative, 'not_allowed'],
    ] as const;
    for (const [phone, code] of refusals) {
      for (const { enrollmentId } of first.years) {
        const input = { enrollmentId: enrollmentId! };
        expect(await phone.refused('enrollment.cancel', input)).toBe(code);
      }
    }
    expect((await get(mother, first)).years).toEqual(first.years);
  });

  describe('the core platform refuses to enrol', () => {
    const refusing = () =>
      jest
        .spyOn(system.runtime.ports.corePlatform, 'enrol')
        .mockResolvedValue({ outcome: 'refused', reason: 'yearNotOpen' });
    const news = async (phone: Phone) =>
      (await phone.call('identity.listNotices', {})).notices
        .filter(({ title }) => title !== '宝宝的参保登记已通过')
        .map(({ title, text }) => `${title} ${text}`);

    async function expectCoverFromBirth(phone: Phone, application: Application): Promise<void> {
      const { years, applicationId } = await get(phone, application);
      expect(years).toMatchObject([
        {
          coverageYear: 2025,
          enrollmentStatus: 'registered',
          payable: true,
          fromBirth: true,
          cover: { from: bornOnOf(phone) },
        },
      ]);
      const enrollmentIds = years.map(({ enrollmentId }) => enrollmentId!);
      const { payment } = await phone.call('payment.createOrder', { enrollmentIds });
      await atCashier(system, payment, 'pay');
      const paid = await until(
        () => phone.call('newborn.get', { applicationId }),
        (seen) => seen.years.every((year) => year.paid),
      );
      expect(paid.sentence).toContain('宝宝已参保，从出生那天');
    }

    test('both guardians hear of it, and the same form again enrols again', async () => {
      const { mother, father } = await couple();
      const refusal = refusing();
      const first = await apply(system, mother, { items: [] });
      expect(refusal).toHaveBeenCalled();
      expect((await get(mother, first)).sentence).not.toMatch(claimsSuccess);
      for (const phone of [mother, father]) expect(await news(phone)).toHaveLength(1);
      // too early: nothing is gained, nothing is lost
      const { applicationId } = await apply(system, mother, { items: [] });
      expect(applicationId).toBe(first.applicationId);
      expect((await get(mother, first)).sentence).not.toMatch(claimsSuccess);
      refusal.mockRestore();
      const again = await apply(system, mother, { items: [] });
      expect(again).toMatchObject({ applicationId, baby: first.baby });
      await expectCoverFromBirth(mother, first);
    });

    test('the other parent may send it again as well', async () => {
      const { mother, father } = await couple();
      const refusal = refusing();
      const first = await apply(system, mother, { items: [] });
      refusal.mockRestore();
      const joined = await apply(system, father, { items: [] });
      expect(joined).toMatchObject({ status: 'joined', baby: first.baby });
      await apply(system, father, { items: [] });
      await expectCoverFromBirth(father, joined);
      expect((await get(mother, first)).years).toMatchObject([{ paid: true }]);
    });
  });

  test('evidence and a corrected form at the same moment: one application, no internal error', async () => {
    const { dataSharing } = system.runtime.ports;
    const ask = dataSharing.findBirthCertificate.bind(dataSharing);
    for (let round = 0; round < 8; round++) {
      const { mother } = await couple();
      const { applicationId } = await apply(system, mother, { items: [], name: wrongName });
      const evidence = { applicationId, text: '名字没有写错', photoIds: [] };
      // sent when the form's answers are there, so that both write at the same time
      const added: Promise<string>[] = [];
      const spy = jest.spyOn(dataSharing, 'findBirthCertificate');
      spy.mockImplementation(async (certificate) => {
        const found = await ask(certificate);
        added.push(mother.reply('newborn.addEvidence', evidence).then(codeOf));
        return found;
      });
      const form = formOf(birthOf(system, mother), { items: [] });
      const codes = [codeOf(await mother.reply('newborn.submit', form))];
      codes.push(...(await Promise.all(added)));
      spy.mockRestore();
      expect(codes.filter((code) => code !== 'ok' && code !== 'newborn_state')).toEqual([]);
      const { applications } = await mother.call('newborn.start', {});
      const live = applications.filter(({ status }) => status !== 'refused');
      expect(live).toHaveLength(1);
    }
  });
});

describeOnServers('evidence half written when the corrected form comes', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());

  test('the form waits for it and finds the application that stands', async () => {
    const { db } = system.runtime;
    const mother = await parentOf(system, 'load-001-m');
    const { applicationId } = await apply(system, mother, { items: [], name: wrongName });
    const evidence = { applicationId, text: '名字没有写错', photoIds: [] };
    const waiting = (sessions: number) =>
      until(
        () =>
          query<{ n: number }>(
            db,
            `select count(*)::int as n from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock'`,
          ),
        ([row]) => row!.n === sessions,
      );
    const replies = await db.transaction(async (tx) => {
      // the words of the evidence are written last: until then its transaction stays open
      await tx.execute('lock table newborn_evidence in access exclusive mode');
      const added = mother.reply('newborn.addEvidence', evidence);
      await waiting(1);
      const form = formOf(birthOf(system, mother), { items: [] });
      const submitted = mother.reply('newborn.submit', form);
      await waiting(2);
      return { added, submitted };
    });
    expect(codeOf(await replies.added)).toBe('ok');
    expect(codeOf(await replies.submitted)).toBe('newborn_state');
    expect((await mother.call('newborn.get', { applicationId })).status).toBe('queued');
  });
});

describe.each(engines())('at the turn of the year, on $name', (engine) => {
  test('before the new year is published the births of the old one go on', async () => {
    const system = await startTestSystem(engine);
    const mother = await parentOf(system, 'tang-xinyi');
    await system.sandboxPost('/control/clock', { setTo: '2027-01-05' });
    const { today, windowDays } = await mother.call('newborn.start', {});
    expect({ today, windowDays }).toEqual({ today: '2027-01-05', windowDays: 90 });
    const bornOn = '2026-12-28';
    const quote = await mother.call('newborn.quote', { bornOn });
    expect(quote).toMatchObject({ withinWindow: true, nextYearOffered: false });
    // the city's births are of 2025: the registry tells this one a year later
    const birth = birthOf(system, mother);
    const later = Date.parse(`${bornOn}T08:26:00+08:00`);
    const { dataSharing } = system.runtime.ports;
    const ask = dataSharing.findBirthCertificate.bind(dataSharing);
    jest.spyOn(dataSharing, 'findBirthCertificate').mockImplementation(async (certificate) => {
      const found = await ask(certificate);
      const issuedOn = new Date(later + dayMs).toISOString().slice(0, 'YYYY-MM-DD'.length);
      return found && { ...found, bornAt: later, issuedOn };
    });
    const form = formOf(birth, { items: [], bornOn, bornAtTime: '08:26' });
    const application = await mother.call('newborn.submit', form);
    expect(application).toMatchObject({
      status: 'approved',
      years: [
        {
          coverageYear: 2026,
          enrollmentStatus: 'registered',
          payable: true,
          fromBirth: true,
          cover: { from: bornOn, to: '2026-12-31' },
        },
      ],
    });
    await system.close();
  });
});
