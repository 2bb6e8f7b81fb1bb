import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { migrate, readMigrations } from '@yibao/cloudfunctions/lib/database/migrate';
import { openPglite } from '@yibao/cloudfunctions/lib/database/pglite';
import { openPostgres } from '@yibao/cloudfunctions/lib/database/postgres';
import { Client } from 'pg';
import { migrationsFolder, pgliteTemplateFile, postgresEnvName, templateEnvName } from './paths';

/** A server that is already there: DATABASE_URL, or PostgreSQL's usual place on this machine. */
const candidates = [
  process.env['DATABASE_URL'],
  'postgres://postgres@127.0.0.1:5432/postgres',
].filter((url): url is string => url !== undefined && url !== '');

async function reachable(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ ok: boolean }>(
      'select rolcreatedb or rolsuper as ok from pg_roles where rolname = current_user',
    );
    return rows[0]?.ok === true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function findPostgres(): Promise<string | null> {
  for (const url of candidates) if (await reachable(url)) return url;
  return null;
}

/** A migrated, empty database to copy from: seconds saved in every test file. */
async function makePostgresTemplate(url: string): Promise<string> {
  const name = `yibao_test_template_${process.pid}`;
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`drop database if exists ${name}`);
  await client.query(`create database ${name}`);
  await client.end();
  const target = new URL(url);
  target.pathname = `/${name}`;
  const handle = await openPostgres(target.href, 1);
  await migrate(handle, readMigrations(migrationsFolder));
  await handle.close();
  return name;
}

async function makePgliteTemplate(): Promise<void> {
  const handle = await openPglite();
  await migrate(handle, readMigrations(migrationsFolder));
  const dump = await handle.dump();
  mkdirSync(dirname(pgliteTemplateFile), { recursive: true });
  writeFileSync(pgliteTemplateFile, Buffer.from(await dump.arrayBuffer()));
  await handle.close();
}

/** Runs once before the unit room: finds the databases and prepares what tests copy. */
export default async function globalSetup(): Promise<void> {
  await makePgliteTemplate();
  const url = await findPostgres();
  if (url === null) {
    process.stdout.write(
      '\nnote: no PostgreSQL on DATABASE_URL or 127.0.0.1:5432, its tests are skipped\n',
    );
    return;
  }
  process.env[postgresEnvName] = url;
  process.env[templateEnvName] = await makePostgresTemplate(url);
}
