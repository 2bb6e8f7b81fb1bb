import { isStatusGenuine } from '@yibao/cloudfunctions/consent/status';
import { guardianship } from '@yibao/cloudfunctions/lib/database/schema';
import { addGuardian } from '@yibao/cloudfunctions/lib/guardians';
import { viewConsent } from '@yibao/cloudfunctions/partner/view-consent';
import {
  consentRow,
  grantAs,
  grantInput,
  type MadeClerk,
  makeClerk,
  makeOrganisation,
  type MadeOrganisation,
  makeRequest,
  showFace,
} from '../support/consent';
import { makeLook } from '../support/consent-looks';
import { engines } from '../support/database';
import { selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

describe.each(engines())('who decides for a child, on $name', (engine) => {
  let system: TestSystem;
  let child: Phone;
  let father: Phone;
  let mother: Phone;
  let childId: string;
  let made: MadeOrganisation;
  let clerk: MadeClerk;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    child = system.phone('lu-yutong');
    father = system.phone('pan-jianguo');
    mother = system.phone('xu-huilan');
    for (const phone of [child, father, mother]) await verify(system, phone);
    childId = await selfId(child);
    const now = system.runtime.clock.now();
    for (const [phone, relation] of [
      [father, 'father'],
      [mother, 'mother'],
    ] as const) {
      const guardianPersonId = await selfId(phone);
      const bond = { childPersonId: childId, guardianPersonId, relation, now };
      await addGuardian(system.runtime.db, bond);
    }
    made = await makeOrganisation(system);
    clerk = await makeClerk(system, { organisationId: made.organisation.id });
  });
  afterAll(() => system.close());

  /** The sandbox clock stands at 2025-11-20 and a little later. */
  const born = (day: string) =>
    query(system.runtime.db, `update person set birth_date = '${day}' where id = '${childId}'`);
  const request = () => makeRequest(system, { made, clerk, about: child });
  const lineOf = async (phone: Phone, consentId: string) =>
    (await phone.call('consent.list', {})).lines.find((line) => line.consentId === consentId);
  const noticesOf = async (phone: Phone) =>
    (await phone.call('identity.listNotices', {})).notices.map(({ title }) => title);
  const decisions = ['consent.deny', 'consent.pause', 'consent.resume', 'consent.revoke'] as const;

  test('under 14: a guardian, not the child; the other guardian hears of it', async () => {
    await born('2011-11-30');
    const { id: consentId } = await request();
    expect(await lineOf(father, consentId)).toMatchObject({ isWard: true, status: 'requested' });
    expect(await lineOf(child, consentId)).toMatchObject({ isWard: false });
    const own = await grantInput(child, consentId, await showFace(system, child));
    expect(await child.refused('consent.grant', own)).toBe('not_allowed');
    expect((await child.call('consent.detail', { consentId })).may).not.toContain('grant');
    const granted = await grantAs(system, father, consentId);
    expect(granted).toMatchObject({ grantedByGuardian: true, line: { isWard: true } });
    const row = await consentRow(system, consentId);
    expect(row).toMatchObject({ personId: childId, grantorPersonId: await selfId(father) });
    expect(await noticesOf(mother)).toContain('孩子的信息授权有变动');
    expect(await noticesOf(father)).not.toContain('孩子的信息授权有变动');
    // either guardian, and the child too, may stop it; only a guardian lets it go on
    await child.call('consent.pause', { consentId });
    expect(await child.refused('consent.resume', { consentId })).toBe('not_allowed');
    await mother.call('consent.resume', { consentId });
    await makeLook(system, row, clerk);
    expect((await mother.call('consent.looks', {})).looks).toMatchObject([
      { consentId, person: { personId: childId } },
    ]);
  });

  test('on the fourteenth birthday the right is the child’s own; what stands can be taken back', async () => {
    await born('2011-11-30');
    const kept = await request();
    await grantAs(system, father, kept.id);
    const other = await request();
    await grantAs(system, father, other.id);
    const open = await request();
    await born('2011-11-20');
    // seen as before, decided no more
    for (const phone of [father, mother]) {
      expect(await lineOf(phone, open.id)).toMatchObject({ isWard: true });
      const input = await grantInput(phone, open.id, null);
      expect(await phone.refused('consent.grant', input)).toBe('guardian_not_enough');
      expect(await phone.refused('consent.deny', { consentId: open.id })).toBe(
        'guardian_not_enough',
      );
      expect(await phone.refused('consent.counterCode', { consentId: open.id })).toBe(
        'guardian_not_enough',
      );
      expect(await phone.refused('consent.pause', { consentId: kept.id })).toBe(
        'guardian_not_enough',
      );
    }
    // who granted takes back, the other parent does not, the child does
    expect(await mother.refused('consent.revoke', { consentId: kept.id })).toBe(
      'guardian_not_enough',
    );
    expect((await father.call('consent.detail', { consentId: kept.id })).may).toEqual([
      'revoke',
      'complain',
      'receipt',
    ]);
    await father.call('consent.revoke', { consentId: kept.id });
    await child.call('consent.revoke', { consentId: other.id });
    await grantAs(system, child, open.id);
    expect((await consentRow(system, open.id)).grantorPersonId).toBe(childId);
  });

  /** What a console of the organisation lists, without a session. */
  const rowOf = async (consentId: string) =>
    viewConsent(system.runtime, system.runtime.db, await consentRow(system, consentId));

  test('what a guardian granted ends on that birthday, for everybody to see', async () => {
    await born('2011-11-30');
    const running = await request();
    await grantAs(system, father, running.id);
    const stopped = await request();
    await grantAs(system, father, stopped.id);
    await father.call('consent.pause', { consentId: stopped.id });
    await system.tick();
    expect((await consentRow(system, running.id)).status).toBe('active');
    await born('2011-11-20');
    await system.tick();
    for (const { id } of [running, stopped]) {
      const row = await consentRow(system, id);
      expect(row).toMatchObject({ status: 'expired', endReason: 'grown' });
      expect(isStatusGenuine(system.runtime.cipher, row)).toBe(true);
      expect(await rowOf(id)).toMatchObject({
        status: 'expired',
        statusLabel: '孩子已到自己决定的年龄，要本人同意',
        looksLeft: null,
      });
      for (const phone of [child, father, mother]) {
        expect(await lineOf(phone, id)).toMatchObject({
          statusLabel: '已停用',
          endReason: 'grown',
          sentence: /孩子自己同意/,
          until: null,
        });
      }
    }
    const audits = await query<{ details: object }>(
      system.runtime.db,
      `select details from audit_entry where action = 'consent.expired'
       and details->>'consentId' = '${running.id}'`,
    );
    expect(audits).toMatchObject([{ details: { endReason: 'grown' } }]);
    // what the child grants from now on is not a guardian's
    const own = await request();
    await grantAs(system, child, own.id);
    await system.tick();
    expect((await consentRow(system, own.id)).status).toBe('active');
    await child.call('consent.revoke', { consentId: own.id });
  });

  test('and when a court ends the guardian’s right', async () => {
    await born('2015-01-01');
    const fathers = await request();
    await grantAs(system, father, fathers.id);
    const mothers = await request();
    await grantAs(system, mother, mothers.id);
    const [staff] = await query<{ id: string }>(
      system.runtime.db,
      'select account_id as id from staff_member limit 1',
    );
    const fatherId = await selfId(father);
    const set = (columns: string) =>
      query(
        system.runtime.db,
        `update guardianship set ${columns} where guardian_person_id = '${fatherId}'`,
      );
    await set(
      `ended_at = now(), end_basis = 'courtOrder', end_reason = '判决', ended_by = '${staff!.id}'`,
    );
    await system.tick();
    expect(await consentRow(system, fathers.id)).toMatchObject({
      status: 'expired',
      endReason: 'guardianship',
    });
    expect((await rowOf(fathers.id)).statusLabel).toBe('监护人已变更，要重新同意');
    expect(await lineOf(mother, fathers.id)).toMatchObject({ sentence: /监护人/ });
    expect((await consentRow(system, mothers.id)).status).toBe('active');
    await set('ended_at = null, end_basis = null, end_reason = null, ended_by = null');
    await mother.call('consent.revoke', { consentId: mothers.id });
  });

  test('of age, or after the court: nobody else’s business any more', async () => {
    await born('2007-11-21');
    const { id: consentId } = await request();
    expect(await lineOf(father, consentId)).toBeDefined();
    await born('2007-11-20');
    expect(await lineOf(father, consentId)).toBeUndefined();
    for (const action of decisions) {
      expect(await father.refused(action, { consentId })).toBe('not_found');
    }
    expect((await father.call('consent.looks', {})).looks).toEqual([]);
    expect(
      await father.refused('consent.askRight', {
        personId: childId,
        kind: 'copy',
        words: '要一份',
      }),
    ).toBe('not_found');
    await born('2015-01-01');
    expect(await lineOf(father, consentId)).toBeDefined();
    const now = system.runtime.clock.now();
    const end = { endedAt: now, endBasis: 'courtOrder' as const, endReason: '法院判决' };
    const [staff] = await query<{ id: string }>(
      system.runtime.db,
      'select account_id as id from staff_member limit 1',
    );
    await system.runtime.db.update(guardianship).set({ ...end, endedBy: staff!.id });
    expect(await lineOf(father, consentId)).toBeUndefined();
    expect(await father.refused('consent.detail', { consentId })).toBe('not_found');
  });

  test('begun for a child under 14 by a guardian, for an older one by nobody else', async () => {
    await system.runtime.db
      .update(guardianship)
      .set({ endedAt: null, endBasis: null, endedBy: null, endReason: null });
    const [found] = (await father.call('consent.organisations', {})).organisations;
    const input = {
      personId: childId,
      agreementId: found!.agreementId,
      purpose: found!.purposes[0]!,
      scope: found!.ceiling,
    };
    await born('2011-11-30');
    const { consentId } = await father.call('consent.begin', input);
    expect(await child.refused('consent.begin', input)).toBe('not_allowed');
    await grantAs(system, father, consentId);
    await born('2011-11-20');
    expect(await father.refused('consent.begin', input)).toBe('guardian_not_enough');
    expect(await child.reply('consent.begin', input)).toMatchObject({ ok: true });
    const stranger = system.phone('luo-jun');
    await verify(system, stranger);
    expect(await stranger.refused('consent.begin', input)).toBe('not_found');
  });
});
