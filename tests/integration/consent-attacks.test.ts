import { randomUUID } from 'node:crypto';
import { signArtefact } from '@yibao/cloudfunctions/consent/artefact';
import { lockConsent, moveConsent } from '@yibao/cloudfunctions/consent/status';
import { type Consent } from '@yibao/cloudfunctions/lib/database/schema';
import { type Input } from '@yibao/shared/contracts';
import { type ConsentScope } from '@yibao/shared/rules/consent-scope';
import { type ConsentEvent } from '@yibao/shared/rules/consent-states';
import { settlementKinds, type SettlementKind } from '@yibao/shared/rules/settlement';
import { addDays, dayMs, shanghaiDate } from '@yibao/shared/rules/dates';
import {
  consentRow,
  makeClerk,
  type MadeOrganisation,
  makeOrganisation,
  makeRequest,
  putCatalogue,
  usualScope,
} from '../support/consent';
import { apiDeskOf, artefactOf, deskOf, type Desk, grantDirectly } from '../support/consent-direct';
import { everyWay, openAll, type OpenedLook, outcomeOf, tryAll } from '../support/consent-paths';
import { engines, postgresOnly } from '../support/database';
import { selfId, verify } from '../support/journey';
import { newKeys } from '../support/partner-client';
import { withRecords } from '../support/records';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query, rowCounts } from '../support/tables';

jest.setTimeout(120_000);

const fields: Input<'partner.look'>['fields'] = ['nameMasked', 'settledOn', 'totalFen'];

/** At the console on every engine, and over the API where a server is. */
const ways = [
  ...engines().map((engine) => ({ engine, name: engine.name, way: 'console' as const })),
  ...postgresOnly().map((engine) => ({ engine, name: engine.name, way: 'API' as const })),
];

describe.each(ways)(
  'what an organisation must not get by the $way, on $name',
  ({ engine, way }) => {
    const actorKind = way === 'API' ? 'organisation' : 'clerk';
    let system: TestSystem;
    let phone: Phone;
    let personId: string;
    let guardianId: string;
    let made: MadeOrganisation;
    let desk: Desk;
    let today: string;
    const now = () => system.runtime.clock.now();
    const sql = (statement: string) => query(system.runtime.db, statement);
    /** As somebody does who owns the database: no trigger of ours stands in the way. */
    const asOwner = async (statement: string) => {
      await sql('alter table consent disable trigger user');
      await sql(statement);
      await sql('alter table consent enable trigger user');
    };

    beforeAll(async () => {
      system = await startTestSystem(engine);
      today = shanghaiDate(now());
      phone = system.phone('jiang-xiaomei');
      personId = await withRecords(system, phone);
      const other = system.phone('luo-jun');
      await verify(system, other);
      guardianId = await selfId(other);
    });
    // each attack has an organisation, a clerk and a consent of its own, and more than a page to read
    beforeEach(async () => {
      await phone.call('records.refresh', { personId, byHand: false });
      await sql(`insert into platform_settlement
      select (jsonb_populate_record(null::platform_settlement, to_jsonb(s) || jsonb_build_object(
        'settlement_no', 'copy-' || n, 'settled_at', s.settled_at - n * interval '1 hour'))).*
      from (select * from platform_settlement where person_id = '${personId}' and gone_at is null
            order by settled_at desc limit 1) s, generate_series(1, 30) n
      on conflict (person_id, settlement_no) do update set gone_at = null`);
      ({ made, desk } = await makeDesk());
    });
    /** An organisation of its own, and how it asks. */
    async function makeDesk(): Promise<{ made: MadeOrganisation; desk: Desk }> {
      const keys = newKeys();
      const isApi = way === 'API';
      const own = await makeOrganisation(system, {
        organisation: { publicKey: isApi ? keys.publicKey : null },
      });
      const of = { organisationId: own.organisation.id };
      const asking = await makeClerk(system, of, { kind: isApi ? 'api' : 'person' });
      const { creditCode } = own.organisation;
      const to = isApi ? apiDeskOf(system, asking, { creditCode, keys }) : deskOf(system, asking);
      return { made: own, desk: to };
    }
    afterAll(() => system.close());

    const wide: Partial<ConsentScope> = {
      modes: ['VIEW', 'PREVIEW', 'PRINT', 'EXPORT'],
      frequency: { unit: 'DAY', limit: 4 },
    };
    async function granted(
      scope: Partial<ConsentScope> = {},
      given: Partial<Parameters<typeof grantDirectly>[3]> = {},
    ): Promise<Consent> {
      const from = { dataFrom: addDays(today, -700), dataTo: today };
      const asked = usualScope(now(), { ...wide, ...from, ...scope });
      const row = await makeRequest(system, {
        made,
        clerk: desk.clerk,
        about: phone,
        scope: asked,
      });
      await grantDirectly(system, row, made, { personId, ...given });
      return row;
    }
    const askFor = (consentId: string, change: Partial<Input<'partner.look'>> = {}) => ({
      consentId,
      fields,
      dataFrom: addDays(today, -690),
      dataTo: today,
      ...change,
    });
    const opened = async (row: Consent): Promise<OpenedLook> => openAll(desk, askFor(row.id));
    const outcome = async (consentId: string, change: Partial<Input<'partner.look'>> = {}) =>
      outcomeOf(await desk.reply('partner.look', askFor(consentId, change)));
    async function move(consentId: string, event: ConsentEvent): Promise<void> {
      await system.runtime.db.transaction(async (tx) => {
        const row = await lockConsent(tx, consentId);
        await moveConsent(tx, system.runtime.cipher, row!, event, now());
      });
    }
    /** Every refusal left a look and an audit entry, and no settlement with it. */
    async function expectOnRecord(consentId: string, reason: string, times: number): Promise<void> {
      const looks = await sql(
        `select id from consent_look where consent_id = '${consentId}' and reason = '${reason}'
       and not allowed and row_count = 0`,
      );
      const entries = await sql(
        `select id from audit_entry where details->>'consentId' = '${consentId}'
       and details->>'reason' = '${reason}' and actor_kind = '${actorKind}'`,
      );
      expect([looks.length, entries.length]).toEqual([times, times]);
    }

    test('without any of it, every way is open', async () => {
      const look = await opened(await granted());
      expect(await tryAll(desk, look)).toEqual(everyWay('shown'));
    });

    test('after revoking', async () => {
      const row = await granted();
      const look = await opened(row);
      await move(row.id, 'revoked');
      expect(await tryAll(desk, look)).toEqual(everyWay('not_active'));
      await expectOnRecord(row.id, 'not_active', 5);
    });

    test('while it is paused, and again once it goes on', async () => {
      const row = await granted();
      const look = await opened(row);
      await move(row.id, 'paused');
      expect(await tryAll(desk, look)).toEqual(everyWay('not_active'));
      await move(row.id, 'resumed');
      expect(await tryAll(desk, look)).toEqual(everyWay('shown'));
    });

    test('before anything was granted', async () => {
      const row = await makeRequest(system, { made, clerk: desk.clerk, about: phone });
      expect(await outcome(row.id)).toBe('not_active');
      await move(row.id, 'denied');
      expect(await outcome(row.id)).toBe('not_active');
    });

    test('who wrote a revoked consent back to active by hand has no seal for it', async () => {
      const row = await granted();
      const look = await opened(row);
      await move(row.id, 'revoked');
      await asOwner(`update consent set status = 'active' where id = '${row.id}'`);
      expect(await tryAll(desk, look)).toEqual(everyWay('evidence_altered'));
    });

    test('an artefact that was altered by one number', async () => {
      const row = await granted();
      const look = await opened(row);
      await asOwner(
        `update consent set artefact = replace(artefact, '"limit":4', '"limit":9') where id = '${row.id}'`,
      );
      expect((await consentRow(system, row.id)).artefact).toContain('"limit":9');
      expect(await tryAll(desk, look)).toEqual(everyWay('evidence_altered'));
    });

    test('an artefact that somebody else signed', async () => {
      const row = await granted();
      const look = await opened(row);
      const forged = signArtefact(
        {
          ...system.runtime.config,
          certificates: { ...system.runtime.config.certificates, privateKey: '1'.repeat(64) },
        },
        await artefactOf(system, row, made, { personId }),
      );
      await asOwner(`update consent set signature = '${forged.signature}' where id = '${row.id}'`);
      expect(await tryAll(desk, look)).toEqual(everyWay('evidence_altered'));
    });

    test('a true artefact of another consent, moved here', async () => {
      const [row, other] = [await granted({ fields: ['nameMasked'] }), await granted()];
      await asOwner(`update consent set artefact = o.artefact, signature = o.signature,
      valid_to = o.valid_to from consent o where consent.id = '${row.id}' and o.id = '${other.id}'`);
      expect(await outcome(row.id)).toBe('evidence_altered');
    });

    test('a longer life written beside the artefact', async () => {
      const row = await granted();
      await asOwner(
        `update consent set valid_to = valid_to + interval '30 days' where id = '${row.id}'`,
      );
      expect(await outcome(row.id)).toBe('evidence_altered');
    });

    test('a case number is no way around who it was granted to', async () => {
      const row = await granted();
      const look = await opened(row);
      const { desk: stranger } = await makeDesk();
      const before = await rowCounts(system.runtime.db);
      // to them it does not exist, like an id that never was
      expect(await tryAll(stranger, look)).toEqual({
        ...everyWay('not_found'),
        next: 'bad_input',
      });
      expect(await outcomeOf(await stranger.reply('partner.look', askFor(randomUUID())))).toBe(
        'not_found',
      );
      const after = await rowCounts(system.runtime.db);
      expect(after['consent_look']).toBe(before['consent_look']! + 1);
      await expectOnRecord(row.id, 'other_organisation', 1);
    });

    test('a clerk who was suspended, with a session that still lives', async () => {
      const row = await granted();
      const look = await opened(row);
      await sql(
        `update clerk set status = 'suspended' where account_id = '${desk.clerk.accountId}'`,
      );
      expect(await tryAll(desk, look)).toEqual(everyWay('clerk_suspended'));
      expect(await desk.refused('partner.me', {})).toBe('not_allowed');
    });

    test('an organisation that was suspended', async () => {
      const row = await granted();
      const look = await opened(row);
      await sql(
        `update organisation set status = 'suspended' where id = '${made.organisation.id}'`,
      );
      expect(await tryAll(desk, look)).toEqual(everyWay('organisation_suspended'));
      expect(await desk.refused('partner.me', {})).toBe('organisation_suspended');
    });

    test('from outside the networks it has named', async () => {
      const row = await granted();
      const look = await opened(row);
      await sql(
        `update organisation set networks = '{203.0.113.0/24}' where id = '${made.organisation.id}'`,
      );
      expect(await tryAll(desk, look)).toEqual(everyWay('network_not_allowed'));
    });

    test.each([
      [
        'ended',
        `status = 'ended', ended_at = now(), ended_by = confirmed_by`,
        'agreement_not_valid',
      ],
      ['past its period', `period_to = '2025-11-01'`, 'agreement_not_valid'],
      ['for other purposes', `purposes = '{CLAIM}'`, 'agreement_excludes'],
      ['with fewer fields', `fields = '{nameMasked}'`, 'agreement_excludes'],
      ['up to a lower level', `max_level = 1`, 'field_above_level'],
    ])('an agreement that is %s', async (_, change, reason) => {
      const row = await granted();
      const look = await opened(row);
      await sql(`update agreement set ${change} where id = '${made.agreement.id}'`);
      expect(await tryAll(desk, look)).toEqual(everyWay(reason));
    });

    test('an agreement that changed so far that the look is another one', async () => {
      const row = await granted();
      const look = await opened(row);
      await sql(
        `update agreement set modes = '{VIEW,PREVIEW,PRINT}' where id = '${made.agreement.id}'`,
      );
      expect(await tryAll(desk, look)).toEqual({
        look: 'shown',
        next: 'scope_changed',
        preview: 'scope_changed',
        print: 'scope_changed',
        export: 'agreement_excludes',
      });
    });

    test('a case that was closed', async () => {
      const row = await granted();
      const look = await opened(row);
      await sql(`update consent_case set closed_at = now(), closed_by = opened_by,
      erase_by = '2025-12-31' where id = '${row.caseId!}'`);
      expect(await tryAll(desk, look)).toEqual(everyWay('case_closed'));
    });

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
      await putCatalogue(system, { nameMasked: 1, settledOn: 2, totalFen: 3 });
      expect(await tryAll(desk, look)).toEqual(everyWay('field_above_level'));
      await putCatalogue(system, { nameMasked: 1, settledOn: 2 });
      expect(await tryAll(desk, look)).toEqual(everyWay('field_above_level'));
      await putCatalogue(system, { nameMasked: 1, settledOn: 1, totalFen: 2 });
      // in force again, and yet another catalogue than the look was opened under
      expect(await tryAll(desk, look)).toEqual({ ...everyWay('scope_changed'), look: 'shown' });
      await sql(`update field_catalogue set status = 'retired' where status = 'active'`);
    });

    test('a day before and after what was granted, and what policy allows', async () => {
      const row = await granted({ dataFrom: addDays(today, -100), dataTo: addDays(today, -10) });
      const days = (from: number, to: number) => ({
        dataFrom: addDays(today, from),
        dataTo: addDays(today, to),
      });
      expect(await outcome(row.id, days(-101, -10))).toBe('period_outside');
      expect(await outcome(row.id, days(-100, -9))).toBe('period_outside');
      expect(await outcome(row.id, days(-100, -10))).toBe('shown');
      const long = await granted({ dataFrom: addDays(today, -1200), dataTo: today });
      expect(await outcome(long.id, days(-1200, 0))).toBe('period_beyond_policy');
    });

    test('a kind of treatment that was not granted', async () => {
      const [{ kind }] = (await sql(
        `select kind from platform_settlement where settlement_no = 'copy-1'`,
      )) as [{ kind: SettlementKind }];
      const other = settlementKinds.find((each) => each !== kind)!;
      const row = await granted({ kinds: [kind] });
      expect(await outcome(row.id, { kinds: [kind, other] })).toBe('kind_not_granted');
      const shown = await desk.call('partner.look', { ...askFor(row.id), fields: ['kind'] });
      if (shown.decision !== 'shown') throw new Error(shown.reason);
      expect(new Set(shown.settlements.map((each) => each.kind))).toEqual(new Set([kind]));
    });

    test('previews, prints and files where only looking was granted', async () => {
      const row = await granted({ modes: ['VIEW'] });
      const { decision, ...look } = await desk.call('partner.look', askFor(row.id));
      if (decision !== 'shown' || !('watermark' in look)) throw new Error('refused');
      const { lookId } = look.watermark;
      const preview = await desk.reply('partner.preview', { lookId });
      const file = await desk.reply('partner.export', { lookId });
      expect([outcomeOf(preview), outcomeOf(file)]).toEqual([
        'mode_not_granted',
        'mode_not_granted',
      ]);
    });

    test('a print without a preview, and one print more than a day allows', async () => {
      const row = await granted();
      const { lookId, previewId } = await opened(row);
      expect(outcomeOf(await desk.reply('partner.print', { previewId: lookId }))).toBe(
        'preview_missing',
      );
      const prints: string[] = [];
      for (let n = 0; n < 4; n++) {
        prints.push(outcomeOf(await desk.reply('partner.print', { previewId })));
      }
      expect(prints).toEqual(['shown', 'shown', 'shown', 'print_quota_used_up']);
      expect(await desk.refused('partner.print', { previewId: randomUUID() })).toBe('not_found');
    });

    test('a colleague’s look, preview or cursor', async () => {
      const row = await granted();
      const look = await opened(row);
      const { organisation } = made;
      const colleague = deskOf(
        system,
        await makeClerk(system, { organisationId: organisation.id }),
      );
      expect(await tryAll(colleague, look)).toEqual({
        look: 'shown',
        next: 'bad_input',
        preview: 'look_missing',
        print: 'preview_missing',
        export: 'look_missing',
      });
    });

    test('a cursor that somebody wrote, or took from a file to a page', async () => {
      const row = await granted();
      const { cursor, lookId } = await opened(row);
      const [id = '', at = '', mac = '', no = ''] = cursor.split('.');
      for (const forged of [
        [id, String(Number(at) + 1), mac, no],
        [randomUUID(), at, mac, no],
        [id, at, mac.replace(/^./, (c) => (c === '0' ? '1' : '0')), no],
      ]) {
        expect(await desk.refused('partner.next', { cursor: forged.join('.') })).toBe('bad_input');
      }
      expect(await desk.refused('partner.export', { lookId, cursor })).toBe('bad_input');
    });

    test('a watermark, a moment or a name that the client would like better', async () => {
      const row = await granted();
      const before = await rowCounts(system.runtime.db);
      for (const extra of [{ watermark: '' }, { now: 0 }, { organisationId: randomUUID() }]) {
        expect(await desk.refused('partner.look', { ...askFor(row.id), ...extra })).toBe(
          'bad_input',
        );
      }
      const { consent_look: looks } = await rowCounts(system.runtime.db);
      expect(looks).toBe(before['consent_look']);
    });

    test('after the words were changed that the person agreed to', async () => {
      const row = await granted();
      const look = await opened(row);
      const { artefact } = await consentRow(system, row.id);
      const { notice } = JSON.parse(artefact!) as { notice: { version: string } };
      const change = async (from: string, to: string) => {
        await sql('alter table consent_notice disable trigger user');
        await sql(`update consent_notice set content = replace(content::text, '${from}', '${to}')::jsonb
        where version = '${notice.version}'`);
        await sql('alter table consent_notice enable trigger user');
      };
      await change('title', 'titel');
      await change('titel', 'title');
      expect(await tryAll(desk, look)).toEqual(everyWay('shown'));
      await change('您', '你');
      expect(await tryAll(desk, look)).toEqual(everyWay('notice_changed'));
      await change('你', '您');
    });

    test('a face check that is older than the grant may rest on', async () => {
      const verification = { method: 'face' as const, id: randomUUID(), at: now() - 31 * 60_000 };
      const row = await granted({}, { changes: { verification } });
      expect(await outcome(row.id)).toBe('identity_unproven');
    });

    test('a guardian’s consent once the child is 14, once it is 18, once the right has ended', async () => {
      const bornOn = (birthDate: string) =>
        sql(`update person set birth_date = '${birthDate}' where id = '${personId}'`);
      const [{ birth_date: own }] = (await sql(
        `select birth_date::text from person where id = '${personId}'`,
      )) as [{ birth_date: string }];
      await sql(`insert into guardianship (id, child_person_id, guardian_person_id, relation, since)
      values ('${randomUUID()}', '${personId}', '${guardianId}', 'mother', now())`);
      await bornOn('2014-01-01');
      const row = await granted({}, { grantorPersonId: guardianId });
      const look = await opened(row);
      expect(await tryAll(desk, look)).toEqual(everyWay('shown'));
      for (const birthDate of ['2011-11-20', '2007-11-20']) {
        await bornOn(birthDate);
        expect(await tryAll(desk, look)).toEqual(everyWay('guardian_ended'));
      }
      await bornOn('2014-01-01');
      await sql(`update guardianship set ended_at = now(), end_basis = 'courtOrder',
      ended_by = (select account_id from staff_member limit 1), end_reason = 'x'
      where child_person_id = '${personId}'`);
      expect(await tryAll(desk, look)).toEqual(everyWay('guardian_ended'));
      await sql(`delete from guardianship where child_person_id = '${personId}'`);
      await bornOn(own);
    });

    // to the second in shared/rules/consent-decision.test.ts; this clock runs on
    test('shortly before the end it is shown, right after it is not', async () => {
      const validTo = now() + 10 * 60_000;
      const row = await granted({}, { changes: { validTo } });
      const look = await opened(row);
      const moveTo = (at: number) => system.sandbox.host.clock.set(at);
      moveTo(validTo - 60_000);
      expect(await tryAll(desk, look)).toEqual(everyWay('shown'));
      moveTo(validTo);
      expect(await tryAll(desk, look)).toEqual(everyWay('expired'));
    });

    test('a look that has stood open for too long goes no further', async () => {
      const row = await granted();
      const look = await opened(row);
      system.sandbox.host.clock.set(now() + 16 * 60_000);
      expect(await tryAll(desk, look)).toEqual({
        look: 'shown',
        next: 'look_missing',
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
      const often = await granted({ frequency: { unit: 'DAY', limit: 100 } });
      const outcomes: string[] = [];
      for (let n = 0; n < 6; n++) outcomes.push(await outcome(often.id));
      expect(outcomes.filter((each) => each === 'shown')).toHaveLength(5);
      expect(outcomes.at(-1)).toBe('quota_used_up');
      expect(now() % dayMs).toBeGreaterThan(0);
    });
  },
);
