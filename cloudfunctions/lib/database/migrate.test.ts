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
