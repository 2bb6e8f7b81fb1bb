import { engines } from '../support/database';
import { claimOf, selfId, verify } from '../support/journey';
import { type Application, apply, birthOf, resultsOf, takeAway } from '../support/newborn';
import { appeal, appoint, appointUnverified, parentOf } from '../support/newborn-staff';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { dumpText, query } from '../support/tables';

jest.setTimeout(60_000);

const reason = '材料看过了';

describe.each(engines())('clerks and their own families, on $name', (engine) => {
  let system: TestSystem;
  let clerk: Phone;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    clerk = system.phone('gao-min');
  });
  afterAll(() => system.close());
  afterEach(() => system.sandbox.host.faults.clear());

  const typed = (phone: Phone) => ({ kind: 'typed' as const, ...claimOf(phone.user.resident) });
  /** Says who they are and looks into no camera. */
  async function beginFace(phone: Phone): Promise<void> {
    const { version, textHash } = await phone.call('identity.faceNotice', {});
    const { consentId } = await phone.call('identity.agreeFaceNotice', { version, textHash });
    await phone.call('identity.startFace', { consentId, ...claimOf(phone.user.resident) });
  }
  /** Waits for the hardship list, with the mother known by the certificate. */
  async function waiting(phone: Phone, change: Parameters<typeof apply>[2]): Promise<Application> {
    takeAway(system, 'hardship');
    const application = await apply(system, phone, { items: [], ...change });
    expect(application.status).toBe('queued');
    system.sandbox.host.faults.clear();
    return application;
  }

  test('nobody handles the application of their own family', async () => {
    const mother = await parentOf(system, 'load-010-m');
    const { applicationId } = await waiting(mother, {});
    const father = await parentOf(system, 'load-010-f');
    for (const [phone, badge] of [
      [mother, 'family-1'],
      [father, 'family-2'],
    ] as const) {
      await appoint(system, phone.user.key, badge);
      expect(await phone.refused('newborn.staffClaim', { applicationId })).toBe('not_allowed');
      const decision = { applicationId, reason };
      expect(await phone.refused('newborn.staffApprove', decision)).toBe('not_allowed');
      expect(await phone.refused('newborn.staffAskMore', decision)).toBe('not_allowed');
      expect(await phone.refused('newborn.staffRefuse', decision)).toBe('not_allowed');
    }
    expect(await mother.refused('newborn.staffView', { applicationId })).toBe('not_allowed');
    const other = await clerk.call('newborn.staffClaim', { applicationId });
    expect(other.claimedByMe).toBe(true);
  });

  test('while the marriage registry is away the queue is worked on; approvals wait for it', async () => {
    const mother = await parentOf(system, 'load-011-m');
    const father = await parentOf(system, 'load-011-f');
    await appoint(system, father.user.key, 'family-3');
    const { applicationId } = await waiting(mother, {});
    takeAway(system, 'marriage');
    // whose spouse the father is nobody can tell yet, and the queue must not stand still
    await father.call('newborn.staffClaim', { applicationId });
    const decision = { applicationId, reason };
    expect(await father.refused('newborn.staffApprove', decision)).toBe('not_allowed');
    takeAway(system, 'birthCertificate');
    const reply = await father.reply('newborn.staffApprove', decision);
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'upstream_unavailable', message: '婚姻登记暂时查不到，恢复后再同意' },
    });
    await father.call('newborn.staffAskMore', decision);
    await mother.call('newborn.addEvidence', { applicationId, text: '材料都在这里', photoIds: [] });
    system.sandbox.host.faults.clear();
    expect(await father.refused('newborn.staffApprove', decision)).toBe('not_allowed');
    expect(await father.refused('newborn.staffRefuse', decision)).toBe('not_allowed');
    expect((await mother.call('newborn.get', { applicationId })).status).toBe('queued');
  });

  test('the mother the certificate names is family, though nobody named her', async () => {
    const father = await parentOf(system, 'load-012-f');
    const mother = await parentOf(system, 'load-012-m');
    await appoint(system, mother.user.key, 'family-4');
    const { applicationId } = await waiting(father, {});
    // only the keyed index of her document is left to tell
    takeAway(system, 'marriage');
    expect(await mother.refused('newborn.staffClaim', { applicationId })).toBe('not_allowed');
    expect(await mother.refused('newborn.staffView', { applicationId })).toBe('not_allowed');
  });

  test('who was named in any application for the certificate does not handle another', async () => {
    const mother = await parentOf(system, 'load-013-m');
    const father = await parentOf(system, 'load-013-f');
    await appoint(system, father.user.key, 'family-5');
    const wrong = { name: '错名字', otherParent: typed(father), items: [] };
    const refused = await apply(system, mother, wrong);
    expect(refused.status).toBe('refused');
    const alone = await apply(system, mother, { otherParent: { kind: 'none' }, items: [] });
    expect(resultsOf(alone)).toMatchObject({ parents: 'mismatch' });
    for (const { applicationId } of [refused, alone]) {
      expect(await father.refused('newborn.staffView', { applicationId })).toBe('not_allowed');
    }
    const { applicationId } = alone;
    const text = '孩子爸爸的名字不写了';
    await mother.call('newborn.addEvidence', { applicationId, text, photoIds: [] });
    expect(await father.refused('newborn.staffClaim', { applicationId })).toBe('not_allowed');
  });

  test('a clerk who is not verified sees and handles nothing, whoever they said they are', async () => {
    const mother = await parentOf(system, 'load-014-m');
    const father = await appointUnverified(system, 'load-014-f', 'family-6');
    const { applicationId } = await waiting(mother, { otherParent: typed(father) });
    for (const step of ['before', 'after'] as const) {
      if (step === 'after') await beginFace(father);
      expect(await father.refused('newborn.staffView', { applicationId })).toBe('not_verified');
      expect(await father.refused('newborn.staffClaim', { applicationId })).toBe('not_verified');
    }
    await verify(system, father);
    expect(await father.refused('newborn.staffClaim', { applicationId })).toBe('not_allowed');
  });

  test('two accounts of one person are not four eyes', async () => {
    const colleague = await appoint(system, 'zhao-yajing', 'test-002');
    const { applicationId } = await appeal(system, 'meng-fanying');
    const decision = { applicationId, reason };
    const bind = (phone: Phone, changes: string) =>
      query(
        system.runtime.db,
        `update account set ${changes} where union_id = '${phone.user.unionid}'`,
      );
    const [own, itself] = [await selfId(clerk), await selfId(colleague)];
    await bind(colleague, `person_id = '${own}'`);
    await clerk.call('newborn.staffClaim', { applicationId });
    await clerk.call('newborn.staffApprove', decision);
    for (const phone of [clerk, colleague]) {
      expect(await phone.refused('newborn.staffApprove', decision)).toBe('second_approval_needed');
    }
    await bind(colleague, 'person_id = null, verified_at = null, verified_by = null');
    expect(await colleague.refused('newborn.staffApprove', decision)).toBe('not_verified');
    await bind(colleague, `person_id = '${itself}', verified_at = now(), verified_by = 'face'`);
    expect((await colleague.call('newborn.staffApprove', decision)).status).toBe('approved');
  });

  test('a court ends the right to act for a child, once, and the guardian hears of it', async () => {
    const mother = await parentOf(system, 'tang-xinyi');
    const father = await parentOf(system, 'qiao-zhiyuan');
    const { applicationId, baby } = await apply(system, mother);
    const childPersonId = baby.personId!;
    const guardianPersonId = await selfId(father);
    const members = async (phone: Phone) =>
      (await phone.call('identity.listFamily', {})).members.map(({ personId }) => personId);
    expect(await members(father)).toEqual([childPersonId]);
    const words = '法院判决由母亲抚养';
    const end = {
      childPersonId,
      guardianPersonId,
      basis: 'courtOrder' as const,
      reason: words,
    };
    const numbered = { ...end, reason: `判决书 ${birthOf(system, mother).certificateNumber}` };
    const reply = await clerk.reply('newborn.staffEndGuardianship', numbered);
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input', field: 'reason' } });
    const { endedAt } = await clerk.call('newborn.staffEndGuardianship', end);
    expect(system.runtime.clock.now() - endedAt).toBeLessThan(60_000);
    expect(await members(father)).toEqual([]);
    expect(await members(mother)).toEqual([childPersonId]);
    expect(await clerk.refused('newborn.staffEndGuardianship', end)).toBe('not_found');
    const [told] = (await father.call('identity.listNotices', {})).notices;
    expect(told?.title).toBe('监护关系已终止');
    expect(told?.text).toContain(`您不再是${baby.nameMasked}的监护人`);
    expect(told?.text).not.toContain(baby.name);
    const { guardians } = await clerk.call('newborn.staffView', { applicationId });
    expect(guardians.map(({ relation }) => relation)).toEqual(['母亲']);
    const [kept] = await query<{ sealed: string }>(
      system.runtime.db,
      `select end_reason as sealed from guardianship where ended_at is not null
       and child_person_id = '${childPersonId}'`,
    );
    expect(system.runtime.cipher.open('newborn.evidence', kept!.sealed)).toBe(words);
    expect(await dumpText(system.runtime.db)).not.toContain(words);
  });

  test('who was a guardian once acts on nothing of the child as a clerk', async () => {
    const mother = await parentOf(system, 'load-016-m');
    const father = await parentOf(system, 'load-016-f');
    // the father is guardian by the certificate alone: no application names him
    const { applicationId, baby } = await apply(system, mother, { items: [] });
    await appoint(system, father.user.key, 'family-8');
    await appoint(system, mother.user.key, 'family-9');
    const child = { childPersonId: baby.personId!, basis: 'householdChange' as const, reason };
    const ofFather = { ...child, guardianPersonId: await selfId(father) };
    const ofMother = { ...child, guardianPersonId: await selfId(mother) };
    const byFather = () => father.refused('newborn.staffEndGuardianship', ofMother);
    expect(await byFather()).toBe('not_allowed');
    expect(await mother.refused('newborn.staffEndGuardianship', ofFather)).toBe('not_allowed');
    await clerk.call('newborn.staffEndGuardianship', ofFather);
    expect(await byFather()).toBe('not_allowed');
    expect(await father.refused('newborn.staffView', { applicationId })).toBe('not_allowed');
    expect(await mother.refused('newborn.staffEndGuardianship', ofMother)).toBe('not_allowed');
    const members = (await mother.call('identity.listFamily', {})).members;
    expect(members.map(({ personId }) => personId)).toEqual([baby.personId]);
  });
});
