import { randomUUID } from 'node:crypto';
import { isToldByChain } from '@yibao/cloudfunctions/consent/chain-status';
import { organisation } from '@yibao/cloudfunctions/lib/database/schema';
import { describeOnServers } from '../support/database';
import { startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';
import { type Bureau, bureauOf } from './oversight-support';

jest.setTimeout(120_000);

/** As in a service that has run for a while: enough that the planner would rather not read it all. */
const manyEntries = 30_000;
const manyConsents = 5_000;

describeOnServers('what the bureau reads stays fast', (engine) => {
  let system: TestSystem;
  let bureau: Bureau;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    bureau = bureauOf(system);
  });
  afterAll(() => system.close());

  const run = (statement: string) => query(system.runtime.db, statement);
  /** How often these were used; the other sessions report theirs within a second. */
  const scansOf = async (names: string[]) => {
    const list = names.map((name) => `'${name}'`).join(', ');
    const rows = await query<{ name: string; scans: number }>(
      system.runtime.db,
      `select indexrelname as name, idx_scan::int as scans from pg_stat_user_indexes
       where indexrelname in (${list}) order by 1`,
    );
    return new Map(rows.map(({ name, scans }) => [name, scans]));
  };
  /** Polls for as long as other sessions may take to report. */
  async function expectUsed(names: string[]): Promise<void> {
    const until = Date.now() + 15_000;
    let unused = names;
    while (unused.length > 0 && Date.now() < until) {
      const scans = await scansOf(names);
      unused = names.filter((name) => (scans.get(name) ?? 0) === 0);
    }
    expect(unused).toEqual([]);
  }

  test('the entries of a day are found by the day, in their order', async () => {
    await run(`insert into audit_entry (id, chain, seq, at, trace_id, actor_kind, action, details,
        prev_hash, hash)
      select nextval('audit_entry_number'), 'account:' || n, 1,
        timestamptz '2025-01-01 00:00:00+08' + n * interval '10 minutes', 'fill', 'system', 'fill.up',
        '{"n":1}', repeat('a', 64), repeat('b', 64) from generate_series(1, ${manyEntries}) n`);
    await run('vacuum analyze audit_entry');
    const day = '2025-02-01';
    const first = await bureau.clerk.call('oversight.audit', { day });
    const { rows } = await bureau.clerk.call('oversight.audit', { day, cursor: first.nextCursor! });
    const all = [...first.rows, ...rows];
    const ids = all.map(({ entryId }) => Number(entryId));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
    expect(all).toHaveLength(60);
    expect(new Date(all[0]!.at + 8 * 3_600_000).toISOString()).toContain('2025-02-01T23:50');
    await expectUsed(['audit_entry_at']);
  });

  test('the figures are counted from their indexes alone', async () => {
    const now = `timestamptz '${new Date(system.runtime.clock.now()).toISOString()}'`;
    // rows as wide as real ones, of nobody: their references are not what is counted
    await system.runtime.db.transaction(async (tx) => {
      await tx.execute('set local session_replication_role = replica');
      // what is not on the disk yet a vacuum does not mark as seen by everybody
      await tx.execute('set local synchronous_commit = on');
      await tx.execute(`insert into consent (id, organisation_id, agreement_id, purpose, person_id,
          subject_number_index, subject_name_index, subject, requested, words, requested_at, status,
          status_since, status_seal, grantor_person_id, decided_at, artefact, signature, key_id, valid_to)
        select gen_random_uuid(), (select id from organisation limit 1), gen_random_uuid(), 'CLAIM',
          gen_random_uuid(), repeat('a', 64), repeat('b', 64), repeat('c', 120), '{}', 'w',
          ${now} - n * interval '1 hour', (array['active', 'revoked', 'expired'])[1 + n % 3],
          ${now} - n * interval '1 hour', repeat('d', 64), gen_random_uuid(),
          ${now} - n * interval '1 hour', repeat('x', 1500), repeat('s', 128), 'k',
          ${now} + interval '1 day' from generate_series(1, ${manyConsents}) n`);
      await tx.execute(`insert into consent_look (id, consent_id, organisation_id, clerk_account_id, act,
          parent_id, at, allowed, reason, level, ask, row_count, payload_sm3, scope_sm3, network)
        select gen_random_uuid(), gen_random_uuid(), (select id from organisation limit 1),
          gen_random_uuid(), case when n % 4 = 0 then 'open' else 'page' end,
          case when n % 4 <> 0 then gen_random_uuid() end, ${now} - n * interval '10 minutes', n % 10 <> 0,
          case when n % 10 = 0 then 'not_active' end, 2, '{}', 0, repeat('a', 64), repeat('a', 64),
          '127.0.0.1' from generate_series(1, ${manyConsents}) n`);
    });
    await run('vacuum analyze consent');
    await run('vacuum analyze consent_look');
    const figures = await bureau.clerk.call('oversight.figures', { months: 6 });
    expect(figures).toMatchObject({
      authorisations: manyConsents,
      inForce: Math.floor(manyConsents / 3),
      // every fourth opens something, every tenth is refused
      uses: manyConsents / 4 - manyConsents / 20,
      denials: manyConsents * 0.1,
    });
    const sum = (of: 'authorisations' | 'uses' | 'denials') =>
      figures.byMonth.reduce((total, month) => total + month[of], 0);
    // looks reach back 35 days, consents 208: some lie before the first of six months
    expect([sum('uses'), sum('denials')]).toEqual([figures.uses, figures.denials]);
    expect(sum('authorisations')).toBeLessThan(manyConsents);
    await expectUsed([
      'consent_granted',
      'consent_in_force',
      'consent_revoked',
      'consent_look_used',
      'consent_look_denied',
    ]);
  });

  test('what the chain says of a consent is found by the consent, not by reading the chain', async () => {
    const [personId, consentId] = [randomUUID(), randomUUID()];
    const at = Date.parse('2025-11-20T09:00:00+08:00');
    // one person of whom much is on record: the longest chain is the dearest to read
    await run(`insert into audit_entry (id, chain, seq, at, trace_id, actor_kind, action, details,
        prev_hash, hash)
      select nextval('audit_entry_number'), 'person:${personId}', n, to_timestamp(${at / 1000}),
        'fill', 'system', case when n % 2 = 1 then 'consent.granted' else 'partner.open' end,
        json_build_object('consentId', case when n = 1 then '${consentId}' else n::text end),
        repeat('a', 64), repeat('b', 64) from generate_series(1, ${manyConsents}) n`);
    await run(`insert into audit_head (chain, seq, hash, seal, checkpointed_seq)
      values ('person:${personId}', ${manyConsents}, repeat('b', 64), '', 0)`);
    await run('vacuum analyze audit_entry');
    const { db } = system.runtime;
    const row = { id: consentId, personId, status: 'active', statusSince: at } as const;
    const ask = async (asked: Parameters<typeof isToldByChain>[0]) => {
      const told = isToldByChain(asked);
      const [answer] = await db.select({ told }).from(organisation).limit(1);
      return answer?.told;
    };
    expect(await ask(row)).toBe(true);
    expect(await ask({ ...row, status: 'paused' })).toBe(false);
    expect(await ask({ ...row, statusSince: at - 1 })).toBe(false);
    expect(await ask({ ...row, id: randomUUID() })).toBe(false);
    expect(await ask({ ...row, personId: randomUUID() })).toBe(false);
    expect(await ask({ ...row, personId: null })).toBe(false);
    await expectUsed(['audit_entry_consent']);
  });
});
