import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { sm3Hex } from '../crypto/sm3';
import { type DatabaseHandle, isConflict, rawRows } from './database';

export interface Migration {
  version: string;
  sql: string;
}

/** @returns the migrations of a folder (`0001_name.sql`, …) in their order */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((file) => /^\d{4}_[a-z_]+\.sql$/.test(file))
    .sort()
    .map((file) => ({
      version: file.slice(0, -'.sql'.length),
      sql: readFileSync(join(folder, file), 'utf8'),
    }));
}

/**
 * Brings a database up to date. Each migration and its record commit together; a database-wide
 * advisory lock makes a second migrator wait, and it then finds the work done.
 *
 * @returns the versions that were applied now
 * @throws Error when an applied migration no longer reads as it did, or is unknown to this code
 */
export async function migrate(handle: DatabaseHandle, migrations: Migration[]): Promise<string[]> {
  await handle.runScript(
    locked(`create table if not exists schema_migration (
    version text primary key, checksum text not null, applied_at timestamptz not null default now());`),
  );
  const applied = await readApplied(handle);
  const known = new Set(migrations.map((migration) => migration.version));
  for (const version of applied.keys()) {
    if (!known.has(version)) throw new Error(`database has a newer migration: ${version}`);
  }
  const done: string[] = [];
  for (const migration of migrations) {
    const checksum = sm3Hex(migration.sql);
    if (isApplied(applied, migration.version, checksum)) continue;
    if (await apply(handle, migration, checksum)) done.push(migration.version);
  }
  return done;
}

async function readApplied(handle: DatabaseHandle): Promise<Map<string, string>> {
  const rows = await rawRows<{ version: string; checksum: string }>(
    handle.db,
    sql`select version, checksum from schema_migration`,
  );
  return new Map(rows.map((row) => [row.version, row.checksum]));
}

function isApplied(applied: Map<string, string>, version: string, checksum: string): boolean {
  const before = applied.get(version);
  if (before === undefined) return false;
  if (before !== checksum) throw new Error(`migration ${version} was changed after use`);
  return true;
}

/** @returns false when another migrator was first */
async function apply(
  handle: DatabaseHandle,
  { version, sql: statements }: Migration,
  checksum: string,
): Promise<boolean> {
  try {
    // the record comes first: its key stops whoever waited for the lock
    await handle.runScript(
      locked(
        `insert into schema_migration (version, checksum) values ('${version}', '${checksum}');
${statements}`,
      ),
    );
    return true;
  } catch (error) {
    if (!isConflict(error)) throw error;
    if (!isApplied(await readApplied(handle), version, checksum)) throw error;
    return false;
  }
}

/** One transaction that no other migrator runs beside; building an index may take its time. */
function locked(statements: string): string {
  return `begin;
set local statement_timeout = 0;
select pg_advisory_xact_lock(340600);
${statements}
commit;`;
}
