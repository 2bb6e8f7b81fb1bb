import { randomUUID } from 'node:crypto';
import { consentFields, shippedFieldLevels } from '@yibao/shared/rules/consent-fields';
import { engines } from '../support/database';
import { logins, organisationId, organisations, signInAs } from '../support/organisations';
import { startTestSystem, type TestSystem } from '../support/system';
import { dumpText, query } from '../support/tables';
import {
  addedOrganisation,
  type Bureau,
  bureauOf,
  changedAccess,
  refusalOf,
} from './oversight-support';

jest.setTimeout(60_000);

describe.each(engines())('clerks of organisations, on $name', (engine) => {
  let system: TestSystem;
  let bureau: Bureau;
  let insurer: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    bureau = bureauOf(system);
    insurer = await organisationId(system, organisations.insurer);
  });
  afterAll(() => system.close());
  test('a login is taken once, over all organisations', async () => {
    const organisationIdOfAnother = (await addedOrganisation(bureau)).organisationId;
    const input = {
      organisationId: organisationIdOfAnother,
      kind: 'person' as const,
      login: logins.employer,
      name: '沙小青',
    };
    expect(await bureau.clerk.refused('oversight.addClerk', input)).toBe('login_taken');
  });

  test('an api needs the key of its organisation, and there is one of it', async () => {
    const { organisationId: id } = await addedOrganisation(bureau);
    const api = { kind: 'api' as const, login: 'sandbox.api-1', name: '理赔系统 2' };
    const add = (organisation: string) =>
      refusalOf(bureau.clerk, 'oversight.addClerk', { organisationId: organisation, ...api });
    expect(await add(id)).toMatchObject({ code: 'bad_input', field: 'kind' });
    expect(await add(insurer)).toMatchObject({ code: 'bad_input', field: 'kind' });
    const { publicKey } = system.sandbox.host.keys.partner;
    await changedAccess(bureau, { organisationId: id, publicKey });
    const added = await bureau.clerk.call('oversight.addClerk', { organisationId: id, ...api });
    expect(added.enrolment).toBeNull();
    expect(added.clerk).toMatchObject({ hasSecondFactor: false, codeGoodUntil: null });
    const { clerkId } = added.clerk;
    expect(await refusalOf(bureau.clerk, 'oversight.resetClerk', { clerkId })).toMatchObject({
      code: 'bad_input',
      field: 'clerkId',
    });
  });

  test('a suspended clerk is refused at the next call of a live session, colleagues are not', async () => {
    const clerk = await signInAs(system, logins.insurer);
    const colleague = await signInAs(system, logins.insurerColleague);
    const { clerks } = await bureau.clerk.call('oversight.clerks', { organisationId: insurer });
    const { clerkId } = clerks.find(({ login }) => login === logins.insurer)!;
    const reason = '一天里看了太多人';
    const suspended = await bureau.clerk.call('oversight.suspendClerk', {
      clerkId,
      suspended: true,
      reason,
    });
    expect(suspended.status).toBe('suspended');
    expect(await clerk.refused('partner.cases', { show: 'open' })).toBe('not_allowed');
    expect((await colleague.reply('partner.cases', { show: 'open' })).ok).toBe(true);
    await bureau.clerk.call('oversight.suspendClerk', { clerkId, suspended: false, reason });
    expect((await clerk.reply('partner.cases', { show: 'open' })).ok).toBe(true);
    expect(await dumpText(system.runtime.db)).not.toContain(reason);
  });

  test.each<[string, object, string, RegExp]>([
    ['a login of three signs', { login: 'abc' }, 'login', /登录名格式不对/],
    ['a login with capitals', { login: 'Sandbox.1' }, 'login', /登录名格式不对/],
    ['a login with a blank', { login: 'sandbox 1' }, 'login', /登录名格式不对/],
    ['a name with digits', { name: '沙小青2' }, 'name', /姓名里不能有数字/],
    ['a system called by markup', { kind: 'api', name: '<理赔>' }, 'name', /系统名称/],
    ['another kind', { kind: 'robot' }, 'kind', /不在可选的范围内/],
    ['an organisation that is no id', { organisationId: 'x' }, 'organisationId', /机构格式不对/],
  ])('%s is refused', async (_name, changes, field, sentence) => {
    const input = {
      organisationId: insurer,
      kind: 'person' as const,
      login: 'sandbox.bad-1',
      name: '沙小青',
      ...changes,
    };
    const refusal = await refusalOf(bureau.clerk, 'oversight.addClerk', input);
    expect(refusal).toMatchObject({ code: 'bad_input', field });
    expect(refusal.message).toMatch(sentence);
  });

  test('clerks of nobody and organisations of nobody are not found', async () => {
    const nobody = randomUUID();
    const { clerk } = bureau;
    expect(await clerk.refused('oversight.clerks', { organisationId: nobody })).toBe('not_found');
    expect(await clerk.refused('oversight.resetClerk', { clerkId: nobody })).toBe('not_found');
    expect(
      await clerk.refused('oversight.suspendClerk', {
        clerkId: nobody,
        suspended: true,
        reason: '没有这个人',
      }),
    ).toBe('not_found');
  });

  test('nobody of an organisation is one of the bureau, nor the other way round', async () => {
    const clerk = await signInAs(system, logins.insurer);
    // the console's cookie is no session of the site, whatever action it is sent to
    expect(await clerk.refused('oversight.organisations', {})).toBe('not_logged_in');
    expect(await clerk.refused('identity.me', {})).toBe('not_logged_in');
    expect(await bureau.clerk.refused('partner.cases', { show: 'open' })).toBe('not_allowed');
  });
});

describe.each(engines())('the field catalogue, on $name', (engine) => {
  let system: TestSystem;
  let bureau: Bureau;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    bureau = bureauOf(system);
  });
  afterAll(() => system.close());
  const shipped = consentFields.map((field) => ({ field, level: shippedFieldLevels[field]! }));
  const raised = shipped.map((each) =>
    each.field === 'institutionName' ? { ...each, level: 3 as const } : each,
  );
  const reason = '医院的名字也能看出得了什么病';

  test('version 1 is in force as shipped; a change takes two clerks and one proposal at a time', async () => {
    const before = await bureau.clerk.call('oversight.catalogue', {});
    expect(before.others).toEqual([]);
    expect(before.current).toMatchObject({ version: 1, status: 'active', proposedByBadge: null });
    expect(before.current.fields).toHaveLength(consentFields.length);

    const proposal = { levels: raised, reason };
    const proposed = await bureau.clerk.call('oversight.proposeCatalogue', proposal);
    expect(proposed).toMatchObject({
      version: 2,
      status: 'proposed',
      proposedByBadge: 'sandbox-001',
      mayDecide: false,
    });
    const another = { levels: raised.slice(1), reason };
    expect(await refusalOf(bureau.colleague, 'oversight.proposeCatalogue', another)).toMatchObject({
      code: 'bad_input',
      field: 'levels',
    });
    const approve = { version: 2, decision: 'approve' as const };
    for (const decision of ['approve', 'decline'] as const) {
      expect(
        await bureau.clerk.refused('oversight.decideCatalogue', { version: 2, decision }),
      ).toBe('second_person_needed');
    }
    const { others } = await bureau.colleague.call('oversight.catalogue', {});
    expect(others).toMatchObject([{ version: 2, mayDecide: true }]);
    // still the old one
    expect((await bureau.clerk.call('oversight.catalogue', {})).current.version).toBe(1);
    const decided = await bureau.colleague.call('oversight.decideCatalogue', approve);
    expect(decided).toMatchObject({ status: 'active', decidedByBadge: 'sandbox-002' });
    expect(await bureau.colleague.refused('oversight.decideCatalogue', approve)).toBe(
      'already_answered',
    );
    const after = await bureau.clerk.call('oversight.catalogue', {});
    expect(after.current).toMatchObject({ version: 2 });
    expect(after.current.fields.find(({ field }) => field === 'institutionName')?.level).toBe(3);
    expect(after.others).toMatchObject([{ version: 1, status: 'retired' }]);
  });

  test('what was declined and what is no longer in force stay to be seen', async () => {
    const hidden = shipped.filter(({ field }) => field !== 'settlementNo');
    await bureau.colleague.call('oversight.proposeCatalogue', { levels: hidden, reason });
    const declined = await bureau.clerk.call('oversight.decideCatalogue', {
      version: 3,
      decision: 'decline',
    });
    expect(declined.status).toBe('declined');
    await bureau.colleague.call('oversight.proposeCatalogue', { levels: hidden, reason });
    await bureau.clerk.call('oversight.decideCatalogue', { version: 4, decision: 'approve' });
    const { current, others } = await bureau.clerk.call('oversight.catalogue', {});
    expect(current.version).toBe(4);
    expect(current.fields.map(({ field }) => field)).not.toContain('settlementNo');
    expect(others.map(({ version, status }) => [version, status])).toEqual([
      [3, 'declined'],
      [2, 'retired'],
      [1, 'retired'],
    ]);
    const [entry] = await query<{ details: unknown }>(
      system.runtime.db,
      "select details from audit_entry where action = 'oversight.proposeCatalogue' order by id",
    );
    expect(entry?.details).toEqual({ version: 2, changes: ['institutionName 2→3'] });
  });

  test('a proposal that changes nothing, names a field twice or one that there is not', async () => {
    const { current } = await bureau.clerk.call('oversight.catalogue', {});
    const same = current.fields.map(({ field, level }) => ({ field, level }));
    const propose = (levels: unknown, why = reason) =>
      refusalOf(bureau.clerk, 'oversight.proposeCatalogue', {
        levels: levels as typeof same,
        reason: why,
      });
    const twice = [...same, ...same.slice(0, 1)];
    const levels = { code: 'bad_input', field: 'levels' };
    expect(await propose(same)).toMatchObject(levels);
    expect(await propose(twice)).toMatchObject(levels);
    expect(await propose([{ field: 'diagnosis', level: 3 }])).toMatchObject(levels);
    expect(await propose([{ field: 'kind', level: 4 }])).toMatchObject(levels);
    expect(await propose(same.slice(1), '340603199001010015')).toMatchObject({ field: 'reason' });
    const none = { version: 9, decision: 'approve' as const };
    expect(await bureau.clerk.refused('oversight.decideCatalogue', none)).toBe('not_found');
  });

  test('whoever proposed takes it back, and nobody else; then another may be proposed', async () => {
    const { clerk, colleague } = bureau;
    const lower = { levels: shipped.slice(1), reason };
    const { version, mayWithdraw } = await clerk.call('oversight.proposeCatalogue', lower);
    expect(mayWithdraw).toBe(true);
    const { others } = await colleague.call('oversight.catalogue', {});
    expect(others.find((each) => each.version === version)?.mayWithdraw).toBe(false);
    expect(await colleague.refused('oversight.withdrawCatalogue', { version })).toBe('not_allowed');
    const withdrawn = await clerk.call('oversight.withdrawCatalogue', { version });
    expect(withdrawn).toMatchObject({ status: 'withdrawn', decidedByBadge: null });
    const approve = { version, decision: 'approve' as const };
    expect(await colleague.refused('oversight.decideCatalogue', approve)).toBe('already_answered');
    expect(await clerk.refused('oversight.withdrawCatalogue', { version })).toBe(
      'already_answered',
    );
    const [entry] = await query<{ details: unknown }>(
      system.runtime.db,
      "select details from audit_entry where action = 'oversight.withdrawCatalogue'",
    );
    expect(entry?.details).toEqual({ version });
    const next = await colleague.call('oversight.proposeCatalogue', lower);
    const later = { version: next.version };
    await colleague.call('oversight.withdrawCatalogue', later);
    expect(await clerk.refused('oversight.withdrawCatalogue', { version: 99 })).toBe('not_found');
  });
});
