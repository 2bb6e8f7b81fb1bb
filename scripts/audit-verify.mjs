import { spawn } from 'node:child_process';
import { buildIfChanged } from './lib/build-if-changed.mjs';
import { BUILDS } from './lib/builds.mjs';
import { ensureInstall } from './lib/ensure-install.mjs';
import { ROOT, fromRoot } from './lib/root.mjs';
import { PlainError, runMain, say } from './lib/say.mjs';

/** What the command says when nothing could be verified; 1 means that something was changed. */
const COULD_NOT_BE_DONE = 2;

function run() {
  const [command] = BUILDS.audit.outputs;
  const args = ['--enable-source-maps', fromRoot(command), ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? COULD_NOT_BE_DONE));
  });
}

/**
 * `npm run audit:verify [-- --json --chain C]`: every audit entry against its chain, every chain
 * against its head, every checkpoint against both.
 * Exit code 0: all is as it was written, 1: something is not, 2: it could not be done.
 */
await runMain(async () => {
  try {
    await ensureInstall();
    await buildIfChanged(BUILDS.audit);
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    say(error.message);
    return COULD_NOT_BE_DONE;
  }
  return run();
});
