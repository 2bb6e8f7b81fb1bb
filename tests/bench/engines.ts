import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface BenchEngine {
  name: 'PGlite' | 'PostgreSQL';
  databaseUrl: string | null;
  drop(): Promise<void>;
}

/** A server that is already there: DATABASE_URL, or PostgreSQL's usual place on this machine. */
const candidates = [
  process.env['DATABASE_URL'],
  'postgres://postgres@127.0.0.1:5432/postgres',
].filter((url): url is string => url !== undefined && url !== '');

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A new database on the first server that lets us make one; it is dropped afterwards. */
async function openPostgresDatabase(): Promise<BenchEngine | null> {
  const name = `yibao_bench_${randomBytes(6).toString('hex')}`;
  for (const url of candidates) {
    try {
      await run(url, `create database ${name}`);
    } catch {
      continue;
    }
    const target = new URL(url);
    target.pathname = `/${name}`;
    const drop = () => run(url, `drop database if exists ${name} with (force)`);
    return { name: 'PostgreSQL', databaseUrl: target.href, drop };
  }
  return null;
}

/** PGlite always, PostgreSQL where a server is. */
export async function openEngines(): Promise<BenchEngine[]> {
  const pglite: BenchEngine = { name: 'PGlite', databaseUrl: null, drop: () => Promise.resolve() };
  const postgres = await openPostgresDatabase();
  return postgres ? [pglite, postgres] : [pglite];
}
