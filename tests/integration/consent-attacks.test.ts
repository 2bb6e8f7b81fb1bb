import { randomUUID } from 'node:crypto';
import { signArtefact } from '@yibao/cloudfunctions/consent/artefact';
import { consentsAsTold } from '@yibao/cloudfunctions/consent/chain-status';
import { type Consent } from '@yibao/cloudfunctions/lib/database/schema';
import { consentRow, makeRequest } from '../support/consent';
import { artefactOf } from '../support/consent-direct';
import { everyWay, outcomeOf, tryAll } from '../support/consent-paths';
import { rowCounts } from '../support/tables';
import { consentStage, ways } from '../support/consent-stage';

jest.setTimeout(120_000);

describe.each(ways)('what an organisation must not get by the $way, on $name', (each) => {
  const { at, sql, asOwner, makeDesk, granted, askFor, opened, outcome, move, expectOnRecord } =
    consentStage(each);

  /** Puts a consent where it stood, seal and all, as somebody with a copy of the row can. */
  const backTo = ({ id, status, statusSince, statusSeal }: Consent) =>
    `update consent set status = '${status}', status_seal = '${statusSeal}',
      status_since = '${new Date(statusSince).toISOString()}' where id = '${id}'`;
  /** What `npm run audit:verify` and the person's own check would find about a consent. */
  const contradictionsOf = async (consentId: string) => {
    const found = await at.system.runtime.db.transaction((tx) =>
      consentsAsTold(tx, { chain: `person:${at.personId}`, limit: 1000 }),
    );
    return found.map(({ why }) => why).filter((why) => why.includes(consentId));
  };

  test('without any of it, every way is open', async () => {
    const look = await opened(await granted());
    expect(await tryAll(at.desk, look)).toEqual(everyWay('shown'));
  });

  test('after revoking', async () => {
    const row = await granted();
    const look = await opened(row);
    await move(row.id, 'revoked');
    expect(await tryAll(at.desk, look)).toEqual(everyWay('not_active'));
    await expectOnRecord(row.id, 'not_active', 6);
  });

  test('while it is paused, and again once it goes on', async () => {
    const row = await granted();
    const look = await opened(row);
    await move(row.id, 'paused');
    expect(await tryAll(at.desk, look)).toEqual(everyWay('not_active'));
    await move(row.id, 'resumed');
    expect(await tryAll(at.desk, look)).toEqual(everyWay('shown'));
  });

  test('before anything was granted', async () => {
    const row = await makeRequest(at.system, {
      made: at.made,
      clerk: at.desk.clerk,
      about: at.phone,
    });
    expect(await outcome(row.id)).toBe('not_active');
    await move(row.id, 'denied');
    expect(await outcome(row.id)).toBe('not_active');
  });

  test('who wrote a revoked consent back to active by hand has no seal for it', async () => {
    const row = await granted();
    const look = await opened(row);
    await move(row.id, 'revoked');
    await asOwner(`update consent set status = 'active' where id = '${row.id}'`);
    expect(await tryAll(at.desk, look)).toEqual(everyWay('evidence_altered'));
    await asOwner(`update consent set status = 'revoked' where id = '${row.id}'`);
  });

  test('an earlier state of a revoked consent, written back with the seal it had', async () => {
    const row = await granted();
    const was = await consentRow(at.system, row.id);
    await move(row.id, 'revoked');
    const is = await consentRow(at.system, row.id);
    await expect(sql(backTo(was))).rejects.toThrow();
    // who owns the database takes the trigger away, and is found out by the chain of the person
    const look = await opened(await granted());
    const ownCheck = async () => (await at.phone.call('audit.myChain', {})).chains[0]?.broken;
    expect([await contradictionsOf(row.id), await ownCheck()]).toEqual([[], null]);
    await asOwner(backTo(was));
    expect(await ownCheck()).toMatchObject({ what: 'contradicted' });
    expect(await outcome(row.id)).toBe('evidence_altered');
    expect(await contradictionsOf(row.id)).toEqual([`consent ${row.id}, told to be revoked`]);
    expect(await tryAll(at.desk, look)).toEqual(everyWay('shown'));
    await asOwner(backTo(is));
    expect(await ownCheck()).toBeNull();
  });

  test('a paused consent, written back to how it was before the pause', async () => {
    const row = await granted();
    const look = await opened(row);
    const was = await consentRow(at.system, row.id);
    await move(row.id, 'paused');
    const is = await consentRow(at.system, row.id);
    await asOwner(backTo(was));
    expect(await tryAll(at.desk, look)).toEqual(everyWay('evidence_altered'));
    expect(await contradictionsOf(row.id)).toEqual([`consent ${row.id}, told to be paused`]);
    await asOwner(backTo(is));
  });

  test('a consent put out of force by hand is found as well', async () => {
    const row = await granted();
    const was = await consentRow(at.system, row.id);
    await asOwner(`update consent set status = 'revoked' where id = '${row.id}'`);
    expect(await outcome(row.id)).toBe('not_active');
    expect(await contradictionsOf(row.id)).toEqual([`consent ${row.id}, told to be active`]);
    await asOwner(backTo(was));
    expect(await contradictionsOf(row.id)).toEqual([]);
  });

  test('an artefact that was altered by one number', async () => {
    const row = await granted();
    const look = await opened(row);
    await asOwner(
      `update consent set artefact = replace(artefact, '"limit":4', '"limit":9') where id = '${row.id}'`,
    );
    expect((await consentRow(at.system, row.id)).artefact).toContain('"limit":9');
    expect(await tryAll(at.desk, look)).toEqual(everyWay('evidence_altered'));
  });

  test('an artefact that somebody else signed', async () => {
    const row = await granted();
    const look = await opened(row);
    const forged = signArtefact(
      {
        ...at.system.runtime.config,
        certificates: { ...at.system.runtime.config.certificates, privateKey: '1'.repeat(64) },
      },
      await artefactOf(at.system, row, at.made, { personId: at.personId }),
    );
    await asOwner(`update consent set signature = '${forged.signature}' where id = '${row.id}'`);
    expect(await tryAll(at.desk, look)).toEqual(everyWay('evidence_altered'));
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
    const before = await rowCounts(at.system.runtime.db);
    // to them it does not exist, like an id that never was
    expect(await tryAll(stranger, look)).toEqual(everyWay('not_found'));
    expect(outcomeOf(await stranger.reply('partner.look', askFor(randomUUID())))).toBe('not_found');
    const after = await rowCounts(at.system.runtime.db);
    expect(after['consent_look']).toBe(before['consent_look']! + 6);
    await expectOnRecord(row.id, 'other_organisation', 6);
  });

  test('a clerk who was suspended, with a session that still lives', async () => {
    const row = await granted();
    const look = await opened(row);
    await sql(
      `update clerk set status = 'suspended' where account_id = '${at.desk.clerk.accountId}'`,
    );
    expect(await tryAll(at.desk, look)).toEqual(everyWay('clerk_suspended'));
    expect(await at.desk.refused('partner.me', {})).toBe('not_allowed');
  });

  test('an organisation that was suspended', async () => {
    const row = await granted();
    const look = await opened(row);
    await sql(
      `update organisation set status = 'suspended' where id = '${at.made.organisation.id}'`,
    );
    expect(await tryAll(at.desk, look)).toEqual(everyWay('organisation_suspended'));
    expect(await at.desk.refused('partner.me', {})).toBe('organisation_suspended');
  });

  test('from outside the networks it has named', async () => {
    const row = await granted();
    const look = await opened(row);
    await sql(
      `update organisation set networks = '{203.0.113.0/24}' where id = '${at.made.organisation.id}'`,
    );
    expect(await tryAll(at.desk, look)).toEqual(everyWay('network_not_allowed'));
  });

  test.each([
    ['ended', `status = 'ended', ended_at = now(), ended_by = confirmed_by`, 'agreement_not_valid'],
    ['past its period', `period_to = '2025-11-01'`, 'agreement_not_valid'],
    ['for other purposes', `purposes = '{CLAIM}'`, 'agreement_excludes'],
    ['with fewer fields', `fields = '{nameMasked}'`, 'agreement_excludes'],
    ['up to a lower level', `max_level = 1`, 'field_above_level'],
  ])('an agreement that is %s', async (_, change, reason) => {
    const row = await granted();
    const look = await opened(row);
    await sql(`update agreement set ${change} where id = '${at.made.agreement.id}'`);
    expect(await tryAll(at.desk, look)).toEqual(everyWay(reason));
  });

  test('an agreement that changed so far that the look is another one', async () => {
    const row = await granted();
    const look = await opened(row);
    await sql(
      `update agreement set modes = '{VIEW,PREVIEW,PRINT}' where id = '${at.made.agreement.id}'`,
    );
    expect(await tryAll(at.desk, look)).toEqual({
      look: 'shown',
      next: 'scope_changed',
      firstPage: 'scope_changed',
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
    expect(await tryAll(at.desk, look)).toEqual(everyWay('case_closed'));
  });

  test('a revocation whose entry was taken away with it leaves a gap', async () => {
    const row = await granted();
    const look = await opened(row);
    const was = await consentRow(at.system, row.id);
    await move(row.id, 'revoked');
    await asOwner(backTo(was));
    await sql('alter table audit_entry disable trigger user');
    await sql(`delete from audit_entry where action = 'consent.revoked'
      and details->>'consentId' = '${row.id}'`);
    await sql('alter table audit_entry enable trigger user');
    // the entry before it says what the row says
    expect(await contradictionsOf(row.id)).toEqual([]);
    expect(await tryAll(at.desk, look)).toEqual(everyWay('evidence_altered'));
    const [own] = (await at.phone.call('audit.myChain', {})).chains;
    expect(own?.broken).toMatchObject({ what: 'missing' });
    // what was granted later has all that is to be known of it
    expect(await tryAll(at.desk, await opened(await granted()))).toEqual(everyWay('shown'));
  });
});
