import { randomUUID } from 'node:crypto';
import { confirmCode } from '@yibao/cloudfunctions/consent/confirmations';
import { eraseOldConsents } from '@yibao/cloudfunctions/consent/retention';
import { checkSignature } from '@yibao/cloudfunctions/certificate/signature';
import { consent, consentUse } from '@yibao/cloudfunctions/lib/database/schema';
import { isSignedBy } from '@yibao/shared/protocols/sm2';
import { currentNotice, noticeHash, noticeOf } from '@yibao/cloudfunctions/consent/notices';
import { consentPurposes } from '@yibao/shared/rules/consent-scope';
import { dayMs, minuteMs } from '@yibao/shared/rules/dates';
import {
  addStaffAccount,
  consentRow,
  grantAs,
  grantInput,
  type MadeClerk,
  makeOrganisation,
  type MadeOrganisation,
  makeRequest,
  putCatalogue,
  showFace,
  usualScope,
} from '../support/consent';
import { makeLook } from '../support/consent-looks';
import { consentScene } from '../support/consent-scene';
import { engines } from '../support/database';
import { claimOf, payFor, selfId, verify } from '../support/journey';
import { pdfPages } from '../support/pdf-text';
import { type Phone, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

const coverageYear = 2026;

/** SM3 of the notices of 0018_consent_notices.sql: grants name them, so they stay for ever. */
const hashesOfBefore = {
  UNDERWRITING: '9d32087eddd6f094f1973881b725701a53801ba858a7355ac861f4d86450765d',
  CLAIM: 'd4e62e3952490e056a6d75487c1d6b48ebea65077c1f06b812066e83fcda615d',
  SECOND_REIMBURSEMENT: '839ca6ed11cd22388af8f9a3eb235a30cc6320d64360dc832df066b621166307',
} as const;

describe.each(engines())('around a consent, on $name', (engine) => {
  let system: TestSystem;
  let self: Phone;
  let other: Phone;
  let made: MadeOrganisation;
  let clerk: MadeClerk;
  beforeAll(async () => {
    ({ system, self, other, made, clerk } = await consentScene(engine));
  });
  afterAll(() => system.close());

  const request = (about: Phone = self, scope = usualScope(system.runtime.clock.now())) =>
    makeRequest(system, { made, clerk, about, scope });

  test('whoever says no to everything enrols and pays as before', async () => {
    const phone = system.phone('jiang-xiaomei');
    const rows = [await request(phone), await request(phone)];
    await verify(system, phone);
    const personId = await selfId(phone);
    for (const { id: consentId } of rows) await phone.call('consent.deny', { consentId });
    const stopped = await request(phone);
    await grantAs(system, phone, stopped.id);
    await phone.call('consent.revoke', { consentId: stopped.id });
    const { orderId } = await payFor(system, phone, { personId, coverageYear });
    expect((await phone.call('payment.getOrder', { orderId })).status).toBe('posted');
  });

  describe('the counter instead of a face', () => {
    const staff = async () => {
      const [row] = await query<{ id: string }>(
        system.runtime.db,
        `select s.account_id as id from staff_member s join account a on a.id = s.account_id
         where a.person_id is not null and s.badge not like 'second-%' order by s.badge limit 1`,
      );
      return row!.id;
    };
    const confirm = async (
      code: string,
      changes: Partial<{ name: string; documentNumber: string; staffAccountId: string }> = {},
    ) => {
      const { db, cipher, clock } = system.runtime;
      const { name, documentNumber } = claimOf(self.user.resident);
      const typed = { code, name, documentNumber, staffAccountId: await staff(), ...changes };
      return db.transaction((tx) => confirmCode(tx, cipher, { ...typed, now: clock.now() }));
    };
    const stateOf = async (consentId: string) =>
      (await self.call('consent.counterState', { consentId })).state;

    test('code, document, confirmed: granted once, for this consent alone', async () => {
      const { id: consentId } = await request();
      expect(await stateOf(consentId)).toBe('none');
      const first = await self.call('consent.counterCode', { consentId });
      const { code } = await self.call('consent.counterCode', { consentId });
      await expect(confirm(first.code)).rejects.toMatchObject({ code: 'counter_code_invalid' });
      expect(await self.call('consent.counterState', { consentId })).toMatchObject({
        state: 'waiting',
        code,
      });
      expect(await self.refused('consent.grant', await grantInput(self, consentId, null))).toBe(
        'face_needed',
      );
      const typed = claimOf(self.user.resident);
      const spaced = { documentNumber: ` ${typed.documentNumber.toLowerCase()} ` };
      expect(await confirm(code, spaced)).toMatchObject({
        confirmed: true,
        consentId,
        organisationName: made.organisation.name,
      });
      expect(await stateOf(consentId)).toBe('confirmed');
      await expect(confirm(code)).rejects.toMatchObject({ code: 'counter_code_invalid' });
      // of this consent, not of another one
      const second = await request();
      expect(await self.refused('consent.grant', await grantInput(self, second.id, null))).toBe(
        'face_needed',
      );
      const granted = await self.call('consent.grant', await grantInput(self, consentId, null));
      expect(granted.verification).toBe('counter');
      expect((await consentRow(system, consentId)).verificationId).not.toBeNull();
      expect(await self.refused('consent.counterCode', { consentId })).toBe('consent_state');
    });

    test('three wrong documents close it; half an hour ends it; nobody vouches for themselves', async () => {
      const { id: consentId } = await request();
      const { code } = await self.call('consent.counterCode', { consentId });
      const me = await selfId(self);
      await addStaffAccount(system, me);
      const { db } = system.runtime;
      const all = `select id from account where person_id = '${me}'`;
      for (const { id: staffAccountId } of await query<{ id: string }>(db, all)) {
        const refused = confirm(code, { staffAccountId });
        await expect(refused).rejects.toMatchObject({ code: 'not_allowed' });
      }
      const wrong = [
        { name: '赵某某' },
        { documentNumber: claimOf(other.user.resident).documentNumber },
        { documentNumber: '123' },
      ];
      for (const each of wrong) expect((await confirm(code, each)).confirmed).toBe(false);
      await expect(confirm(code)).rejects.toMatchObject({ code: 'counter_code_invalid' });
      expect(await stateOf(consentId)).toBe('expired');
      const late = await self.call('consent.counterCode', { consentId });
      await system.sandboxPost('/control/clock', { advanceMinutes: 30 });
      await expect(confirm(late.code)).rejects.toMatchObject({ code: 'counter_code_invalid' });
      // confirmed in time, used too late
      const again = await self.call('consent.counterCode', { consentId });
      await confirm(again.code);
      await system.sandboxPost('/control/clock', { advanceMinutes: 31 });
      expect(await stateOf(consentId)).toBe('expired');
      expect(await self.refused('consent.grant', await grantInput(self, consentId, null))).toBe(
        'face_needed',
      );
      expect(await other.refused('consent.counterCode', { consentId })).toBe('not_found');
      expect(await other.refused('consent.counterState', { consentId })).toBe('not_found');
    });
  });

  test('one starts by oneself: the ceiling as it stands passes, more of it does not', async () => {
    await makeOrganisation(system, { organisation: { status: 'suspended', name: '停用机构' } });
    const { organisations } = await self.call('consent.organisations', {});
    expect(organisations.map(({ name }) => name)).not.toContain('停用机构');
    const found = organisations.find(({ agreementId }) => agreementId === made.agreement.id)!;
    expect(found).toMatchObject({ purposes: ['SECOND_REIMBURSEMENT'], kind: 'employer' });
    const personId = await selfId(self);
    const { agreementId, ceiling } = found;
    const base = { personId, agreementId, purpose: 'SECOND_REIMBURSEMENT' as const };
    const { consentId } = await self.call('consent.begin', { ...base, scope: ceiling });
    const detail = await self.call('consent.detail', { consentId });
    expect(detail).toMatchObject({ words: null, caseNo: null, requested: ceiling, maxLevel: 3 });
    expect(detail.line.sentence).toContain('您自己发起');
    expect(detail.line.beganByPerson).toBe(true);
    const granted = await grantAs(system, self, consentId);
    expect(granted.line.status).toBe('active');
    const code = async (changes: Partial<typeof ceiling>) =>
      self.refused('consent.begin', { ...base, scope: { ...ceiling, ...changes } });
    expect(await code({ validDays: ceiling.validDays + 1 })).toBe('scope_too_wide');
    expect(await code({ dataFrom: '2000-01-01' })).toBe('scope_too_wide');
    expect(await code({ retentionDays: 181 })).toBe('scope_too_wide');
    expect(await code({ dataFrom: '2025-02-30' })).toBe('bad_input');
    // without the most sensitive fields one may go further
    const level2 = ceiling.fields.filter(
      (field) => !['fullName', 'documentNumber', 'settlementNo'].includes(field),
    );
    await self.call('consent.begin', {
      ...base,
      scope: { ...ceiling, fields: level2, validDays: 90 },
    });
    const wrongPurpose = { ...base, purpose: 'CLAIM' as const, scope: ceiling };
    expect(await self.refused('consent.begin', wrongPurpose)).toBe('no_agreement');
    const unknown = { ...base, agreementId: randomUUID(), scope: ceiling };
    expect(await self.refused('consent.begin', unknown)).toBe('not_found');
    let begun = 1;
    while ((await self.reply('consent.begin', { ...base, scope: ceiling })).ok) begun++;
    expect(begun).toBe(10);
  });

  test('a field that left the catalogue is offered and granted to nobody', async () => {
    const { id: consentId } = await request(
      self,
      usualScope(system.runtime.clock.now(), { fields: ['nameMasked', 'totalFen'] }),
    );
    await putCatalogue(system, { nameMasked: 3, insured: 1 });
    const detail = await self.call('consent.detail', { consentId });
    expect(detail.requested.fields).toEqual(['nameMasked']);
    expect(detail).toMatchObject({ maxLevel: 3, fields: [{ field: 'nameMasked', level: 3 }] });
    const face = await showFace(system, self);
    const wide = {
      ...detail.requested,
      fields: ['nameMasked', 'totalFen'] as ['nameMasked', 'totalFen'],
    };
    const reply = await self.reply('consent.grant', await grantInput(self, consentId, face, wide));
    expect(reply).toMatchObject({ error: { code: 'scope_too_wide', field: 'fields' } });
    const granted = await self.call('consent.grant', await grantInput(self, consentId, face));
    expect(granted.maxLevel).toBe(3);
    await query(system.runtime.db, `update field_catalogue set status = 'retired'`);
  });

  test('the words of each purpose say what the law wants said, in plain Chinese', async () => {
    const { db, clock } = system.runtime;
    const hashes = new Set<string>();
    for (const purpose of consentPurposes) {
      const { version, textHash, ...content } = await currentNotice(db, purpose, clock.now());
      const text = content.paragraphs.map((each) => each.text).join('');
      // who, what for, what, sensitive, how long, no harm in a no, taking back, where to complain
      for (const words of [
        '只有这一页写明的',
        '不能拿去做别的',
        '敏感个人信息',
        '参保、缴费、看病报销都不受影响',
        '随时暂停或收回',
        '投诉',
        '12393',
        '更正或删除',
      ]) {
        expect([version, words, text.includes(words)]).toEqual([version, words, true]);
      }
      // true of whoever may look: every clerk the organisation has registered
      expect(content.paragraphs[0]!.text).toMatch(
        /在医保局登记过的工作人员.*您看得见。别的.*都不能看/,
      );
      expect(text).not.toContain('指定的工作人员');
      // the words of before stand as they were, for whoever agreed to them
      const before = await noticeOf(db, version.replace(/-02$/, ''));
      expect(before?.paragraphs[0]?.text).toContain('为这件事指定的工作人员');
      expect(noticeHash(before!)).toBe(hashesOfBefore[purpose]);
      expect(noticeHash(content)).toBe(textHash);
      expect(noticeHash({ ...content, title: `${content.title} ` })).not.toBe(textHash);
      const [first, second, ...rest] = content.paragraphs;
      const turned = { ...content, paragraphs: [second!, first!, ...rest] };
      expect(noticeHash(turned)).not.toBe(textHash);
      hashes.add(textHash);
    }
    expect(hashes.size).toBe(consentPurposes.length);
    // kept as they are, for ever
    for (const change of [
      `update consent_notice set content = '{}'`,
      'delete from consent_notice',
    ]) {
      await expect(query(db, change)).rejects.toThrow();
    }
  });

  test('words that changed before the answer have to be read again', async () => {
    const { id: consentId } = await request();
    const input = await grantInput(self, consentId, await showFace(system, self));
    await query(
      system.runtime.db,
      `insert into consent_notice (version, content, published_at)
       select 'second-reimbursement-2025-12', jsonb_set(content, '{title}', '"新的告知书"'), now() - interval '30 years'
       from consent_notice where version = 'second-reimbursement-2025-11'`,
    );
    // published before the present ones: not the newest
    const { notice } = await self.call('consent.detail', { consentId });
    expect(notice.version).toBe('second-reimbursement-2025-11-02');
    await query(
      system.runtime.db,
      `insert into consent_notice (version, content, published_at)
       select 'second-reimbursement-2026-01', jsonb_set(content, '{title}', '"新的告知书"'), '2025-11-02'
       from consent_notice where version = 'second-reimbursement-2025-11'`,
    );
    expect(await self.refused('consent.grant', input)).toBe('notice_changed');
    const now = await self.call('consent.detail', { consentId });
    expect(now.notice.title).toBe('新的告知书');
    const fresh = { noticeVersion: now.notice.version, noticeHash: now.notice.textHash };
    await self.call('consent.grant', { ...input, ...fresh });
  });

  test('a complaint, about all of it or one look; others’ looks are none', async () => {
    const { id: consentId } = await request();
    await grantAs(system, self, consentId);
    const row = await consentRow(system, consentId);
    const look = await makeLook(system, row, clerk);
    const theirs = await request(other);
    const foreign = await makeLook(system, theirs, clerk, { reason: 'not_active' });
    const words = '我没有报销，为什么来看？';
    const input = { consentId, lookId: look.id, words };
    expect(await self.call('consent.complain', input)).toMatchObject({
      status: 'open',
      words,
      answer: null,
      organisationName: made.organisation.name,
    });
    await self.call('consent.complain', { ...input, lookId: null });
    expect(await self.refused('consent.complain', { ...input, lookId: foreign.id })).toBe(
      'not_found',
    );
    expect(await other.refused('consent.complain', input)).toBe('not_found');
    expect((await self.call('consent.complaints', {})).complaints).toHaveLength(2);
    expect((await other.call('consent.complaints', {})).complaints).toEqual([]);
    const stored = await query<{ words: string }>(
      system.runtime.db,
      'select words from consent_complaint',
    );
    expect(JSON.stringify(stored)).not.toContain('报销');
  });

  test('rights: asked for oneself, due in the city’s days, five at a time', async () => {
    const personId = await selfId(self);
    const input = { personId, kind: 'copy' as const, words: '要一份我的医保信息' };
    const asked = await self.call('consent.askRight', input);
    const { dueOn, createdAt } = asked;
    expect(Date.parse(`${dueOn}T00:00:00+08:00`) - createdAt).toBeGreaterThan(14 * dayMs);
    expect(Date.parse(`${dueOn}T00:00:00+08:00`) - createdAt).toBeLessThanOrEqual(15 * dayMs);
    for (const kind of ['correction', 'deletion', 'explanation', 'copy'] as const) {
      await self.call('consent.askRight', { ...input, kind });
    }
    expect(await self.refused('consent.askRight', input)).toBe('rate_limited');
    expect(await other.refused('consent.askRight', input)).toBe('not_found');
    const { requests, answerDays } = await self.call('consent.rights', {});
    expect([requests.length, answerDays]).toEqual([5, 15]);
    expect((await other.call('consent.rights', {})).requests).toEqual([]);
  });

  test('the receipt: published field names, our signed statement, no number; as a signed paper', async () => {
    const { id: consentId } = await request();
    const input = { consentId, form: 'json' as const };
    expect(await self.refused('consent.receipt', input)).toBe('consent_state');
    await grantAs(system, self, consentId);
    await self.call('consent.revoke', { consentId });
    const json = await self.call('consent.receipt', input);
    const { publicKeys } = system.runtime.config.certificates;
    expect(isSignedBy(json.content, json.signature, publicKeys[json.keyId]!)).toBe(true);
    const receipt = JSON.parse(json.content) as Record<string, never>;
    const row = await consentRow(system, consentId);
    expect(receipt).toMatchObject({
      version: 'KI-CR-v1.1.0',
      consentReceiptID: consentId,
      piiPrincipalId: await selfId(self),
      sensitive: true,
      services: [
        { purposes: [{ thirdPartyName: made.organisation.name, consentType: 'EXPLICIT' }] },
      ],
      iso27560: {
        record_id: consentId,
        events: [{ event_state: 'consent_given' }, { event_state: 'consent_withdrawn' }],
        pii_processing: [{ validity_duration: 'P30D', retention_period: 'P30D' }],
      },
      artefact: row.artefact,
      artefactSignature: { alg: 'SM2-SM3', value: row.signature },
    });
    const { name, documentNumber } = claimOf(self.user.resident);
    for (const secret of [name, documentNumber]) expect(json.content).not.toContain(secret);
    const pdf = await self.call('consent.receipt', { consentId, form: 'pdf' });
    const file = Buffer.from(pdf.content, 'base64');
    expect(checkSignature(file, publicKeys)).toBe('genuine');
    const text = (await pdfPages(file)).join('');
    for (const words of ['信息授权凭据', made.organisation.name, '已收回', '刷脸核验', '12393']) {
      expect(text).toContain(words);
    }
    for (const secret of [name, documentNumber]) expect(text).not.toContain(secret);
    expect(await other.refused('consent.receipt', input)).toBe('not_found');
  });

  test('what ended is erased when it need not be kept any more, and not before', async () => {
    const { db } = system.runtime;
    const ended = async (complaint: boolean) => {
      const { id: consentId } = await request();
      await grantAs(system, self, consentId);
      const row = await consentRow(system, consentId);
      const open = await makeLook(system, row, clerk);
      await makeLook(system, row, clerk, { act: 'page', parentId: open.id });
      await db.insert(consentUse).values({ consentId, bucket: 'granted:TOTAL', used: 1 });
      await self.call('consent.revoke', { consentId });
      if (complaint) {
        await self.call('consent.complain', { consentId, lookId: open.id, words: '请查一下' });
      }
      return consentId;
    };
    const [old, disputed] = [await ended(false), await ended(true)];
    const { id: standing } = await request();
    await grantAs(system, self, standing);
    const sweep = () => eraseOldConsents(system.runtime, { limit: 50, traceId: randomUUID() });
    const ids = async () => (await db.select({ id: consent.id }).from(consent)).map(({ id }) => id);
    await sweep();
    expect(await ids()).toContain(old);
    system.sandbox.host.clock.advance(3 * 366 * dayMs + minuteMs);
    await sweep();
    const left = await ids();
    expect(left).not.toContain(old);
    expect(left).toContain(disputed);
    // ended by its last day just now: kept for years from here
    expect(left).toContain(standing);
    const [entry] = await query<{ details: { looks: number } }>(
      db,
      `select details from audit_entry where action = 'consent.erased'
         and details->>'consentId' = '${old}'`,
    );
    expect(entry!.details.looks).toBe(2);
  });
});
