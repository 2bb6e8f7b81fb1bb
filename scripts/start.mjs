import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { buildIfChanged } from './lib/build-if-changed.mjs';
import { BUILDS } from './lib/builds.mjs';
import { ensureInstall } from './lib/ensure-install.mjs';
import { assertPortIsFree, portFromEnvironment } from './lib/port.mjs';
import { ROOT, fromRoot } from './lib/root.mjs';
import { runMain } from './lib/say.mjs';

const PARENT_POLL_MS = 500;

/**
 * `npm start` puts a shell between npm and this process, and a SIGTERM ends that shell without
 * being passed on: when the parent is gone, the server has to go too.
 * @param {() => void} onGone
 */
function watchNpm(onGone) {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, PARENT_POLL_MS);
  timer.unref();
}

/** @returns {Promise<number>} the server's exit code; 128 + n when signal n ended it */
function runServer(environment) {
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', fromRoot('cloudfunctions/dist/local/server.js')],
    {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: 'inherit',
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C at a terminal reaches the server by itself; a second one would cut its shutdown
      // short.
      const alreadyTold = signal === 'SIGINT' && process.stdin.isTTY;
      if (!alreadyTold) child.kill(signal);
    });
  }
  watchNpm(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + (os.constants.signals[signal] ?? 0));
    });
  });
}

/**
 * `npm start`: installs and builds what is missing, then runs the local system until it is ended.
 */
await runMain(async () => {
  const port = portFromEnvironment();
  await assertPortIsFree(port);
  await ensureInstall();
  await buildIfChanged(BUILDS.h5);
  await buildIfChanged(BUILDS.console);
  await buildIfChanged(BUILDS.local);
  return runServer({
    PORT: String(port),
    YIBAO_DATA_DIR: path.resolve(process.env.YIBAO_DATA_DIR || fromRoot('.yibao', 'data')),
  });
});
