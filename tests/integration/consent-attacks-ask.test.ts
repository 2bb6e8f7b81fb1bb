import { randomUUID } from 'node:crypto';
import { settlementKinds, type SettlementKind } from '@yibao/shared/rules/settlement';
import { addDays, dayMs } from '@yibao/shared/rules/dates';
import { consentRow, makeClerk, putCatalogue } from '../support/consent';
import { deskOf } from '../support/consent-direct';
import { everyWay, outcomeOf, tryAll } from '../support/consent-paths';
import { rowCounts } from '../support/tables';
import { consentStage, ways } from '../support/consent-stage';

jest.setTimeout(120_000);

describe.each(ways)('asked too much, too often, too late by the $way, on $name', (each) => {
  const { at, now, sql, makeDesk, granted, askFor, opened, outcome } = consentStage(each);

  test('a field of a higher level, a field that was not granted', async () => {
    const row = await granted();
    expect(await outcome(row.id, { fields: ['documentNumber'] })).toBe('field_not_granted');
    expect(await outcome(row.id, { fields: ['nameMasked', 'accountFen'] })).toBe(
      'field_not_granted',
    );
  });

  test('a field that became more sensitive since the person said yes', async () => {
    const row = await granted();
    const look = await opened(row);
    await putCatalogue(at.system, { nameMasked: 1, settledOn: 2, totalFen: 3 });
    expect(await tryAll(at.desk, look)).toEqual(everyWay('field_above_level'));
    await putCatalogue(at.system, { nameMasked: 1, settledOn: 2 });
    expect(await tryAll(at.desk, look)).toEqual(everyWay('field_above_level'));
    await putCatalogue(at.system, { nameMasked: 1, settledOn: 1, totalFen: 2 });
    // in force again, and yet another catalogue than the look was opened under
    expect(await tryAll(at.desk, look)).toEqual({ ...everyWay('scope_changed'), look: 'shown' });
    await sql(`update field_catalogue set status = 'retired' where status = 'active'`);
  });

  test('a day before and after what was granted, and what policy allows', async () => {
    const row = await granted({
      dataFrom: addDays(at.today, -100),
      dataTo: addDays(at.today, -10),
    });
    const days = (from: number, to: number) => ({
      dataFrom: addDays(at.today, from),
      dataTo: addDays(at.today, to),
    });
    expect(await outcome(row.id, days(-101, -10))).toBe('period_outside');
    expect(await outcome(row.id, days(-100, -9))).toBe('period_outside');
    expect(await outcome(row.id, days(-100, -10))).toBe('shown');
    const long = await granted({ dataFrom: addDays(at.today, -1200), dataTo: at.today });
    expect(await outcome(long.id, days(-1200, 0))).toBe('period_beyond_policy');
  });

  test('a kind of treatment that was not granted', async () => {
    const [{ kind }] = (await sql(
      `select kind from platform_settlement where settlement_no = 'copy-1'`,
    )) as [{ kind: SettlementKind }];
    const other = settlementKinds.find((each) => each !== kind)!;
    const row = await granted({ kinds: [kind] });
    expect(await outcome(row.id, { kinds: [kind, other] })).toBe('kind_not_granted');
    const shown = await at.desk.call('partner.look', { ...askFor(row.id), fields: ['kind'] });
    if (shown.decision !== 'shown') throw new Error(shown.reason);
    expect(new Set(shown.settlements.map((each) => each.kind))).toEqual(new Set([kind]));
  });

  test('previews, prints and files where only looking was granted', async () => {
    const row = await granted({ modes: ['VIEW'] });
    const { decision, ...look } = await at.desk.call('partner.look', askFor(row.id));
    if (decision !== 'shown' || !('watermark' in look)) throw new Error('refused');
    const { lookId } = look.watermark;
    const preview = await at.desk.reply('partner.preview', { lookId });
    const file = await at.desk.reply('partner.export', { lookId });
    expect([outcomeOf(preview), outcomeOf(file)]).toEqual(['mode_not_granted', 'mode_not_granted']);
  });

  test('a print without a preview, and one print more than a day allows', async () => {
    const row = await granted();
    const { lookId, previewId } = await opened(row);
    expect(outcomeOf(await at.desk.reply('partner.print', { previewId: lookId }))).toBe(
      'preview_missing',
    );
    const prints: string[] = [];
    for (let n = 0; n < 4; n++) {
      prints.push(outcomeOf(await at.desk.reply('partner.print', { previewId })));
    }
    expect(prints).toEqual(['shown', 'shown', 'shown', 'print_quota_used_up']);
    expect(await at.desk.refused('partner.print', { previewId: randomUUID() })).toBe('not_found');
  });

  test('a colleague’s look, preview or cursor', async () => {
    const row = await granted();
    const look = await opened(row);
    const { organisation } = at.made;
    const colleague = deskOf(
      at.system,
      await makeClerk(at.system, { organisationId: organisation.id }),
    );
    expect(await tryAll(colleague, look)).toEqual({
      look: 'shown',
      next: 'look_missing',
      firstPage: 'look_missing',
      preview: 'look_missing',
      print: 'preview_missing',
      export: 'look_missing',
    });
  });

  test('a cursor that somebody wrote, or took from a file to a page', async () => {
    const row = await granted();
    const { cursor, lookId } = await opened(row);
    for (const place of [0, 10, cursor.length - 1]) {
      const other = cursor[place] === 'A' ? 'B' : 'A';
      const forged = cursor.slice(0, place) + other + cursor.slice(place + 1);
      expect(await at.desk.refused('partner.next', { cursor: forged })).toBe('bad_input');
    }
    // nothing of where the page ended can be read from it
    expect(Buffer.from(cursor, 'base64url').toString()).not.toContain('copy-');
    expect(cursor).not.toContain('copy-');
    expect(await at.desk.refused('partner.export', { lookId, cursor })).toBe('bad_input');
  });

  test('a watermark, a moment or a name that the client would like better', async () => {
    const row = await granted();
    const before = await rowCounts(at.system.runtime.db);
    for (const extra of [{ watermark: '' }, { now: 0 }, { organisationId: randomUUID() }]) {
      expect(await at.desk.refused('partner.look', { ...askFor(row.id), ...extra })).toBe(
        'bad_input',
      );
    }
    const { consent_look: looks } = await rowCounts(at.system.runtime.db);
    expect(looks).toBe(before['consent_look']);
  });

  test('after the words were changed that the person agreed to', async () => {
    const row = await granted();
    const look = await opened(row);
    const { artefact } = await consentRow(at.system, row.id);
    const { notice } = JSON.parse(artefact!) as { notice: { version: string } };
    const change = async (from: string, to: string) => {
      await sql('alter table consent_notice disable trigger user');
      await sql(`update consent_notice set content = replace(content::text, '${from}', '${to}')::jsonb
      where version = '${notice.version}'`);
      await sql('alter table consent_notice enable trigger user');
    };
    await change('title', 'titel');
    await change('titel', 'title');
    expect(await tryAll(at.desk, look)).toEqual(everyWay('shown'));
    await change('您', '你');
    expect(await tryAll(at.desk, look)).toEqual(everyWay('notice_changed'));
    await change('你', '您');
  });

  test('a face check that is older than the grant may rest on', async () => {
    const verification = { method: 'face' as const, id: randomUUID(), at: now() - 31 * 60_000 };
    const row = await granted({}, { changes: { verification } });
    expect(await outcome(row.id)).toBe('identity_unproven');
  });

  test('a guardian’s consent once the child is 14, once it is 18, once the right has ended', async () => {
    const bornOn = (birthDate: string) =>
      sql(`update person set birth_date = '${birthDate}' where id = '${at.personId}'`);
    const [{ birth_date: own }] = (await sql(
      `select birth_date::text from person where id = '${at.personId}'`,
    )) as [{ birth_date: string }];
    await sql(`insert into guardianship (id, child_person_id, guardian_person_id, relation, since)
    values ('${randomUUID()}', '${at.personId}', '${at.guardianId}', 'mother', now())`);
    await bornOn('2014-01-01');
    const row = await granted({}, { grantorPersonId: at.guardianId });
    const look = await opened(row);
    expect(await tryAll(at.desk, look)).toEqual(everyWay('shown'));
    for (const birthDate of ['2011-11-20', '2007-11-20']) {
      await bornOn(birthDate);
      expect(await tryAll(at.desk, look)).toEqual(everyWay('guardian_ended'));
    }
    await bornOn('2014-01-01');
    await sql(`update guardianship set ended_at = now(), end_basis = 'courtOrder',
    ended_by = (select account_id from staff_member limit 1), end_reason = 'x'
    where child_person_id = '${at.personId}'`);
    expect(await tryAll(at.desk, look)).toEqual(everyWay('guardian_ended'));
    await sql(`delete from guardianship where child_person_id = '${at.personId}'`);
    await bornOn(own);
  });

  // to the second in shared/rules/consent-decision.test.ts; this clock runs on
  test('shortly before the end it is shown, right after it is not', async () => {
    const validTo = now() + 10 * 60_000;
    const row = await granted({}, { changes: { validTo } });
    const look = await opened(row);
    const moveTo = (moment: number) => at.system.sandbox.host.clock.set(moment);
    moveTo(validTo - 60_000);
    expect(await tryAll(at.desk, look)).toEqual(everyWay('shown'));
    moveTo(validTo);
    expect(await tryAll(at.desk, look)).toEqual(everyWay('expired'));
  });

  test('a print hangs on the look, however late it was previewed', async () => {
    const row = await granted();
    const { lookId } = await opened(row);
    const { clock } = at.system.sandbox.host;
    clock.set(now() + 14 * 60_000);
    const preview = await at.desk.call('partner.preview', { lookId });
    if (preview.decision !== 'shown') throw new Error(preview.reason);
    clock.set(now() + 2 * 60_000);
    const { lookId: previewId } = preview.watermark;
    expect(outcomeOf(await at.desk.reply('partner.print', { previewId }))).toBe('preview_missing');
  });

  test('a look that has stood open for too long goes no further', async () => {
    const row = await granted();
    const look = await opened(row);
    at.system.sandbox.host.clock.set(now() + 16 * 60_000);
    expect(await tryAll(at.desk, look)).toEqual({
      look: 'shown',
      next: 'look_missing',
      firstPage: 'look_missing',
      preview: 'look_missing',
      print: 'preview_missing',
      export: 'look_missing',
    });
  });

  test('one look more than the person allows, and more than the level allows', async () => {
    const row = await granted({ frequency: { unit: 'TOTAL', limit: 2 } });
    expect([await outcome(row.id), await outcome(row.id), await outcome(row.id)]).toEqual([
      'shown',
      'shown',
      'quota_used_up',
    ]);
    // what one organisation looks at counts together: each of these has one of its own
    Object.assign(at, await makeDesk());
    const often = await granted({ frequency: { unit: 'DAY', limit: 100 } });
    const outcomes: string[] = [];
    for (let n = 0; n < 6; n++) outcomes.push(await outcome(often.id));
    expect(outcomes.filter((each) => each === 'shown')).toHaveLength(5);
    expect(outcomes.at(-1)).toBe('quota_used_up');
    // a look at what is more sensitive is one at the rest of it as well
    Object.assign(at, await makeDesk());
    const both = await granted({
      fields: ['nameMasked', 'totalFen', 'documentNumber'],
      dataFrom: addDays(at.today, -300),
      frequency: { unit: 'DAY', limit: 100 },
    });
    const days = { dataFrom: addDays(at.today, -300) };
    const mixed: string[] = [];
    for (const fields of [['documentNumber'], ['documentNumber']] as const) {
      mixed.push(await outcome(both.id, { ...days, fields: [...fields] }));
    }
    for (let n = 0; n < 4; n++) {
      mixed.push(await outcome(both.id, { ...days, fields: ['totalFen'] }));
    }
    expect(mixed.filter((each) => each === 'shown')).toHaveLength(5);
    expect(now() % dayMs).toBeGreaterThan(0);
  });
});
