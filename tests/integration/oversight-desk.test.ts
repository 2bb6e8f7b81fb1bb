import { randomUUID } from 'node:crypto';
import {
  type Consent,
  consentComplaint,
  consentConfirmation,
  rightsRequest,
} from '@yibao/cloudfunctions/lib/database/schema';
import { minuteMs } from '@yibao/shared/rules/dates';
import { makeClerk, makeOrganisation, makeRequest } from '../support/consent';
import { engines } from '../support/database';
import { claimOf, selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { dumpText, query } from '../support/tables';
import { type Bureau, bureauOf, numberOf, refusalOf } from './oversight-support';

jest.setTimeout(60_000);

describe.each(engines())('audit, complaints and rights at the bureau, on $name', (engine) => {
  let system: TestSystem;
  let bureau: Bureau;
  let person: Phone;
  let personId: string;
  let consent: Consent;
  let now: number;

  beforeAll(async () => {
    system = await startTestSystem(engine);
    bureau = bureauOf(system);
    now = system.runtime.clock.now();
    person = system.phone('luo-jun');
    await verify(system, person);
    personId = await selfId(person);
    const made = await makeOrganisation(system);
    const clerk = await makeClerk(system, { organisationId: made.organisation.id });
    consent = await makeRequest(system, { made, clerk, about: person });
    await verify(system, bureau.clerk);
  });
  afterAll(() => system.close());

  test('entries by action, person and day; who searched is among them', async () => {
    const search = (input: object) => bureau.clerk.call('oversight.audit', input);
    const { certNo, name } = person.user.resident;
    const found = await search({
      documentNumber: ` ${certNo.toLowerCase()} `,
      action: 'identity.',
    });
    expect(found.rows.length).toBeGreaterThan(1);
    for (const row of found.rows) {
      expect(row.action).toMatch(/^identity\./);
      expect(row).toMatchObject({ actorKind: 'account', actorName: null });
      expect(row.subjectMasked).toBe(`${name.slice(0, 1)}*`);
    }
    expect(JSON.stringify(found)).not.toContain(certNo);
    expect(JSON.stringify(found)).not.toContain(name);

    const own = await search({ action: 'oversight.audit', day: '2025-11-20' });
    expect(own.rows[0]).toMatchObject({ actorKind: 'staff', actorName: 'sandbox-001' });
    expect(own.rows[0]!.details).toContainEqual({ name: 'actionPrefix', value: 'identity.' });
    expect(own.rows[0]!.details).toContainEqual({ name: 'byPerson', value: 'true' });
    expect(own.rows[0]!.subjectMasked).toBe(`${name.slice(0, 1)}*`);
    expect((await search({ day: '2025-11-19' })).rows).toEqual([]);
    // of nobody: nothing, and that it was asked is written down as well
    expect((await search({ documentNumber: numberOf(999) })).rows).toEqual([]);
    const [last] = (await search({ action: 'oversight.audit' })).rows;
    expect(last).toMatchObject({ subjectMasked: null });
    expect(await dumpText(system.runtime.db)).not.toContain(numberOf(999));
  });

  test('thirty entries a page, none twice and none left out', async () => {
    // each search adds one of its own, behind the page that was read
    for (let n = 0; n < 35; n++) await bureau.clerk.call('oversight.audit', { action: 'no.such' });
    const input = { action: 'oversight.audit' };
    const first = await bureau.clerk.call('oversight.audit', input);
    expect(first.rows).toHaveLength(30);
    const second = await bureau.clerk.call('oversight.audit', {
      ...input,
      cursor: first.nextCursor!,
    });
    const ids = [...first.rows, ...second.rows].map(({ entryId }) => Number(entryId));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
    expect(second.rows.length).toBeGreaterThan(5);
  });

  test.each<[string, object, string]>([
    ['an action with a wildcard', { action: 'consent.%' }, 'action'],
    ['a day the calendar lacks', { day: '2025-02-30' }, 'day'],
    ['a page of nowhere', { cursor: 'x' }, 'cursor'],
    ['a page beyond all numbers', { cursor: '9'.repeat(30) }, 'cursor'],
    ['an empty number', { documentNumber: '' }, 'documentNumber'],
    ['half a number', { documentNumber: '34060019' }, 'documentNumber'],
  ])('a search with %s is refused', async (_name, input, field) => {
    expect(await refusalOf(bureau.clerk, 'oversight.audit', input)).toMatchObject({
      code: 'bad_input',
      field,
    });
  });

  const complain = async (byPersonId: string, at = now): Promise<string> => {
    const id = randomUUID();
    const words = system.runtime.cipher.seal('consent_complaint.words', '我没有去过这家单位');
    await system.runtime.db.insert(consentComplaint).values({
      id,
      consentId: consent.id,
      lookId: null,
      byPersonId,
      words,
      answer: null,
      status: 'open',
      createdAt: at,
      answeredBy: null,
      answeredAt: null,
    });
    return id;
  };

  test('a complaint is answered once, and the person is told without the words', async () => {
    const [later, earlier] = [await complain(personId), await complain(personId, now - minuteMs)];
    const queue = await bureau.clerk.call('oversight.complaints', { show: 'open' });
    expect(queue.rows.map(({ complaintId }) => complaintId)).toEqual([earlier, later]);
    expect(queue.rows[0]).toMatchObject({ words: '我没有去过这家单位', answer: null, look: null });
    expect(JSON.stringify(queue)).not.toContain(person.user.resident.name);
    const answer = '已经核实，是单位填错了身份证号码，已经停用这位工作人员';
    const input = { complaintId: earlier, answer };
    expect(await bureau.colleague.call('oversight.answerComplaint', input)).toMatchObject({
      status: 'answered',
    });
    expect(await bureau.clerk.refused('oversight.answerComplaint', input)).toBe('already_answered');
    const open = await bureau.clerk.call('oversight.complaints', { show: 'open' });
    expect(open.rows.map(({ complaintId }) => complaintId)).toEqual([later]);
    const all = await bureau.clerk.call('oversight.complaints', { show: 'all' });
    expect(all.rows[0]).toMatchObject({ status: 'answered', answer });
    const { notices } = await person.call('identity.listNotices', {});
    expect(notices.filter(({ title }) => title === '您的投诉有答复了')).toHaveLength(1);
    expect(await dumpText(system.runtime.db)).not.toContain('填错了身份证');
    const number = { complaintId: later, answer: '请拨打 13900001234' };
    expect(await refusalOf(bureau.clerk, 'oversight.answerComplaint', number)).toMatchObject({
      code: 'bad_input',
      field: 'answer',
    });
  });

  test('nobody answers their own complaint or request', async () => {
    const clerkPersonId = await selfId(bureau.clerk);
    const complaintId = await complain(clerkPersonId);
    const input = { complaintId, answer: '没有问题' };
    expect(await bureau.clerk.refused('oversight.answerComplaint', input)).toBe('not_allowed');
    expect((await bureau.colleague.reply('oversight.answerComplaint', input)).ok).toBe(true);
  });

  test('rights are listed by the day they are due, late ones said to be; outcomes stand', async () => {
    const words = system.runtime.cipher.seal('rights_request.words', '请给我一份我的信息');
    const dues = ['2025-12-05', '2025-11-19', '2025-11-25'];
    const ids: string[] = [];
    for (const dueOn of dues) {
      const id = randomUUID();
      ids.push(id);
      await system.runtime.db.insert(rightsRequest).values({
        id,
        personId,
        byPersonId: personId,
        kind: 'copy',
        words,
        answer: null,
        status: 'open',
        dueOn,
        createdAt: now,
        answeredBy: null,
        answeredAt: null,
      });
    }
    const { rows } = await bureau.clerk.call('oversight.rights', { show: 'open' });
    expect(rows.map(({ dueOn, isLate }) => [dueOn, isLate])).toEqual([
      ['2025-11-19', true],
      ['2025-11-25', false],
      ['2025-12-05', false],
    ]);
    const answered = await bureau.clerk.call('oversight.answerRight', {
      rightsRequestId: ids[1]!,
      outcome: 'refused',
      answer: '证据要依法保存三年，期满自动删除',
    });
    expect(answered.status).toBe('refused');
    const again = { rightsRequestId: ids[1]!, outcome: 'done' as const, answer: '已经办好' };
    expect(await bureau.clerk.refused('oversight.answerRight', again)).toBe('already_answered');
    const after = await bureau.clerk.call('oversight.rights', { show: 'all' });
    expect(after.rows[0]).toMatchObject({ status: 'refused', isLate: false });
    const open = await bureau.clerk.call('oversight.rights', { show: 'open' });
    expect(open.rows).toHaveLength(2);
    expect(
      await refusalOf(bureau.clerk, 'oversight.rights', { show: 'open', cursor: 'x' }),
    ).toMatchObject({ code: 'bad_input', field: 'cursor' });
    const { notices } = await person.call('identity.listNotices', {});
    expect(notices.map(({ title }) => title)).toContain('您的个人信息申请有答复了');
  });

  test('rights and complaints come page by page', async () => {
    const { db, cipher } = system.runtime;
    const words = cipher.seal('rights_request.words', '请更正');
    const rows = Array.from({ length: 25 }, (_, n) => ({
      id: randomUUID(),
      personId,
      byPersonId: personId,
      kind: 'correction' as const,
      words,
      answer: null,
      status: 'open' as const,
      dueOn: `2026-01-${String(10 + (n % 5))}`,
      createdAt: now,
      answeredBy: null,
      answeredAt: null,
    }));
    await db.insert(rightsRequest).values(rows);
    for (let n = 0; n < 21; n++) await complain(personId, now + n);
    const page = (cursor: string | null) =>
      bureau.clerk.call('oversight.rights', {
        show: 'open',
        ...(cursor === null ? {} : { cursor }),
      });
    const pageOne = await page(null);
    const pageTwo = await page(pageOne.nextCursor);
    expect([pageOne.rows.length, pageTwo.nextCursor]).toEqual([20, null]);
    const seen = [...pageOne.rows, ...pageTwo.rows].map((row) => row.rightsRequestId);
    expect(new Set(seen).size).toBe(seen.length);
    for (const { id } of rows) expect(seen).toContain(id);
    const first = await bureau.clerk.call('oversight.complaints', { show: 'open' });
    const next = await bureau.clerk.call('oversight.complaints', {
      show: 'open',
      cursor: first.nextCursor!,
    });
    expect(first.rows).toHaveLength(20);
    expect(next.rows.length).toBeGreaterThan(0);
  });

  const showCode = async (code: string): Promise<void> => {
    const { cipher, db } = system.runtime;
    const [own] = await query<{ id: string }>(
      db,
      `select id from account where person_id = '${personId}' limit 1`,
    );
    await db.insert(consentConfirmation).values({
      id: randomUUID(),
      accountId: own!.id,
      personId,
      consentId: consent.id,
      code: cipher.seal('consent_confirmation.code', code),
      codeIndex: cipher.index('consent_confirmation.code', code),
      createdAt: now,
      expiresAt: now + 30 * minuteMs,
      mismatches: 0,
      closedAt: null,
      confirmedBy: null,
      confirmedAt: null,
    });
  };

  test('the counter confirms a code with the document in hand, three wrong ones close it', async () => {
    const { name, documentNumber } = claimOf(person.user.resident);
    await showCode('12345678');
    const input = { code: '12345678', name, documentNumber };
    const wrong = { ...input, documentNumber: numberOf(101) };
    expect(await refusalOf(bureau.clerk, 'oversight.confirmCode', wrong)).toMatchObject({
      code: 'counter_mismatch',
      field: 'documentNumber',
    });
    const confirmed = await bureau.clerk.call('oversight.confirmCode', input);
    expect(confirmed.confirmed).toBe(true);
    expect(confirmed.organisationName).not.toBe('');
    expect(await bureau.clerk.refused('oversight.confirmCode', input)).toBe('counter_code_invalid');
    const entries = await query<{ fits: boolean }>(
      system.runtime.db,
      `select (details->>'fits')::boolean as fits from audit_entry
       where action = 'oversight.confirmCode' order by id`,
    );
    expect(entries).toEqual([{ fits: false }, { fits: true }]);
    await showCode('87654321');
    const other = { ...input, code: '87654321', name: '沙小青' };
    for (let n = 0; n < 3; n++) {
      expect(await bureau.clerk.refused('oversight.confirmCode', other)).toBe('counter_mismatch');
    }
    expect(await bureau.clerk.refused('oversight.confirmCode', { ...other, name })).toBe(
      'counter_code_invalid',
    );
  });
});
