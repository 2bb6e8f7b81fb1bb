/** Where a command of this machine finds the service's books: database, keys, the systems outside. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SandboxKeys } from '@yibao/sandbox/lib/host';
import { type Clock, systemClock } from '../lib/clock';
import { type Config, readConfig } from '../lib/config';
import { type DatabaseHandle } from '../lib/database/database';
import { readMigrations } from '../lib/database/migrate';
import { openPglite } from '../lib/database/pglite';
import { openPostgres } from '../lib/database/postgres';
import { assembleRuntime } from '../lib/entry/start';
import { type Log } from '../lib/log';
import { type CheckpointStore, checkpointsIn } from '../lib/ports/checkpoint-store';
import { checkpointsFolder, CloudBasePhotoStore } from '../lib/ports/photo-store/cloudbase';
import { FolderPhotoStore } from '../lib/ports/photo-store/folder';
import { noPhotoStore } from '../lib/ports/photo-store/none';
import { type Runtime } from '../lib/runtime';
import { startLocalSystem } from './local-system';
import { sandboxEnvironment } from './settings';

/** A sentence for who typed the command. */
export class BooksError extends Error {
  override name = 'BooksError';
}

export interface OpenBooks {
  runtime: Runtime;
  close(): Promise<void>;
}

export interface BooksPlace {
  env: Record<string, string | undefined>;
  /** Data folder of `npm start`. */
  dataDir: string;
  /** Where `npm start` listens, if it runs. */
  port: number;
  migrationsDir: string;
  log: Log;
}

/**
 * Opens the books the way the environment says: a deployment's whole configuration, a running
 * `npm start` on a server database, or the data folder of one that is not running.
 *
 * @throws BooksError, ConfigError, FolderInUseError
 */
export async function openBooks(place: BooksPlace): Promise<OpenBooks> {
  const { env, log } = place;
  const url = env['DATABASE_URL'] === '' ? undefined : env['DATABASE_URL'];
  if (env['DATA_KEYS'] !== undefined) {
    const config = readConfig(env);
    if (url === undefined) throw new BooksError('DATABASE_URL must name the database.');
    return connect(config, await openPostgres(url, 4), systemClock, log, deployedCheckpoints(env));
  }
  const keysFile = join(place.dataDir, 'sandbox', 'sandbox-keys.json');
  if (!existsSync(keysFile)) {
    throw new BooksError(
      `There are no books in ${place.dataDir}: run npm start once, or set YIBAO_DATA_DIR, or give ` +
        'the configuration of a deployment (docs/deployment.md).',
    );
  }
  if (url === undefined) {
    // one process at a time: a running npm start is told by its lock
    return openFolder(place, await openPglite({ folder: join(place.dataDir, 'postgres') }));
  }
  const running = await runningClock(place.port);
  if (!running) return openFolder(place, await openPostgres(url, 4));
  const keys = JSON.parse(readFileSync(keysFile, 'utf8')) as SandboxKeys;
  const config = readConfig(sandboxEnvironment(`http://127.0.0.1:${place.port}`, keys));
  const checkpoints = checkpointsIn(new FolderPhotoStore(checkpointsOf(place.dataDir)));
  return connect(config, await openPostgres(url, 4), running, log, checkpoints);
}

const checkpointsOf = (dataDir: string): string => join(dataDir, 'audit-checkpoints');

/** The environment's storage, with its credentials; or a copy of it, which needs none. */
function deployedCheckpoints(env: BooksPlace['env']): CheckpointStore {
  const copy = env['YIBAO_CHECKPOINTS_DIR'];
  const inCloud = copy === undefined || copy === '';
  return checkpointsIn(
    inCloud ? new CloudBasePhotoStore(checkpointsFolder) : new FolderPhotoStore(copy),
  );
}

function connect(
  config: Config,
  database: DatabaseHandle,
  clock: Clock,
  log: Log,
  checkpoints: CheckpointStore,
): OpenBooks {
  const { db } = database;
  const runtime = assembleRuntime({ config, clock, db, log, photos: noPhotoStore, checkpoints });
  return { runtime, close: () => database.close() };
}

/** The outside world as it was left: the sandbox is started for as long as the command runs. */
async function openFolder(place: BooksPlace, database: DatabaseHandle): Promise<OpenBooks> {
  const { dataDir, log, migrationsDir } = place;
  const system = await startLocalSystem({
    port: 0,
    sandboxDir: join(dataDir, 'sandbox'),
    photosDir: join(dataDir, 'photos'),
    checkpointsDir: checkpointsOf(dataDir),
    database,
    migrations: readMigrations(migrationsDir),
    log,
    tickMs: 0,
  });
  return { runtime: system.runtime, close: () => system.close() };
}

/** @returns the business clock of a running `npm start`; null when none answers */
async function runningClock(port: number): Promise<Clock | null> {
  const url = `http://127.0.0.1:${port}/sandbox/control/clock`;
  const response = await fetch(url, { signal: AbortSignal.timeout(3_000) }).catch(() => null);
  if (!response?.ok) return null;
  const { now } = (await response.json()) as { now: number };
  const offsetMs = now - Date.now();
  return { now: () => Date.now() + offsetMs };
}
