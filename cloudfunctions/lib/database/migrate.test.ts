import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { engines, postgresOnly } from '../../../tests/support/database';
import { type DatabaseHandle, rawRows } from './database';
import { migrate, readMigrations } from './migrate';

jest.setTimeout(60_000);

const migrations = readMigrations(join(__dirname, '..', '..', 'migrations'));
const versions = migrations.map(({ version }) => version);

async function emptied(handle: DatabaseHandle): Promise<void> {
  await handle.runScript('drop schema public cascade; create schema public');
}

const id = (n: number) => `'00000000-0000-4000-8000-${String(n).padStart(12, '0')}'`;
/** 23:30 in Shanghai, and half past midnight there: still another day by Greenwich. */
const [paidAt, postedAt] = [`'2025-11-20T15:30:00Z'`, `'2025-11-20T16:30:00Z'`];

/** Two orders as they were before the rails: one of two people, one of whom is posted; one superseded. */
const paidBefore = `
  insert into account (id, created_at) values (${id(1)}, ${paidAt});
  insert into person select uuid('00000000-0000-4000-8000-00000000001' || n), 'residentId', 'k',
    repeat(n::text, 64), 'k', 'k', 'female', '1990-01-01', ${paidAt} from generate_series(1, 2) as n;
  insert into enrollment (id, person_id, coverage_year, region, requested_by, status, status_since,
      standard_fen, subsidy_fen, payable_fen, assessment, created_at)
    select uuid('00000000-0000-4000-8000-00000000002' || n), uuid('00000000-0000-4000-8000-00000000001' || n),
      2026, '340600', ${id(11)}, 'covered', ${paidAt}, 40000, 0, 40000, '{}', ${paidAt}
    from generate_series(1, 2) as n;
  insert into payment_order (id, out_trade_no, payer_person_id, payer_account_id, app_id, open_id, status,
      status_since, total_fen, transaction_id, created_at, expires_at, paid_at)
    values (${id(31)}, 'YB1', ${id(11)}, ${id(1)}, 'a', 'o', 'paid', ${paidAt}, 80000, 'T1', ${paidAt}, ${paidAt}, ${paidAt}),
      (${id(32)}, 'YB2', ${id(11)}, ${id(1)}, 'a', 'o', 'refund_due', ${paidAt}, 40000, 'T2', ${paidAt}, ${paidAt}, ${paidAt}),
      (${id(33)}, 'YB3', ${id(11)}, ${id(1)}, 'a', 'o', 'closed', ${paidAt}, 40000, null, ${paidAt}, ${paidAt}, null);
  insert into payment_item (id, order_id, position, enrollment_id, person_id, coverage_year, standard_fen,
      subsidy_fen, amount_fen, live, posted_at)
    values (${id(41)}, ${id(31)}, 0, ${id(21)}, ${id(11)}, 2026, 40000, 0, 40000, true, ${postedAt}),
      (${id(42)}, ${id(31)}, 1, ${id(22)}, ${id(12)}, 2026, 40000, 0, 40000, true, null);`;

/** Findings as they were when a list had one of a kind and number. */
const foundBefore = `
  insert into reconcile_run (id, day, source, attempt, state, trace_id, started_at)
    values (${id(51)}, '2025-11-20', 'wechatPay', 1, 'running', 't', ${paidAt});
  insert into reconcile_finding (id, day, source, kind, reference, number, there_fen, here_fen, state,
      first_run, last_run, found_at)
    select gen_random_uuid(), '2025-11-20', source, kind, reference, number, there_fen, 1, 'open',
      ${id(51)}, ${id(51)}, ${paidAt}
    from (values ('wechatPay', 'paymentUnknownHere', 'YB1', 'T1', 1), ('wechatPay', 'paymentMissingThere', 'YB2', 'T2', null),
      ('wechatPay', 'refundUnknownHere', 'TF1', 'R1', 1), ('wechatPay', 'ledgerDiffers', '2025-11-20', null, 1),
      ('corePlatform', 'postingNotSent', 'P1', null, null), ('corePlatform', 'duplicateRow', 'P2', 'C2', 1))
      as found (source, kind, reference, number, there_fen);`;

describe.each(engines())('migrations on $name', (engine) => {
  let handle: DatabaseHandle;
  beforeEach(async () => {
    handle = await engine.open();
  });
  afterEach(() => handle.close());
  const recorded = async () =>
    (
      await rawRows<{ version: string }>(
        handle.db,
        sql`select version from schema_migration order by version`,
      )
    ).map(({ version }) => version);

  test('bring an empty database up to date, and a second run finds nothing to do', async () => {
    await emptied(handle);
    expect(await migrate(handle, migrations)).toEqual(versions);
    expect(await migrate(handle, migrations)).toEqual([]);
    expect(await recorded()).toEqual(versions);
  });

  test('go on where the last run ended', async () => {
    await emptied(handle);
    expect(await migrate(handle, migrations.slice(0, 2))).toEqual(versions.slice(0, 2));
    expect(await migrate(handle, migrations)).toEqual(versions.slice(2));
  });

  test('what was paid before there was a ledger stands in it', async () => {
    await emptied(handle);
    const before = versions.indexOf('0005_rails_ledger');
    await migrate(handle, migrations.slice(0, before));
    await handle.runScript(paidBefore);
    await migrate(handle, migrations);
    const rows = await rawRows<{ account: string; fen: number }>(
      handle.db,
      sql`select kind || ' ' || account as account, sum(amount_fen)::int as fen, min(booked_on)::text as day
          from ledger_entry join ledger_posting on ledger_posting.id = posting_id
          group by 1 order by 1`,
    );
    expect(rows).toEqual([
      { account: 'paid unposted', fen: -80000, day: '2025-11-20' },
      { account: 'paid wechatPay', fen: 80000, day: '2025-11-20' },
      { account: 'posted posted', fen: -40000, day: '2025-11-21' },
      { account: 'posted unposted', fen: 40000, day: '2025-11-21' },
      { account: 'superseded refundable', fen: -40000, day: '2025-11-20' },
      { account: 'superseded wechatPay', fen: 40000, day: '2025-11-20' },
    ]);
  });

  test('a finding of before is still the one that the next run meets', async () => {
    await emptied(handle);
    const before = versions.indexOf('0013_finding_rows');
    await migrate(handle, migrations.slice(0, before));
    await handle.runScript(foundBefore);
    await migrate(handle, migrations);
    const rows = await rawRows<{ found: string }>(
      handle.db,
      sql`select reference || ': ' || row_key as found from reconcile_finding order by 1`,
    );
    expect(rows.map(({ found }) => found)).toEqual([
      '2025-11-20: total',
      'P1: posting 1',
      'P2: posting C2 1',
      'TF1: refund R1 1',
      'YB1: payment T1 1',
      'YB2: payment 1',
    ]);
  });

  test('one that was changed after use is refused', async () => {
    const [first, ...rest] = migrations;
    const changed = [{ ...first!, sql: `${first!.sql}\n-- a comment` }, ...rest];
    await expect(migrate(handle, changed)).rejects.toThrow(`${versions[0]!} was changed after use`);
  });

  test('a database of newer code is refused', async () => {
    const last = versions.at(-1)!;
    await expect(migrate(handle, migrations.slice(0, -1))).rejects.toThrow(
      `database has a newer migration: ${last}`,
    );
  });

  test('one that fails leaves nothing behind, and the database usable', async () => {
    const broken = {
      version: '9000_broken',
      sql: 'create table half (id integer); insert into nowhere values (1);',
    };
    await expect(migrate(handle, [...migrations, broken])).rejects.toThrow();
    expect(await recorded()).toEqual(versions);
    for (let i = 0; i < 12; i++) {
      const [row] = await rawRows(handle.db, sql`select to_regclass('half') as half`);
      expect(row).toEqual({ half: null });
    }
  });

  test('one that runs into a constraint is a failure, not somebody else’s success', async () => {
    const broken = {
      version: '9000_conflict',
      sql: `insert into schema_migration (version, checksum) values ('${versions[0]!}', 'x');`,
    };
    await expect(migrate(handle, [...migrations, broken])).rejects.toThrow();
    expect(await recorded()).toEqual(versions);
  });
});

describe.each(postgresOnly())('two migrators at once on $name', (engine) => {
  test('share the work and both find the database up to date', async () => {
    const handle = await engine.open();
    await emptied(handle);
    const done = await Promise.all([1, 2, 3].map(() => migrate(handle, migrations)));
    expect(done.flat().sort()).toEqual(versions);
    await handle.close();
  });
});
