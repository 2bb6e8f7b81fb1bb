import { rmSync } from 'node:fs';
import { Client } from 'pg';
import { pgliteTemplateFile, postgresEnvName, templateEnvName } from './paths';

/** Takes away what global-setup made. */
export default async function globalTeardown(): Promise<void> {
  rmSync(pgliteTemplateFile, { force: true });
  const url = process.env[postgresEnvName];
  const template = process.env[templateEnvName];
  if (url === undefined || template === undefined) return;
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`drop database if exists ${template} with (force)`);
  await client.end();
}
