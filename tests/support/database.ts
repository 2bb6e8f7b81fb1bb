import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type DatabaseHandle } from '@yibao/cloudfunctions/lib/database/database';
import { openPglite } from '@yibao/cloudfunctions/lib/database/pglite';
import { openPostgres } from '@yibao/cloudfunctions/lib/database/postgres';
import { Client } from 'pg';
import { pgliteTemplateFile, postgresEnvName, templateEnvName } from './paths';

export interface Engine {
  name: 'PGlite' | 'PostgreSQL';
  /**
   * A migrated, empty database of its own; gone when closed.
   *
   * @param connectionWaitMs how long somebody waits for one of `poolMax` connections
   */
  open(connectionWaitMs?: number): Promise<DatabaseHandle>;
}

const pglite: Engine = {
  name: 'PGlite',
  open: () => openPglite({ template: new Blob([readFileSync(pgliteTemplateFile)]) }),
};

async function admin(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

export const poolMax = 10;
/** Hundreds at once on a machine that is the service, its sandbox and its database: slow, not wrong. */
const patientMs = 20_000;

function postgres(url: string, template: string): Engine {
  return {
    name: 'PostgreSQL',
    async open(connectionWaitMs = patientMs) {
      const name = `yibao_test_${randomBytes(6).toString('hex')}`;
      // nothing of a test outlives the server: no commit has to wait for its disk
      await admin(
        url,
        `create database ${name} template ${template}`,
        `alter database ${name} set synchronous_commit = off`,
      );
      const target = new URL(url);
      target.pathname = `/${name}`;
      const handle = await openPostgres(target.href, poolMax, connectionWaitMs);
      return {
        ...handle,
        close: async () => {
          await handle.close();
          await admin(url, `drop database if exists ${name} with (force)`);
        },
      };
    },
  };
}

/** The engines of this run: PGlite always, PostgreSQL where a server is. */
export function engines(): Engine[] {
  const url = process.env[postgresEnvName];
  const template = process.env[templateEnvName];
  return url !== undefined && template !== undefined ? [pglite, postgres(url, template)] : [pglite];
}

/** Only the real server, for what needs several connections; empty when there is none. */
export function postgresOnly(): Engine[] {
  return engines().filter((engine) => engine.name === 'PostgreSQL');
}

/** Describes what needs several connections; skipped in plain sight where no server is. */
export function describeOnServers(title: string, body: (engine: Engine) => void): void {
  const servers = postgresOnly();
  for (const server of servers) describe(`${title}, on ${server.name}`, () => body(server));
  const [other] = engines();
  if (servers.length > 0 || !other) return;
  describe.skip(`${title}, on PostgreSQL (none here)`, () => body(other));
}
