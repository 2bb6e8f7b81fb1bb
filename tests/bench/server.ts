import { join } from 'node:path';
import { readMigrations } from '@yibao/cloudfunctions/lib/database/migrate';
import { openPglite } from '@yibao/cloudfunctions/lib/database/pglite';
import { openPostgres } from '@yibao/cloudfunctions/lib/database/postgres';
import { createLog } from '@yibao/cloudfunctions/lib/log';
import { startLocalSystem } from '@yibao/cloudfunctions/local/local-system';
import { enlargeCity } from './city';
import { type Ready, type Sample, type ServerSettings } from './protocol';

/**
 * The system that `npm start` runs, in a process of its own, with a larger city. The driver asks
 * it for its memory over IPC.
 */
async function main(settings: ServerSettings): Promise<void> {
  const { databaseUrl, dataDir, payers, migrationsFolder } = settings;
  const database =
    databaseUrl === null
      ? await openPglite({ folder: join(dataDir, 'postgres') })
      : await openPostgres(databaseUrl, 8);
  const system = await startLocalSystem({
    port: 0,
    sandboxDir: join(dataDir, 'sandbox'),
    database,
    migrations: readMigrations(migrationsFolder),
    log: createLog('warn'),
    tickMs: 1000,
  });
  const { host } = system.sandbox;
  host.residents = enlargeCity(host.residents, host.clock.now(), payers);
  process.on('message', () => send(memory()));
  process.once('SIGTERM', () => {
    void system.close().then(() => process.exit(0));
  });
  send({ url: system.url, database: database.description });
}

function send(message: Ready | Sample): void {
  process.send?.(message);
}

/** After a garbage collection, so that only what is held counts. */
function memory(): Sample {
  global.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heapUsed, external };
}

process.once('message', (settings: ServerSettings) => {
  main(settings).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
    process.exit(1);
  });
});
