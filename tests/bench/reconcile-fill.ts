import { join } from 'node:path';
import { readMigrations } from '@yibao/cloudfunctions/lib/database/migrate';
import { openPglite } from '@yibao/cloudfunctions/lib/database/pglite';
import { openPostgres } from '@yibao/cloudfunctions/lib/database/postgres';
import { createLog } from '@yibao/cloudfunctions/lib/log';
import { startLocalSystem } from '@yibao/cloudfunctions/local/local-system';
import { fillDay } from '../support/reconcile/fill-day';
import { asItShouldBe, fifty } from './reconcile-counts';
import { type FillSettings } from './reconcile-protocol';

/**
 * Fills the data folder of an `npm start` with a large day and tells what is wrong with it; with
 * `serve` it stays and answers for the systems outside until it is ended.
 */
async function main(settings: FillSettings): Promise<void> {
  const { databaseUrl, dataDir, day, orders, seed, serve, migrationsFolder } = settings;
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
    tickMs: 0,
  });
  system.sandbox.host.clock.set(settings.now);
  // the daily run finds nothing yet: the day is filled afterwards
  await system.tick();
  const counts = { ...fifty, ...asItShouldBe };
  const filled = await fillDay(system, { day, seed, orders, counts, duplicateLine: true });
  process.once('SIGTERM', () => void system.close().then(() => process.exit(0)));
  process.send?.({ filled, url: system.url, database: database.description });
  if (serve) return;
  await system.close();
  process.exit(0);
}

process.once('message', (settings: FillSettings) => {
  main(settings).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
    process.exit(1);
  });
});
