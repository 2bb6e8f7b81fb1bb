import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { sm3Hex } from '../crypto/sm3';
import { type DatabaseHandle, rawRows } from './database';

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
 * advisory lock makes a second migrator wait.
 *
 * @returns the versions that were applied now
 * @throws Error when an applied migration no longer reads as it did, or is unknown to this code
 */
export async function migrate(handle: DatabaseHandle, migrations: Migration[]): Promise<string[]> {
  await handle.runScript(`create table if not exists schema_migration (
    version text primary key, checksum text not null, applied_at timestamptz not null default now())`);
  const applied = new Map(
    (
      await rawRows<{ version: string; checksum: string }>(
        handle.db,
        sql`select version, checksum from schema_migration`,
      )
    ).map((row) => [row.version, row.checksum]),
  );
  const known = new Set(migrations.map((migration) => migration.version));
  for (const version of applied.keys()) {
    if (!known.has(version)) throw new Error(`database has a newer migration: ${version}`);
  }
  const done: string[] = [];
  for (const migration of migrations) {
    const checksum = sm3Hex(migration.sql);
    const before = applied.get(migration.version);
    if (before === checksum) continue;
    if (before !== undefined)
      throw new Error(`migration ${migration.version} was changed after use`);
    await handle.runScript(script(migration, checksum));
    done.push(migration.version);
  }
  return done;
}

function script(migration: Migration, checksum: string): string {
  return `begin;
select pg_advisory_xact_lock(340600);
${migration.sql}
insert into schema_migration (version, checksum) values ('${migration.version}', '${checksum}');
commit;`;
}
