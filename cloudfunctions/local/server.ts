import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type DatabaseHandle } from '../lib/database/database';
import { FolderInUseError } from '../lib/database/folder-lock';
import { readMigrations } from '../lib/database/migrate';
import { openPglite } from '../lib/database/pglite';
import { openPostgres } from '../lib/database/postgres';
import { createLog } from '../lib/log';
import { startLocalSystem } from './local-system';

/** Run from the top folder of the project by scripts/start.mjs. */
const root = process.cwd();
const env = process.env;
const port = Number(env['PORT'] ?? 8080);
const dataDir = resolve(root, env['YIBAO_DATA_DIR'] ?? '.yibao/data');
const siteDir = join(root, 'client/dist/h5');
const consoleDir = join(root, 'console/dist');
const isBuilt = (folder: string): boolean => existsSync(join(folder, 'index.html'));

async function openDatabase(): Promise<DatabaseHandle> {
  const url = env['DATABASE_URL'];
  if (url !== undefined && url !== '') return openPostgres(url, 8);
  return openPglite({ folder: join(dataDir, 'postgres') });
}

async function main(): Promise<void> {
  const database = await openDatabase();
  const system = await startLocalSystem({
    port,
    sandboxDir: join(dataDir, 'sandbox'),
    photosDir: join(dataDir, 'photos'),
    checkpointsDir: join(dataDir, 'audit-checkpoints'),
    database,
    migrations: readMigrations(join(root, 'cloudfunctions/migrations')),
    log: createLog(env['LOG_LEVEL'] ?? 'warn'),
    tickMs: 1000,
    organisations: 'all',
    ...(isBuilt(siteDir) ? { siteDir } : {}),
    ...(isBuilt(consoleDir) ? { consoleDir } : {}),
  });
  say(system.url, database.description, system.sandbox.host.residents.testUsers());
  const stop = () => {
    void system.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function say(
  url: string,
  database: string,
  users: readonly { resident: { name: string; certNo: string }; situation: string }[],
) {
  const lines = [
    '',
    `医保随身办  ${url}`,
    `console     ${url}/console/   (partner organisations’ clerks, the bureau’s staff)`,
    `sandbox     ${url}/sandbox   (who can log in, the clock, the counter, faults)`,
    `clerks      ${url}/sandbox/organisations   (logins, password and the code of now)`,
    `database    ${database}, data in ${dataDir}`,
    '',
    'Open the first address in a browser, tap 微信登录 and choose one of:',
    ...users.map(
      ({ resident, situation }) => `  ${resident.name}  ${resident.certNo}  ${situation}`,
    ),
    '',
    'Stop with Ctrl+C.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** One sentence for what a person can mend; the whole error for everything else. */
function explain(error: unknown): string {
  if (error instanceof FolderInUseError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `port ${port} is taken; choose another one with PORT=… npm start`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`npm start: ${explain(error)}\n`);
  process.exit(1);
});
