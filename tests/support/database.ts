import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type DatabaseHandle } from '@yibao/cloudfunctions/lib/database/database';
import { openPglite } from '@yibao/cloudfunctions/lib/database/pglite';
import { openPostgres } from '@yibao/cloudfunctions/lib/database/postgres';
import { Client } from 'pg';
import { pgliteTemplateFile, postgresEnvName, templateEnvName } from './paths';

export interface Engine {
  name: 'PGlite' | 'PostgreSQL';
  /** A migrated, empty database of its own; gone when closed. */
  open(): Promise<DatabaseHandle>;
}

const pglite: Engine = {
  name: 'PGlite',
  open: () => openPglite({ template: new Blob([readFileSync(pgliteTemplateFile)]) }),
};

async function admin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

function postgres(url: string, template: string): Engine {
  return {
    name: 'PostgreSQL',
    async open() {
      const name = `yibao_test_${randomBytes(6).toString('hex')}`;
      await admin(url, `create database ${name} template ${template}`);
      const target = new URL(url);
      target.pathname = `/${name}`;
      const handle = await openPostgres(target.href, 10);
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
