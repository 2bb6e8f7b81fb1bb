import { spawn } from 'node:child_process';
import { buildIfChanged } from './lib/build-if-changed.mjs';
import { BUILDS } from './lib/builds.mjs';
import { ensureInstall } from './lib/ensure-install.mjs';
import { ROOT, fromRoot } from './lib/root.mjs';
import { PlainError, runMain, say } from './lib/say.mjs';

/** What the command says when nothing could be compared; 1 means that something is unexplained. */
const COULD_NOT_BE_DONE = 2;

function run() {
  const [command] = BUILDS.reconcile.outputs;
  const args = ['--enable-source-maps', fromRoot(command), ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? COULD_NOT_BE_DONE));
  });
}

/**
 * `npm run reconcile [-- --date D --source S --json --no-heal]`: a day's lists against our books.
 * Exit code 0: everything is explained, 1: something is not, 2: it could not be done.
 */
await runMain(async () => {
  try {
    await ensureInstall();
    await buildIfChanged(BUILDS.reconcile);
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    say(error.message);
    return COULD_NOT_BE_DONE;
  }
  return run();
});
