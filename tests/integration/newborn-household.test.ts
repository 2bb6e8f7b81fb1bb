import { randomUUID } from 'node:crypto';
import {
  familyMember,
  identityUpgrade,
  newbornItem,
} from '@yibao/cloudfunctions/lib/database/schema';
import { createCertificates } from '@yibao/sandbox/city/certificate';
import { dayMs, minuteMs } from '@yibao/shared/rules/dates';
import { type JoinedItemKind } from '@yibao/shared/rules/joined-items';
import { engines } from '../support/database';
import { atCashier, claimOf, selfId, until, verify } from '../support/journey';
import { type Application, apply, birthOf, stepsOf } from '../support/newborn';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query, rowCounts } from '../support/tables';

jest.setTimeout(60_000);

const twoDays = (2 * dayMs) / minuteMs + 1;

describe.each(engines())('the household registration of a newborn, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());
  afterEach(() => system.sandbox.host.faults.clear());

  const spare = createCertificates();
  const phones = new Map<string, Promise<Phone>>();
  function parent(key: string): Promise<Phone> {
    const made = phones.get(key) ?? login(key);
    phones.set(key, made);
    return made;
  }
  async function login(key: string): Promise<Phone> {
    const phone = system.phone(key);
    await verify(system, phone);
    return phone;
  }
  const fault = (operation: string, times = 1) =>
    system.sandbox.host.faults.add({
      system: operation.startsWith('R') ? 'core-platform' : 'data-sharing',
      operation,
      kind: 'error500',
      times,
      delayMs: 0,
    });
  const callsOf = (operation: string) =>
    system.sandbox.host.calls.list().filter((call) => call.operation === operation).length;
  const get = (phone: Phone, { applicationId }: Pick<Application, 'applicationId'>) =>
    phone.call('newborn.get', { applicationId });

  /** The family goes to the police station itself. */
  async function registerHousehold(phone: Phone): Promise<string> {
    const { certificateNumber } = birthOf(system, phone);
    const answer = await system.sandboxPost('/control/household', { certificateNumber });
    return (answer as { residentId: string }).residentId;
  }
  async function approved(key: string, items: JoinedItemKind[] = []) {
    const phone = await parent(key);
    const application = await apply(system, phone, { items });
    expect(application).toMatchObject({ status: 'approved' });
    const { personId } = application.baby;
    if (personId === null) throw new Error('approved without a baby');
    return { phone, application, personId };
  }
  const upgradesOf = async (personId: string) =>
    (await system.runtime.db.select().from(identityUpgrade)).filter(
      (row) => row.personId === personId,
    );

  test('registered by hand-over: the number comes by itself, cover and payment stay, the social card follows', async () => {
    const { phone, application, personId } = await approved('tang-xinyi', [
      'household',
      'socialCard',
    ]);
    const enrollmentIds = application.years.map(({ enrollmentId }) => enrollmentId!);
    const { payment } = await phone.call('payment.createOrder', { enrollmentIds });
    await atCashier(system, payment, 'pay');
    const paid = await until(
      () => get(phone, application),
      ({ years }) => years.every((year) => year.paid),
    );
    await system.tick();
    expect(stepsOf(await get(phone, application))).toMatchObject({
      household: 'current',
      socialCard: 'todo',
    });

    await system.advance(twoDays);
    await system.tick();
    const upgraded = await until(
      async () => {
        await system.tick();
        return get(phone, application);
      },
      (now) => now.baby.documentType === 'residentId' && stepsOf(now)['socialCard'] === 'current',
    );
    expect(upgraded).toMatchObject({ baby: { personId }, canUpgrade: false });
    expect(upgraded.baby.documentMasked).toMatch(/^340603\*{8}/);
    expect(upgraded.years).toEqual(paid.years);
    expect(stepsOf(upgraded)['household']).toBe('done');
    expect(callsOf('R102')).toBe(1);
    // the core platform knows the child by the number now
    const { standings } = await phone.call('enrollment.overview', {});
    expect(standings.find(({ person }) => person.personId === personId)).toMatchObject({
      person: { documentType: 'residentId' },
    });

    await system.advance(twoDays);
    expect(stepsOf(await get(phone, application))['socialCard']).toBe('done');
    const { notices } = await phone.call('identity.listNotices', {});
    expect(notices.map(({ title }) => title)).toEqual(
      expect.arrayContaining([
        '「上户口」办好了',
        '「社保卡」办好了',
        '宝宝的医保已换成身份证号码',
      ]),
    );
  });

  test('returned by the police: either parent sends it again, and it is a new case', async () => {
    const { phone, application } = await approved('yan-lirong', ['household']);
    const father = await parent('fang-zhengyi');
    const joined = await apply(system, father, { items: ['household'] });
    expect(joined.status).toBe('joined');
    await system.tick();
    const returned = await get(father, joined);
    const step = returned.timeline.find((each) => each.step === 'household');
    expect(step).toMatchObject({ state: 'problem', canSendAgain: true });
    expect(step!.note).toContain('父母的户口信息还没有核对完，请过一会儿重新提交');
    const item = 'household' as const;

    const stranger = await parent('xia-wanrou');
    const { applicationId } = application;
    expect(await stranger.refused('newborn.sendItemAgain', { applicationId, item })).toBe(
      'not_found',
    );
    const wrong = { applicationId: joined.applicationId, item: 'vaccination' as const };
    expect(await father.refused('newborn.sendItemAgain', wrong)).toBe('not_found');

    const again = { requestId: randomUUID(), applicationId: joined.applicationId, item };
    const sent = await father.call('newborn.sendItemAgain', again);
    expect(stepsOf(sent)['household']).toBe('current');
    await father.call('newborn.sendItemAgain', again);
    // on its way again: the mother's tap comes too late
    expect(await phone.refused('newborn.sendItemAgain', { applicationId, item })).toBe(
      'newborn_state',
    );
    const rows = await system.runtime.db.select().from(newbornItem);
    expect(rows.filter((row) => row.applicationId === applicationId)).toMatchObject([
      { attempt: 2, reason: null },
    ]);
    await system.advance(twoDays);
    await until(
      async () => {
        await system.tick();
        return get(phone, application);
      },
      (now) => stepsOf(now)['household'] === 'done' && now.baby.documentType === 'residentId',
    );
  });

  describe('typed by a guardian', () => {
    let phone: Phone;
    let personId: string;
    let application: Application;
    beforeAll(async () => {
      ({ phone, personId, application } = await approved('ji-chunni'));
    });
    const typed = (documentNumber: string, requestId: string = randomUUID()) => ({
      requestId,
      personId,
      documentNumber,
    });
    /** Well formed, of the right day and sex, and nobody's. */
    const nobodys = () => spare.eighteen('340604', application.baby.bornOn, application.baby.sex);

    test('nobody but a guardian: not a stranger, not a relative who added the child', async () => {
      const documentNumber = nobodys();
      const input = { personId, documentNumber };
      const other = await parent('xia-wanrou');
      expect(await other.refused('newborn.upgradeIdentity', input)).toBe('not_found');
      const { db, clock } = system.runtime;
      await db.insert(familyMember).values({
        id: randomUUID(),
        ownerPersonId: await selfId(other),
        memberPersonId: personId,
        relation: 'granddaughter',
        addedAt: clock.now(),
      });
      expect(await other.refused('newborn.upgradeIdentity', input)).toBe('not_found');
      expect(await upgradesOf(personId)).toEqual([]);
    });

    test('a slip of the pen is told at once and counts as nothing', async () => {
      const before = await rowCounts(system.runtime.db);
      const reply = await phone.reply('newborn.upgradeIdentity', typed('340602202302290015'));
      expect(reply).toMatchObject({
        ok: false,
        error: { code: 'bad_input', field: 'documentNumber' },
      });
      expect(await rowCounts(system.runtime.db)).toEqual(before);
    });

    test('a wrong number is refused, kept and audited; the same request again is the same refusal', async () => {
      const input = typed(nobodys());
      const refusal = {
        ok: false,
        error: {
          code: 'upgrade_refused',
          field: 'documentNumber',
          message: expect.stringContaining('公安那边还没有查到宝宝的这个身份证号码') as string,
        },
      };
      expect(await phone.reply('newborn.upgradeIdentity', input)).toMatchObject(refusal);
      expect(await phone.reply('newborn.upgradeIdentity', input)).toMatchObject(refusal);
      expect(await upgradesOf(personId)).toMatchObject([
        { outcome: 'refused', reason: 'notRegistered', askedBy: 'guardian' },
      ]);
      const audits = await query<{ actor: string; reason: string }>(
        system.runtime.db,
        `select actor_kind as actor, details->>'reason' as reason from audit_entry
         where action = 'newborn.upgradeIdentity' and subject_person_id = '${personId}'`,
      );
      expect(audits).toEqual([{ actor: 'account', reason: 'notRegistered' }]);
    });

    test('the population registry away: told so, nothing written, nothing counted', async () => {
      fault('population');
      const before = await rowCounts(system.runtime.db);
      const input = typed(nobodys());
      expect(await phone.refused('newborn.upgradeIdentity', input)).toBe('upstream_unavailable');
      expect(await rowCounts(system.runtime.db)).toEqual(before);
    });

    test('the right one: the same child, known by the number; another one afterwards is refused', async () => {
      const residentId = await registerHousehold(phone);
      const wide = residentId.replace(/[0-9X]/g, (c) =>
        String.fromCharCode(c.charCodeAt(0) + 0xfee0),
      );
      const masked = `${residentId.slice(0, 6)}********${residentId.slice(-4)}`;
      const done = { personId, documentType: 'residentId', documentMasked: masked };
      expect(await phone.call('newborn.upgradeIdentity', typed(wide))).toEqual(done);
      expect(await get(phone, application)).toMatchObject({
        canUpgrade: false,
        baby: { personId, documentMasked: masked },
        years: application.years,
      });
      const told = callsOf('R102');
      expect(await phone.call('newborn.upgradeIdentity', typed(residentId))).toEqual(done);
      expect(callsOf('R102')).toBe(told);
      const other = await phone.reply('newborn.upgradeIdentity', typed(nobodys()));
      expect(other).toMatchObject({
        error: { code: 'upgrade_refused', message: expect.stringContaining('另一个') as string },
      });
      const text = system.logText();
      for (const secret of [residentId, birthOf(system, phone).certificateNumber]) {
        expect(text).not.toContain(secret);
      }
    });
  });

  test('ten wrong numbers a day, side by side or one by one, and again the next day', async () => {
    const { phone, personId, application } = await approved('bai-ruolan');
    const { bornOn, sex } = application.baby;
    const attempt = async () => {
      const documentNumber = spare.eighteen('340621', bornOn, sex);
      return phone.refused('newborn.upgradeIdentity', { personId, documentNumber });
    };
    const codes = await Promise.all(Array.from({ length: 14 }, attempt));
    expect(codes.filter((code) => code === 'upgrade_refused')).toHaveLength(10);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(4);
    expect(await attempt()).toBe('rate_limited');
    await system.advance(dayMs / minuteMs);
    expect(await attempt()).toBe('upgrade_refused');
  });

  test('the core platform away from before the enrolment till after the upgrade: both reach it', async () => {
    fault('R101', 10_000);
    const phone = await parent('bi-xiaoyun');
    const { father } = birthOf(system, phone);
    if (!father) throw new Error('the certificate names a father');
    const application = await apply(system, phone, {
      items: [],
      otherParent: { kind: 'typed', ...claimOf(father) },
    });
    const { personId } = application.baby;
    expect(application).toMatchObject({
      status: 'approved',
      years: [{ enrollmentStatus: 'checking' }],
    });
    const documentNumber = await registerHousehold(phone);
    const input = { personId: personId!, documentNumber };
    expect(await phone.call('newborn.upgradeIdentity', input)).toMatchObject({
      documentType: 'residentId',
    });
    const told = callsOf('R102');
    system.sandbox.host.faults.clear();
    fault('R102', 2);
    const registered = await until(
      async () => {
        await system.advance(31);
        return get(phone, application);
      },
      ({ years }) => years[0]?.enrollmentStatus === 'registered',
    );
    expect(registered.years[0]).toMatchObject({ payable: true, fromBirth: true });
    // two failures, then told
    await until(
      async () => {
        await system.advance(31);
        return callsOf('R102');
      },
      (calls) => calls === told + 3,
    );
    await system.advance(31);
    expect(callsOf('R102')).toBe(told + 3);
    const { standings } = await phone.call('enrollment.overview', {});
    expect(standings.find(({ person }) => person.personId === personId)).toMatchObject({
      state: 'to_pay',
      person: { documentType: 'residentId' },
    });
  });
});
