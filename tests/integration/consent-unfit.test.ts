import { sm3Hex } from '@yibao/cloudfunctions/lib/crypto/sm3';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { addDays, shanghaiDate } from '@yibao/shared/rules/dates';
import {
  makeClerk,
  type MadeOrganisation,
  makeOrganisation,
  makeRequest,
  usualScope,
} from '../support/consent';
import { deskOf, type Desk, grantDirectly } from '../support/consent-direct';
import { outcomeOf } from '../support/consent-paths';
import { engines } from '../support/database';
import { withRecords } from '../support/records';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(120_000);

describe.each(engines())('what cannot be handed over is refused on record, on $name', (engine) => {
  let system: TestSystem;
  let phone: Phone;
  let personId: string;
  let made: MadeOrganisation;
  let desk: Desk;
  const sql = <Row>(statement: string) => query<Row>(system.runtime.db, statement);
  beforeAll(async () => {
    system = await startTestSystem(engine);
    phone = system.phone('jiang-xiaomei');
    personId = await withRecords(system, phone);
  });
  beforeEach(async () => {
    made = await makeOrganisation(system);
    desk = deskOf(system, await makeClerk(system, { organisationId: made.organisation.id }));
  });
  afterAll(() => system.close());

  /** So many settlements more, on the latest one's day. */
  const fill = (count: number) =>
    sql(`insert into platform_settlement
      select (jsonb_populate_record(null::platform_settlement, to_jsonb(s) || jsonb_build_object(
        'settlement_no', 'copy-' || n))).*
      from (select * from platform_settlement where person_id = '${personId}' and gone_at is null
            order by settled_at desc limit 1) s, generate_series(1, ${count}) n`);
  const empty = () => sql(`delete from platform_settlement where settlement_no like 'copy-%'`);

  async function opened() {
    const today = shanghaiDate(system.runtime.clock.now());
    const scope = usualScope(system.runtime.clock.now(), {
      modes: ['VIEW', 'PREVIEW', 'PRINT', 'EXPORT'],
    });
    const row = await makeRequest(system, { made, clerk: desk.clerk, about: phone, scope });
    await grantDirectly(system, row, made, { personId });
    const look = await desk.call('partner.look', {
      consentId: row.id,
      fields: ['nameMasked', 'settledOn', 'totalFen'],
      dataFrom: addDays(today, -300),
      dataTo: today,
    });
    if (look.decision !== 'shown') throw new Error(look.reason);
    return { consentId: row.id, look, lookId: look.watermark.lookId };
  }
  /** Each attempt has its look and its entry, and nothing was counted. */
  async function expectOnRecord(consentId: string, acts: string[], reason: string): Promise<void> {
    const looks = await sql<{ act: string }>(
      `select act from consent_look where consent_id = '${consentId}' and reason = '${reason}'
         and not allowed and row_count = 0 and payload_sm3 is null order by at`,
    );
    expect(looks.map(({ act }) => act)).toEqual(acts);
    const entries = await sql(
      `select 1 from audit_entry where details->>'consentId' = '${consentId}'
         and details->>'reason' = '${reason}'`,
    );
    expect(entries).toHaveLength(acts.length);
    const prints = await sql(
      `select 1 from consent_use where consent_id = '${consentId}' and bucket like 'print%'`,
    );
    expect(prints).toEqual([]);
    const told = await phone.call('consent.looks', { consentId });
    expect(told.looks.filter((each) => each.reason === reason)).toHaveLength(acts.length);
  }

  test('more than can be printed: the preview says so, print and file are refused', async () => {
    const { maxExportRows } = consentPolicyOf(system.runtime.config.region);
    await fill(maxExportRows + 1);
    const { consentId, look, lookId } = await opened();
    expect(look.isCutShort).toBe(false);
    const preview = await desk.call('partner.preview', { lookId });
    if (preview.decision !== 'shown') throw new Error(preview.reason);
    expect(preview.isCutShort).toBe(true);
    expect(preview.settlements).toHaveLength(maxExportRows);
    const { lookId: previewId } = preview.watermark;
    const printed = await desk.reply('partner.print', { previewId });
    const file = await desk.reply('partner.export', { lookId });
    expect([outcomeOf(printed), outcomeOf(file)]).toEqual(['too_large', 'too_large']);
    await expectOnRecord(consentId, ['print', 'export'], 'too_large');
    await empty();
  });

  test('a sign that no font has: the print is refused, and can be had once it is mended', async () => {
    const { cipher } = system.runtime;
    const [row] = await sql<{ name: string }>(`select name from person where id = '${personId}'`);
    const named = (name: string) =>
      sql(`update person set name = '${name}' where id = '${personId}'`);
    await named(cipher.seal('person.name', '江小\u{31350}'));
    const { consentId, lookId } = await opened();
    const preview = await desk.call('partner.preview', { lookId });
    if (preview.decision !== 'shown') throw new Error(preview.reason);
    expect(preview.isCutShort).toBe(false);
    const { lookId: previewId } = preview.watermark;
    const print = async () => outcomeOf(await desk.reply('partner.print', { previewId }));
    expect(await print()).toBe('not_printable');
    await expectOnRecord(consentId, ['print'], 'not_printable');
    await named(row!.name);
    expect(await print()).toBe('shown');
  });

  test('a file of several pieces: each with its watermark, a digest over them all', async () => {
    await fill(150);
    const { lookId, look } = await opened();
    const texts: string[] = [];
    let sm3 = '';
    for (let cursor: string | null | undefined; cursor !== null;) {
      const input = cursor === undefined ? { lookId } : { lookId, cursor };
      const piece = await desk.call('partner.export', input);
      if (piece.decision !== 'shown') throw new Error(piece.reason);
      const lines = piece.text.trimEnd().split('\r\n');
      const digest = piece.nextCursor === null ? lines.pop() : undefined;
      expect(lines.at(-1)).toContain(piece.watermark.lookId);
      sm3 = sm3Hex(`${sm3}${lines.join('\r\n')}\r\n`);
      expect(piece.sm3).toBe(sm3);
      if (piece.nextCursor === null) expect(digest).toContain(sm3);
      texts.push(piece.text);
      cursor = piece.nextCursor;
    }
    expect(texts.length).toBeGreaterThan(1);
    const all = texts.join('').trimEnd().split('\r\n');
    // what is said once and the heading stand once, at the top of the first piece
    const heading = all.indexOf('结算日期,总费用（元）');
    expect(all.lastIndexOf('结算日期,总费用（元）')).toBe(heading);
    expect(all.findIndex((line) => line === '')).toBe(heading - 1);
    // below them the lines, a watermark for each piece, the digest
    expect(all.slice(heading + 1)).toHaveLength((look.sums?.count ?? 0) + texts.length + 1);
    await empty();
  });
});
