import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { postgresEnvName, templateEnvName } from '../../support/paths';

export interface TestDatabase {
  url: string;
  query<Row extends object>(statement: string): Promise<Row[]>;
  drop(): Promise<void>;
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

/** The PostgreSQL server of this run, if there is one: bundles reach a database only over TCP. */
export function servers(): { url: string; template: string }[] {
  const url = process.env[postgresEnvName];
  const template = process.env[templateEnvName];
  return url === undefined || template === undefined ? [] : [{ url, template }];
}

type Server = ReturnType<typeof servers>[number];

/** A migrated, empty database with an address of its own. */
export const createDatabase = (server: Server): Promise<TestDatabase> =>
  copyOf(server.url, server.template);

/** A database without a single table. */
export const createEmptyDatabase = (server: Server): Promise<TestDatabase> =>
  copyOf(server.url, 'template1');

async function copyOf(serverUrl: string, template: string): Promise<TestDatabase> {
  const name = `yibao_test_${randomBytes(6).toString('hex')}`;
  const admin = await connect(serverUrl);
  await admin.query(`create database ${name} template ${template}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const client = await connect(url.href);
  return {
    url: url.href,
    query: async <Row extends object>(statement: string) =>
      (await client.query<Row>(statement)).rows,
    async drop() {
      await client.end();
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}
