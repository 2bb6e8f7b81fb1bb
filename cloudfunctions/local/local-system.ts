import { serve, type ServerType } from '@hono/node-server';
import { createSandbox, type Sandbox } from '@yibao/sandbox/index';
import { Hono } from 'hono';
import { createGateway } from '../gateway/app';
import { readConfig } from '../lib/config';
import { type DatabaseHandle } from '../lib/database/database';
import { migrate, type Migration } from '../lib/database/migrate';
import { assembleRuntime } from '../lib/entry/start';
import { type Log } from '../lib/log';
import { checkpointsIn } from '../lib/ports/checkpoint-store';
import { FolderPhotoStore } from '../lib/ports/photo-store/folder';
import { MemoryPhotoStore } from '../lib/ports/photo-store/memory';
import { type Runtime } from '../lib/runtime';
import { printingRoute, cloudEmulation } from './cloud-emulation';
import { appointStaff, confirmAsStaff } from './counter';
import { registerOrganisations } from './organisations';
import { sandboxEnvironment } from './settings';
import { consoleSite, residentSite } from './sites';
import { startTimers } from './timers';

export interface LocalSystemOptions {
  /** 0 picks a free one. */
  port: number;
  /** Where the sandbox keeps its journal; null keeps it in memory. */
  sandboxDir: string | null;
  /** Where photographs are kept; without it they are in memory. */
  photosDir?: string;
  /** Where checkpoints of the audit are kept; without it they are in memory. */
  checkpointsDir?: string;
  database: DatabaseHandle;
  migrations: Migration[];
  log: Log;
  /** The built H5 site; without it only the services answer. */
  siteDir?: string;
  /** The built console; without it nothing is below /console/. */
  consoleDir?: string;
  /** Settings that differ from the sandbox's own, by the name of their variable. */
  settings?: Record<string, string>;
  /** How many of the sandbox's organisations are on record: a few unless all are asked for. */
  organisations?: 'few' | 'all';
  /** How often the timers tick in real milliseconds; 0 leaves ticking to the caller. */
  tickMs: number;
}

export interface LocalSystem {
  /** http://127.0.0.1:<port> */
  url: string;
  runtime: Runtime;
  sandbox: Sandbox;
  /** Runs what the minute timer runs, once, now. */
  tick(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The whole service on one machine: sandbox, database, functions, H5 site, console, all behind one
 * port on loopback. `npm start` and the tests use the same one.
 */
export async function startLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  const { database, log } = options;
  await migrate(database, options.migrations);
  let url = '';
  let runtime: Runtime | null = null;
  const ready = () => {
    if (!runtime) throw new Error('the local system is still starting');
    return runtime;
  };
  const sandbox = createSandbox({
    dataDir: options.sandboxDir,
    publicUrl: () => url,
    organisations: options.organisations ?? 'few',
    confirmCounterCode: (confirmation) => confirmAsStaff(ready(), sandbox, confirmation),
  });
  const app = new Hono();
  app.route(
    '/sandbox/cloud',
    cloudEmulation(() => Promise.resolve(ready()), sandbox),
  );
  app.route('/sandbox', sandbox.app);
  // before the gateway: its pages have a policy of their own
  if (options.consoleDir !== undefined) app.route('/', consoleSite(options.consoleDir));
  app.route(
    '/',
    printingRoute(() => Promise.resolve(ready())),
  );
  app.route(
    '/',
    createGateway(() => Promise.resolve(ready())),
  );
  if (options.siteDir !== undefined) app.route('/', residentSite(options.siteDir));

  const { server, port } = await listen(app, options.port);
  url = `http://127.0.0.1:${port}`;
  const config = readConfig({
    ...sandboxEnvironment(url, sandbox.host.keys),
    LOG_LEVEL: log.level,
    ...options.settings,
  });
  const filesIn = (folder: string | undefined) =>
    folder === undefined ? new MemoryPhotoStore() : new FolderPhotoStore(folder);
  runtime = assembleRuntime({
    config,
    clock: sandbox.host.clock,
    db: database.db,
    log,
    photos: filesIn(options.photosDir),
    checkpoints: checkpointsIn(filesIn(options.checkpointsDir)),
  });
  await appointStaff(runtime, sandbox);
  await registerOrganisations(runtime, sandbox);
  const timers = startTimers(runtime, sandbox.host.clock, options.tickMs);
  return {
    url,
    runtime,
    sandbox,
    tick: timers.tick,
    async close() {
      await timers.stop();
      await stopServer(server);
      sandbox.close();
      await database.close();
    },
  };
}

function listen(app: Hono, port: number): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (info) => {
      resolve({ server, port: info.port });
    });
    server.once('error', reject);
  });
}

function stopServer(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
