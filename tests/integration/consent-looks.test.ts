import canonicalize from 'canonicalize';
import { addDays, dayMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { billPartLines, lookFacts } from '@yibao/shared/rules/look-words';
import { sm3Hex } from '@yibao/cloudfunctions/lib/crypto/sm3';
import { type ConsentScope } from '@yibao/shared/rules/consent-scope';
import {
  makeClerk,
  type MadeOrganisation,
  makeOrganisation,
  makeRequest,
  usualScope,
} from '../support/consent';
import { deskOf, type Desk, grantDirectly } from '../support/consent-direct';
import { engines } from '../support/database';
import { withRecords } from '../support/records';
import { pdfPages } from '../support/pdf-text';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

describe.each(engines())('looks by a consent, on $name', (engine) => {
  let system: TestSystem;
  let phone: Phone;
  let personId: string;
  let made: MadeOrganisation;
  let desk: Desk;
  const now = () => system.runtime.clock.now();
  let today: string;

  beforeAll(async () => {
    system = await startTestSystem(engine);
    today = shanghaiDate(system.runtime.clock.now());
    phone = system.phone('jiang-xiaomei');
    personId = await withRecords(system, phone);
  });
  afterAll(() => system.close());

  /** To an organisation of its own: what one organisation looks at counts together. */
  async function granted(scope: Partial<ConsentScope> = {}): Promise<string> {
    made = await makeOrganisation(system);
    desk = deskOf(system, await makeClerk(system, { organisationId: made.organisation.id }));
    return grantedAgain(scope);
  }
  async function grantedAgain(scope: Partial<ConsentScope> = {}): Promise<string> {
    const given = { made, clerk: desk.clerk, about: phone, scope: usualScope(now(), scope) };
    const row = await makeRequest(system, given);
    await grantDirectly(system, row, made, { personId });
    return row.id;
  }
  const ask = (consentId: string) => ({
    consentId,
    fields: ['nameMasked', 'settledOn', 'totalFen', 'fundFen'] as const,
    dataFrom: addDays(today, -300),
    dataTo: today,
  });
  const open = (consentId: string) =>
    desk.call('partner.look', { ...ask(consentId), fields: [...ask(consentId).fields] });

  /** A look at all that there is, of a grant that reaches back far enough. */
  async function openLong() {
    const long = { dataFrom: addDays(today, -700), dataTo: today };
    const consentId = await granted(long);
    const look = await desk.call('partner.look', {
      consentId,
      fields: ['settledOn', 'totalFen'],
      ...long,
    });
    if (look.decision !== 'shown') throw new Error(look.reason);
    return look;
  }

  test('what was asked for is shown, nothing else, with a watermark, and written down', async () => {
    const consentId = await granted();
    const answer = await open(consentId);
    if (answer.decision !== 'shown') throw new Error(answer.reason);
    expect(answer.person).toEqual({ nameMasked: '江*梅' });
    expect(answer.settlements.length).toBeGreaterThan(0);
    for (const row of answer.settlements) {
      expect(Object.keys(row).sort()).toEqual(['fundFen', 'settledOn', 'totalFen']);
    }
    const { watermark } = answer;
    expect(watermark.text).toContain(made.organisation.name);
    expect(watermark.text).toContain('周经办');
    expect(watermark.text).toContain(watermark.lookId);
    expect(answer.looksLeft).toBe(2);
    const [look] = await query<{ allowed: boolean; act: string; row_count: number }>(
      system.runtime.db,
      `select * from consent_look where id = '${watermark.lookId}'`,
    );
    expect(look).toMatchObject({ allowed: true, act: 'open' });
    expect(look?.row_count).toBe(answer.settlements.length);
    const entries = await query<{ actor_kind: string; subject_person_id: string }>(
      system.runtime.db,
      `select * from audit_entry where details->>'lookId' = '${watermark.lookId}'`,
    );
    expect(entries).toMatchObject([{ actor_kind: 'clerk', subject_person_id: personId }]);
  });

  test('pages go on without being counted, and say together what the sums say', async () => {
    const first = await openLong();
    const rows = [...first.settlements];
    for (let cursor = first.nextCursor; cursor !== null;) {
      const page = await desk.call('partner.next', { cursor });
      if (page.decision !== 'shown') throw new Error(page.reason);
      expect(page.looksLeft).toBe(first.looksLeft);
      rows.push(...page.settlements);
      cursor = page.nextCursor;
    }
    expect(rows).toHaveLength(first.sums?.count ?? -1);
    const total = rows.reduce((sum, row) => sum + (row.totalFen ?? 0), 0);
    expect(total).toBe(first.sums?.totalFen);
    const days = rows.map(({ settledOn }) => settledOn ?? '');
    expect(days).toEqual([...days].sort().reverse());
  });

  test('its first page again is the same, on record by itself, and not counted', async () => {
    const first = await openLong();
    const again = await desk.call('partner.firstPage', { lookId: first.watermark.lookId });
    if (again.decision !== 'shown') throw new Error(again.reason);
    const { watermark, nextCursor, ...same } = again;
    expect(first).toMatchObject(same);
    expect(watermark.lookId).not.toBe(first.watermark.lookId);
    const pages = await query<{ parent_id: string; act: string }>(
      system.runtime.db,
      `select parent_id, act from consent_look where id = '${watermark.lookId}'`,
    );
    expect(pages).toEqual([{ parent_id: first.watermark.lookId, act: 'page' }]);
    expect(nextCursor === null).toBe(first.nextCursor === null);
  });

  test('the parts of a bill are paper enough, alone as beside other columns', async () => {
    for (const fields of [['billParts'], ['settledOn', 'billParts']] as const) {
      const consentId = await granted({ fields: [...fields] });
      const look = await desk.call('partner.look', { ...ask(consentId), fields: [...fields] });
      if (look.decision !== 'shown') throw new Error(look.reason);
      const preview = await desk.call('partner.preview', { lookId: look.watermark.lookId });
      if (preview.decision !== 'shown') throw new Error(preview.reason);
      const lines = billPartLines(preview.settlements);
      expect(lines.length).toBeGreaterThan(0);
      const printed = await desk.call('partner.print', { previewId: preview.watermark.lookId });
      if (printed.decision !== 'shown') throw new Error(printed.reason);
      const words = (await pdfPages(Buffer.from(printed.content, 'base64'))).join('');
      for (const line of lines) expect(words).toContain(line.replace(/\s/g, ''));
      expect(words.includes('序号')).toBe(fields.length > 1);
    }
  });

  test('whether somebody is insured this year is not told for a period without a day of it', async () => {
    const consentId = await granted({ fields: ['insured'] });
    const of = async (days: object) => {
      const look = await desk.call('partner.look', {
        ...ask(consentId),
        fields: ['insured'],
        ...days,
      });
      if (look.decision !== 'shown') throw new Error(look.reason);
      return look.cover;
    };
    expect(await of({ dataFrom: '2024-12-01', dataTo: '2024-12-31' })).toEqual({ insured: null });
    expect(typeof (await of({})).insured).toBe('boolean');
  });

  test('a look may be previewed and printed; the paper carries its watermark and is on record', async () => {
    const consentId = await granted();
    const look = await open(consentId);
    if (look.decision !== 'shown') throw new Error(look.reason);
    const preview = await desk.call('partner.preview', { lookId: look.watermark.lookId });
    if (preview.decision !== 'shown') throw new Error(preview.reason);
    expect(preview.settlements).toHaveLength(look.sums?.count ?? -1);
    const printed = await desk.call('partner.print', { previewId: preview.watermark.lookId });
    if (printed.decision !== 'shown') throw new Error(printed.reason);
    const words = (await pdfPages(Buffer.from(printed.content, 'base64'))).join('');
    expect(words).toContain('个人医保信息查询单');
    expect(words).toContain(made.organisation.name);
    expect(words).toContain(printed.watermark.lookId.replace(/\s/g, ''));
    const page = await fetch(printed.verifyUrl);
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain(printed.serial);
    expect(html).toContain(made.organisation.name);
    // what the print was not allowed to say, its public page does not say either
    expect(html).toContain('江*梅');
    expect(html).not.toContain('340603');
    // the organisation's case stands on the paper, and is no stranger's business
    expect(words).toContain('案件编号');
    expect(html).not.toContain('案件编号');
    const form = new FormData();
    form.append('file', new Blob([Buffer.from(printed.content, 'base64')]), 'a.pdf');
    const compared = await fetch(printed.verifyUrl, { method: 'POST', body: form });
    expect(await compared.text()).toContain('✓ 没有改过');
    const altered = Buffer.from(printed.content, 'base64');
    altered.writeUInt8(altered.readUInt8(2000) ^ 1, 2000);
    const forged = new FormData();
    forged.append('file', new Blob([altered]), 'a.pdf');
    const told = await fetch(printed.verifyUrl, { method: 'POST', body: forged });
    expect(await told.text()).toContain('✕ 被改过');
  });

  test('a second consent is no second count', async () => {
    const first = await granted({ frequency: { unit: 'DAY', limit: 3 } });
    const second = await grantedAgain({ frequency: { unit: 'WEEK', limit: 4 } });
    const left = async (consentId: string) => {
      const answer = await open(consentId);
      return answer.decision === 'shown' ? answer.looksLeft : answer.reason;
    };
    expect([await left(first), await left(second), await left(first)]).toEqual([2, 1, 0]);
    expect([await left(second), await left(first)]).toEqual(['quota_used_up', 'quota_used_up']);
    const { rows } = await desk.call('partner.consents', {});
    expect(rows.map(({ looksLeft }) => looksLeft)).toEqual([0, 0]);
    const own = await phone.call('consent.detail', { consentId: second });
    expect(own.looksLeft).toBe(0);
    // the three a day are no longer in force; the four a week are, and the three count in them
    await phone.call('consent.revoke', { consentId: first });
    expect([await left(second), await left(second)]).toEqual([0, 'quota_used_up']);
  });

  test('looks over a whole life count from the grant on, for every consent that is alive', async () => {
    const once = { unit: 'TOTAL', limit: 1 } as const;
    const [first, second] = [await granted({ frequency: once }), await grantedAgain()];
    expect((await open(second)).decision).toBe('shown');
    for (const consentId of [first, second]) {
      expect(await open(consentId)).toMatchObject({ reason: 'quota_used_up' });
    }
    await system.advance(17);
    // used up, so that it binds no longer; the person's new yes begins anew
    const ended = await phone.call('consent.detail', { consentId: first });
    expect(ended.line.status).toBe('exhausted');
    desk = deskOf(system, await makeClerk(system, { organisationId: made.organisation.id }));
    expect((await open(second)).decision).toBe('shown');
    expect((await open(await grantedAgain({ frequency: once }))).decision).toBe('shown');
  });

  test('a print of the third level is limited as one, whatever else was printed', async () => {
    const days = { dataFrom: addDays(today, -300), dataTo: today };
    const consentId = await granted({
      ...days,
      fields: ['nameMasked', 'settledOn', 'documentNumber'],
      frequency: { unit: 'DAY', limit: 9 },
    });
    const print = async (fields: ConsentScope['fields']) => {
      const look = await desk.call('partner.look', { consentId, fields, ...days });
      if (look.decision !== 'shown') throw new Error(look.reason);
      const preview = await desk.call('partner.preview', { lookId: look.watermark.lookId });
      if (preview.decision !== 'shown') throw new Error(preview.reason);
      const { lookId: previewId } = preview.watermark;
      const printed = await desk.call('partner.print', { previewId });
      return printed.decision === 'shown' ? 'shown' : printed.reason;
    };
    expect(await print(['settledOn'])).toBe('shown');
    // one of another level has not used the one up that this level has
    expect(await print(['documentNumber'])).toBe('shown');
    expect(await print(['documentNumber'])).toBe('print_quota_used_up');
    expect(await print(['settledOn'])).toBe('shown');
    expect(await print(['settledOn'])).toBe('print_quota_used_up');
    expect(await print(['nameMasked'])).toBe('shown');
  });

  test('what was shown cannot be guessed from its digest', async () => {
    const answer = await open(await granted());
    if (answer.decision !== 'shown') throw new Error(answer.reason);
    const { person, cover, settlements, sums, asOf, watermark } = answer;
    const { lookId } = watermark;
    const [look] = await query<{ payload_sm3: string }>(
      system.runtime.db,
      `select payload_sm3 from consent_look where id = '${lookId}'`,
    );
    const text = canonicalize({ person, cover, settlements, sums, asOf, after: null })!;
    expect(look?.payload_sm3).not.toBe(sm3Hex(text));
    const keyed = system.runtime.cipher.index('consent_look.payload', `${lookId}\n${text}`);
    expect(look?.payload_sm3).toBe(keyed);
  });

  test('a file comes in pieces that end with the watermark', async () => {
    const consentId = await granted({ modes: ['VIEW', 'EXPORT'] });
    const look = await open(consentId);
    if (look.decision !== 'shown') throw new Error(look.reason);
    const { lookId } = look.watermark;
    const piece = await desk.call('partner.export', { lookId });
    if (piece.decision !== 'shown') throw new Error(piece.reason);
    expect(piece.nextCursor).toBeNull();
    const lines = piece.text.trimEnd().split('\r\n');
    const heading = lines.indexOf('结算日期,总费用（元）,医保报销（元）');
    // what the screen says once stands above, a line each, and an empty line between
    expect(lines[0]).toMatch(/^\uFEFF查询机构,/);
    expect(lines[heading - 1]).toBe('');
    const above = lines.slice(0, heading - 1).map((line) => line.slice(0, line.indexOf(',')));
    expect(above.slice(1)).toEqual([
      '用途',
      '案件编号',
      '查询的时间段',
      ...lookFacts(look).map(({ label }) => label),
      '合计',
    ]);
    expect(lines.slice(heading + 1)).toHaveLength((look.sums?.count ?? 0) + 2);
    expect(lines.at(-2)).toContain(piece.watermark.lookId);
    expect(lines.at(-1)).toContain(piece.sm3);
    expect(piece.sm3).toBe(sm3Hex(`${lines.slice(0, -1).join('\r\n')}\r\n`));
  });

  test('the core platform is asked for a look that would be shown, and for no other', async () => {
    const consentId = await granted({ frequency: { unit: 'DAY', limit: 1 } });
    const { db } = system.runtime;
    const asked = async () => {
      const statement = `select count(*)::int as times from audit_entry
        where action = 'records.refresh' and subject_person_id = '${personId}'`;
      return (await query<{ times: number }>(db, statement))[0]?.times ?? -1;
    };
    const makeOld = () =>
      query(
        db,
        `update platform_mirror set as_of = as_of - interval '1 hour',
           tried_at = tried_at - interval '1 hour' where person_id = '${personId}'`,
      );
    await makeOld();
    const before = await asked();
    const ungranted = { ...ask(consentId), fields: ['documentNumber' as const] };
    expect(await desk.call('partner.look', ungranted)).toMatchObject({
      reason: 'field_not_granted',
    });
    expect(await asked()).toBe(before);
    expect((await open(consentId)).decision).toBe('shown');
    expect(await asked()).toBe(before + 1);
    await makeOld();
    expect(await open(consentId)).toMatchObject({ reason: 'quota_used_up' });
    expect(await asked()).toBe(before + 1);
  });

  test('the person hears of each look', async () => {
    const consentId = await granted();
    await open(consentId);
    const { looks } = await phone.call('consent.looks', { consentId });
    expect(looks).toMatchObject([{ allowed: true, act: 'open', clerkName: '周经办' }]);
  });

  test('a day later the looks of a day are there again', async () => {
    const consentId = await granted({ frequency: { unit: 'DAY', limit: 1 } });
    expect((await open(consentId)).decision).toBe('shown');
    expect(await open(consentId)).toMatchObject({ decision: 'refused', reason: 'quota_used_up' });
    await system.sandboxPost('/control/clock', { advanceMinutes: dayMs / 60_000 });
    desk = deskOf(system, await makeClerk(system, { organisationId: made.organisation.id }));
    expect((await open(consentId)).decision).toBe('shown');
  });
});
