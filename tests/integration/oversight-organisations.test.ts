import { randomUUID } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { sm3Hex } from '@yibao/cloudfunctions/lib/crypto/sm3';
import { engines } from '../support/database';
import { selfId } from '../support/journey';
import { logins, organisationId, organisations, signInAs } from '../support/organisations';
import { startTestSystem, type TestSystem } from '../support/system';
import { dumpText, query } from '../support/tables';
import {
  addedOrganisation,
  type Bureau,
  bureauOf,
  changedAccess,
  creditCodeOf,
  newAgreement,
  newOrganisation,
  refusalOf,
} from './oversight-support';

jest.setTimeout(60_000);

const spoilt = (code: string) => code.slice(0, -1) + (code.endsWith('0') ? '1' : '0');

describe.each(engines())('organisations and agreements, on $name', (engine) => {
  let system: TestSystem;
  let bureau: Bureau;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    bureau = bureauOf(system);
  });
  afterAll(() => system.close());
  const list = async () => (await bureau.clerk.call('oversight.organisations', {})).organisations;
  const lastAudit = async (action: string) => {
    const [row] = await query<{ details: Record<string, unknown> }>(
      system.runtime.db,
      `select details from audit_entry where action = '${action}' order by id desc limit 1`,
    );
    return row!.details;
  };

  test('an organisation is put on record, its contact sealed, and is audited', async () => {
    const { publicKey } = sm2.generateKeyPairHex();
    const input = newOrganisation({ networks: ['10.20.0.0/16', '10.20.0.0/16'], publicKey });
    const added = await bureau.clerk.call('oversight.addOrganisation', input);
    expect(added).toMatchObject({
      creditCode: input.creditCode,
      creditCodeDoubt: null,
      contact: input.contact,
      networks: ['10.20.0.0/16'],
      hasPublicKey: true,
      status: 'active',
      agreements: [],
      clerks: 0,
      consents: 0,
      looks: 0,
    });
    expect(await list()).toContainEqual(added);
    expect(await dumpText(system.runtime.db)).not.toContain(input.contact);
    expect(await lastAudit('oversight.addOrganisation')).toMatchObject({
      organisationId: added.organisationId,
      creditCode: input.creditCode,
    });
    // typed with small letters and spaces it is the same code
    const again = { ...newOrganisation(), creditCode: ` ${input.creditCode.toLowerCase()} ` };
    expect(await refusalOf(bureau.colleague, 'oversight.addOrganisation', again)).toMatchObject({
      code: 'bad_input',
      field: 'creditCode',
    });
  });

  test('a code that fails its own check is a warning, and a mark for ever once it is accepted', async () => {
    const creditCode = spoilt(creditCodeOf(501));
    const input = newOrganisation({ creditCode });
    expect(await refusalOf(bureau.clerk, 'oversight.addOrganisation', input)).toEqual({
      code: 'credit_code_doubtful',
      field: 'creditCode',
      message: '最后一位校验码对不上。请核对营业执照；和执照上一样就可以继续',
    });
    const accepted = { ...input, acceptDoubt: true };
    const added = await bureau.clerk.call('oversight.addOrganisation', accepted);
    expect(added.creditCodeDoubt).toBe('checkSign');
    // accepting doubts does not make one out of a code that is right
    expect((await addedOrganisation(bureau, { acceptDoubt: true })).creditCodeDoubt).toBeNull();
  });

  const key = '04' + 'ab'.repeat(64);
  test.each<[string, object, string, RegExp]>([
    ['a code of 17 signs', { creditCode: '1134060000299999' }, 'creditCode', /18 位/],
    ['a code with an O', { creditCode: '1134060000299999OU' }, 'creditCode', /没有 I、O、S、V、Z/],
    ['a doubt cannot make a code', { creditCode: '啊', acceptDoubt: true }, 'creditCode', /18 位/],
    ['a network that is none', { networks: ['10.20.0.0/16', 'intranet'] }, 'networks', /第 2 行/],
    [
      'a network with too long a prefix',
      { networks: ['10.0.0.0/33'] },
      'networks',
      /第 1 行不是网段/,
    ],
    ['one host of IPv6', { networks: ['2001:db8::1'] }, 'networks', /最细到 \/64/],
    ['21 networks', { networks: Array<string>(21).fill('10.0.0.1') }, 'networks', /最多 20 项/],
    ['a key that is no point of the curve', { publicKey: key }, 'publicKey', /不是 SM2 公钥/],
    ['a key of another form', { publicKey: key.slice(2) }, 'publicKey', /机构公钥格式不对/],
    ['a name with markup', { name: '<b>保险公司</b>' }, 'name', /看不见的字符或 < >/],
    ['a name written backwards', { name: '保险\u202E公司' }, 'name', /看不见的字符/],
    ['a contact of one sign', { contact: '沙' }, 'contact', /联系方式/],
    ['another kind', { kind: 'bank' }, 'kind', /类别不在可选的范围内/],
  ])('%s is refused', async (_name, changes, field, sentence) => {
    const input = { ...newOrganisation(), ...changes };
    const refusal = await refusalOf(bureau.clerk, 'oversight.addOrganisation', input);
    expect(refusal).toMatchObject({ code: 'bad_input', field });
    expect(refusal.message).toMatch(sentence);
  });

  test('the contact is changed by one; code and name by nobody', async () => {
    const { organisationId: id, creditCode } = await addedOrganisation(bureau);
    const contact = '沙女士 0561-0000001';
    const change = { organisationId: id, contact };
    const changed = await bureau.colleague.call('oversight.changeOrganisation', change);
    expect(changed).toMatchObject({ creditCode, contact, networks: [], hasPublicKey: false });
    expect(await lastAudit('oversight.changeOrganisation')).toEqual({ organisationId: id });
    const more = { ...change, networks: [], publicKey: null };
    expect(await bureau.clerk.refused('oversight.changeOrganisation', more)).toBe('bad_input');
    const nobodys = { organisationId: randomUUID(), contact };
    expect(await bureau.clerk.refused('oversight.changeOrganisation', nobodys)).toBe('not_found');
  });

  describe('key and networks', () => {
    const networks = ['2001:db8::/32', '10.1.2.3'];
    const { publicKey } = sm2.generateKeyPairHex();
    const propose = (organisationId: string, by = bureau.clerk) =>
      by.call('oversight.proposeAccess', { organisationId, networks, publicKey });

    test('are changed by two, and until then everything is as it was', async () => {
      const { organisationId: id } = await addedOrganisation(bureau, { networks: ['10.9.9.9'] });
      const proposed = await propose(id);
      const before = { networks: ['10.9.9.9'], hasPublicKey: false, publicKeySm3: null };
      expect(proposed).toMatchObject(before);
      const { accessId, ...seen } = proposed.accessChange!;
      expect(seen).toMatchObject({
        networks,
        publicKeySm3: sm3Hex(publicKey),
        proposedByBadge: 'sandbox-001',
        mayConfirm: false,
      });
      expect(await bureau.clerk.refused('oversight.confirmAccess', { accessId })).toBe(
        'second_person_needed',
      );
      expect((await list()).find((each) => each.organisationId === id)).toMatchObject(before);
      const { organisations: asSeen } = await bureau.colleague.call('oversight.organisations', {});
      const theirs = asSeen.find((each) => each.organisationId === id)!;
      expect(theirs.accessChange).toMatchObject({ accessId, mayConfirm: true });
      const confirmed = await bureau.colleague.call('oversight.confirmAccess', { accessId });
      expect(confirmed).toMatchObject({
        networks,
        hasPublicKey: true,
        publicKeySm3: sm3Hex(publicKey),
        accessChange: null,
      });
      expect(await lastAudit('oversight.confirmAccess')).toMatchObject({
        accessId,
        networks,
        networksBefore: ['10.9.9.9'],
        keyChanged: true,
        publicKeySm3: sm3Hex(publicKey),
      });
      for (const action of ['oversight.confirmAccess', 'oversight.withdrawAccess'] as const) {
        expect(await bureau.colleague.refused(action, { accessId })).toBe('already_answered');
      }
    });

    test.each(['clerk', 'colleague'] as const)(
      'a proposal is taken away by the %s',
      async (who) => {
        const { organisationId: id } = await addedOrganisation(bureau);
        const { accessId } = (await propose(id)).accessChange!;
        const after = await bureau[who].call('oversight.withdrawAccess', { accessId });
        expect(after).toMatchObject({ accessChange: null, networks: [], hasPublicKey: false });
        expect(await lastAudit('oversight.withdrawAccess')).toMatchObject({
          accessId,
          byProposer: who === 'clerk',
        });
        expect(await bureau.colleague.refused('oversight.confirmAccess', { accessId })).toBe(
          'already_answered',
        );
        // and another one can be made
        expect((await propose(id, bureau.colleague)).accessChange).not.toBeNull();
      },
    );

    test('what is left out stays, null takes the key away, one proposal at a time', async () => {
      const { organisationId: id } = await addedOrganisation(bureau, { publicKey });
      const only = { organisationId: id, networks };
      const first = await bureau.clerk.call('oversight.proposeAccess', only);
      expect(first.accessChange).toMatchObject({ networks, publicKeySm3: sm3Hex(publicKey) });
      expect(await refusalOf(bureau.colleague, 'oversight.proposeAccess', only)).toMatchObject({
        code: 'bad_input',
        field: 'organisationId',
      });
      const { accessId } = first.accessChange!;
      await bureau.colleague.call('oversight.confirmAccess', { accessId });
      const noKey = { organisationId: id, publicKey: null };
      const second = await bureau.colleague.call('oversight.proposeAccess', noKey);
      expect(second.accessChange).toMatchObject({ networks, publicKeySm3: null });
      const removed = await bureau.clerk.call('oversight.confirmAccess', {
        accessId: second.accessChange!.accessId,
      });
      expect(removed).toMatchObject({ networks, hasPublicKey: false });
    });

    test('the database itself confirms no proposal by whoever made it', async () => {
      const { organisationId: id } = await addedOrganisation(bureau);
      const { accessId } = (await propose(id)).accessChange!;
      const confirm = query(
        system.runtime.db,
        `update organisation_access set status = 'confirmed', decided_by = proposed_by,
           decided_at = now() where id = '${accessId}'`,
      );
      await expect(confirm).rejects.toThrow();
    });

    test.each<[string, object, string, RegExp]>([
      ['nothing to change', {}, 'networks', /没有要改的/],
      ['what is so already', { networks: [], publicKey: null }, 'networks', /没有要改的/],
      ['a network that is none', { networks: ['intranet'] }, 'networks', /第 1 行不是网段/],
      ['a key off the curve', { publicKey: '04' + 'ab'.repeat(64) }, 'publicKey', /不是 SM2 公钥/],
      ['a key of another form', { publicKey: 'ab' }, 'publicKey', /机构公钥格式不对/],
    ])('%s is refused', async (_name, changes, field, sentence) => {
      const { organisationId: id } = await addedOrganisation(bureau);
      const input = { organisationId: id, ...changes };
      const refusal = await refusalOf(bureau.clerk, 'oversight.proposeAccess', input);
      expect(refusal).toMatchObject({ code: 'bad_input', field });
      expect(refusal.message).toMatch(sentence);
    });
  });

  test('a suspended organisation is refused at the next call of a live session, and goes on later', async () => {
    const clerk = await signInAs(system, logins.employer);
    expect((await clerk.reply('partner.cases', { show: 'open' })).ok).toBe(true);
    const id = await organisationId(system, organisations.employer);
    const suspend = (suspended: boolean) =>
      bureau.clerk.call('oversight.suspendOrganisation', {
        organisationId: id,
        suspended,
        reason: '半夜里查了很多人',
      });
    expect(await suspend(true)).toMatchObject({ status: 'suspended' });
    expect(await clerk.refused('partner.cases', { show: 'open' })).toBe('organisation_suspended');
    const details = await lastAudit('oversight.suspendOrganisation');
    expect(details).toMatchObject({ organisationId: id, status: 'suspended' });
    // the words stay, but not in clear
    expect(details['reason']).not.toContain('半夜');
    // once is enough
    expect(await suspend(true)).toMatchObject({ status: 'suspended' });
    const entries = await query(
      system.runtime.db,
      "select 1 from audit_entry where action = 'oversight.suspendOrganisation'",
    );
    expect(entries).toHaveLength(1);
    expect(await suspend(false)).toMatchObject({ status: 'active' });
    expect((await clerk.reply('partner.cases', { show: 'open' })).ok).toBe(true);
  });

  test('a network that is taken away ends what came from there, at the next call', async () => {
    const clerk = await signInAs(system, logins.otherEmployer);
    const id = await organisationId(system, organisations.otherEmployer);
    const from = (networks: string[]) => changedAccess(bureau, { organisationId: id, networks });
    await from(['10.0.0.0/8']);
    expect(await clerk.refused('partner.cases', { show: 'open' })).toBe('not_allowed');
    await from(['127.0.0.1', '10.0.0.0/8']);
    expect((await clerk.reply('partner.cases', { show: 'open' })).ok).toBe(true);
    await from([]);
  });

  test('an agreement takes two clerks, whoever proposes it', async () => {
    const { organisationId: id } = await addedOrganisation(bureau);
    const input = newAgreement(id, { purposes: ['CLAIM', 'CLAIM', 'UNDERWRITING'] });
    const proposed = await bureau.clerk.call('oversight.proposeAgreement', input);
    expect(proposed).toMatchObject({
      status: 'proposed',
      purposes: ['CLAIM', 'UNDERWRITING'],
      proposedByBadge: 'sandbox-001',
      confirmedByBadge: null,
      mayConfirm: false,
    });
    const { agreementId } = proposed;
    const own = { agreementId };
    expect(await bureau.clerk.refused('oversight.confirmAgreement', own)).toBe(
      'second_person_needed',
    );
    const seen = (await bureau.colleague.call('oversight.organisations', {})).organisations.find(
      ({ organisationId: each }) => each === id,
    )!;
    expect(seen.agreements).toEqual([{ ...proposed, mayConfirm: true }]);
    const confirmed = await bureau.colleague.call('oversight.confirmAgreement', own);
    expect(confirmed).toMatchObject({
      status: 'active',
      confirmedByBadge: 'sandbox-002',
      mayConfirm: false,
    });
    expect(await bureau.colleague.refused('oversight.confirmAgreement', own)).toBe(
      'already_answered',
    );
  });

  test('two accounts of one person are not two clerks, and one of nobody is none', async () => {
    const { organisationId: id } = await addedOrganisation(bureau);
    const colleagueIs = (personId: string | null) =>
      query(
        system.runtime.db,
        `update account set (person_id, verified_at, verified_by) =
           (${personId === null ? 'null, null, null' : `'${personId}', now(), 'counter'`})
         where id = (select account_id from staff_member where badge = 'sandbox-002')`,
      );
    const itself = await selfId(bureau.colleague);
    const { agreementId } = await bureau.clerk.call('oversight.proposeAgreement', newAgreement(id));
    const confirm = () => bureau.colleague.refused('oversight.confirmAgreement', { agreementId });
    await colleagueIs(await selfId(bureau.clerk));
    expect(await confirm()).toBe('second_person_needed');
    await colleagueIs(null);
    expect(await confirm()).toBe('not_verified');
    await colleagueIs(itself);
    // nor does a proposal count that somebody unknown made
    const first = await query<{ id: string }>(
      system.runtime.db,
      `insert into account (id, created_at) values ('${randomUUID()}', now()) returning id`,
    );
    const unknown = first[0]!.id;
    await query(
      system.runtime.db,
      `insert into staff_member values ('${unknown}', 'unknown-1', true, now())`,
    );
    await query(
      system.runtime.db,
      `update agreement set proposed_by = '${unknown}' where id = '${agreementId}'`,
    );
    expect(await confirm()).toBe('second_person_needed');
    const { organisations: seen } = await bureau.colleague.call('oversight.organisations', {});
    const [agreement] = seen.find(({ organisationId: each }) => each === id)!.agreements;
    expect(agreement?.mayConfirm).toBe(false);
  });

  test('no two agreements of one organisation are in force at the same time', async () => {
    const { organisationId: id } = await addedOrganisation(bureau);
    const propose = async (periodFrom: string, periodTo: string) =>
      bureau.clerk.call('oversight.proposeAgreement', newAgreement(id, { periodFrom, periodTo }));
    const confirm = ({ agreementId }: { agreementId: string }) =>
      bureau.colleague.call('oversight.confirmAgreement', { agreementId });
    const first = await propose('2025-01-01', '2025-12-31');
    const overlapping = await propose('2025-12-31', '2026-12-31');
    const next = await propose('2026-01-01', '2026-12-31');
    await confirm(first);
    expect(
      await refusalOf(bureau.colleague, 'oversight.confirmAgreement', {
        agreementId: overlapping.agreementId,
      }),
    ).toMatchObject({ code: 'bad_input', message: expect.stringContaining('先终止') as string });
    await confirm(next);
    const reason = '协议到期前双方同意终止';
    const ended = await bureau.clerk.call('oversight.endAgreement', {
      agreementId: first.agreementId,
      reason,
    });
    expect(ended.status).toBe('ended');
    const again = { agreementId: first.agreementId, reason };
    expect(await bureau.clerk.refused('oversight.endAgreement', again)).toBe('already_answered');
    // what nobody confirmed is taken back the same way
    const { agreementId } = overlapping;
    await bureau.clerk.call('oversight.endAgreement', { agreementId, reason });
    expect(await bureau.colleague.refused('oversight.confirmAgreement', { agreementId })).toBe(
      'already_answered',
    );
  });

  test.each<[string, object, string, RegExp]>([
    ['a day the calendar lacks', { periodFrom: '2025-02-30' }, 'periodFrom', /不是日历上的一天/],
    ['an end before the beginning', { periodTo: '2025-05-31' }, 'periodTo', /早于开始日期/],
    [
      'an end that is over',
      { periodFrom: '2024-01-01', periodTo: '2025-11-19' },
      'periodTo',
      /已经过去/,
    ],
    ['a purpose of employers', { purposes: ['SECOND_REIMBURSEMENT'] }, 'purposes', /单位二次报销/],
    ['a field above the level', { fields: ['documentNumber'] }, 'fields', /高于协议的最高级别/],
    ['a print without a preview', { modes: ['VIEW', 'PRINT'] }, 'modes', /先要能预览|先能预览/],
    ['a file without a look', { modes: ['EXPORT'] }, 'modes', /先能查看/],
    ['no purpose', { purposes: [] }, 'purposes', /至少选择 1 项/],
    ['a field twice', { fields: ['kind', 'kind'] }, 'fields', /要看的内容/],
    ['no digest of the document', { documentSm3: 'ab' }, 'documentSm3', /协议文件摘要格式不对/],
    ['level 4', { maxLevel: 4 }, 'maxLevel', /最高敏感级别/],
  ])('an agreement with %s is refused', async (_name, changes, field, sentence) => {
    const id = await organisationId(system, organisations.insurer);
    const input = { ...newAgreement(id), ...changes };
    const refusal = await refusalOf(bureau.clerk, 'oversight.proposeAgreement', input);
    expect(refusal).toMatchObject({ code: 'bad_input', field });
    expect(refusal.message).toMatch(sentence);
  });

  test('a number is given to one agreement only; reasons carry no numbers of people', async () => {
    const id = await organisationId(system, organisations.insurer);
    const input = newAgreement(id);
    const { agreementId } = await bureau.clerk.call('oversight.proposeAgreement', input);
    expect(await refusalOf(bureau.clerk, 'oversight.proposeAgreement', input)).toMatchObject({
      code: 'bad_input',
      field: 'number',
    });
    const reason = '他的电话是 １３９ ００００ １２３４';
    expect(
      await refusalOf(bureau.clerk, 'oversight.endAgreement', { agreementId, reason }),
    ).toMatchObject({ code: 'bad_input', field: 'reason' });
  });
});
