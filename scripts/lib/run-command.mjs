import { spawn } from 'node:child_process';
import { buildIfChanged } from './build-if-changed.mjs';
import { BUILDS } from './builds.mjs';
import { ensureInstall } from './ensure-install.mjs';
import { ROOT, fromRoot } from './root.mjs';
import { PlainError, runMain, say } from './say.mjs';

/** What such a command says when it could not do its work; 1 is a finding of its own. */
const COULD_NOT_BE_DONE = 2;

function run(file) {
  const args = ['--enable-source-maps', fromRoot(file), ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? COULD_NOT_BE_DONE));
  });
}

/**
 * Builds one of the service's own commands where that is needed, and runs it with the arguments of
 * this process; its exit code is this process's.
 *
 * @param {'audit' | 'reconcile'} name which of BUILDS
 * @returns {Promise<void>} exit code 0 and 1 are the command's; 2: it could not be done
 */
export function runCommand(name) {
  return runMain(async () => {
    try {
      await ensureInstall();
      await buildIfChanged(BUILDS[name]);
    } catch (error) {
      if (!(error instanceof PlainError)) throw error;
      say(error.message);
      return COULD_NOT_BE_DONE;
    }
    return run(BUILDS[name].outputs[0]);
  });
}
