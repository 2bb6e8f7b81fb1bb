import fs from 'node:fs';
import path from 'node:path';
import { withBuildLock } from './build-lock.mjs';
import { contentHash } from './content-hash.mjs';
import { CACHE_DIR, fromRoot } from './root.mjs';
import { PlainError, say, seconds } from './say.mjs';

/**
 * @typedef {object} BuildStep
 * @property {string} name names the stamp, the lock and the log
 * @property {string} title for people
 * @property {string[]} inputs files and folders relative to the root
 * @property {string[]} outputs files that must exist afterwards, relative to the root
 * @property {string[]} [variables] environment variables that change the result
 * @property {() => Promise<unknown>} run throws when it fails
 */

const stampPath = (name) => path.join(CACHE_DIR, 'build', `${name}.stamp`);

/** @param {BuildStep} step @returns {string} hash of all that the result depends on */
function inputHash(step) {
  const settings = (step.variables ?? []).map((name) => [name, process.env[name] ?? '']);
  const inputs = ['package-lock.json', 'scripts/lib', ...step.inputs];
  return contentHash(inputs, JSON.stringify([step.name, settings]));
}

const missingOutputs = (step) => step.outputs.filter((file) => !fs.existsSync(fromRoot(file)));

const isFresh = (step, hash) =>
  fs.existsSync(stampPath(step.name)) &&
  fs.readFileSync(stampPath(step.name), 'utf8') === hash &&
  missingOutputs(step).length === 0;

async function build(step, hash) {
  const startedAt = Date.now();
  say(`Building ${step.title} …`);
  // A failed build may leave an emptied dist behind: the stamp goes first and comes back last.
  fs.rmSync(stampPath(step.name), { force: true });
  await step.run();
  const missing = missingOutputs(step);
  if (missing.length > 0) {
    throw new PlainError(`The build of ${step.title} ended without ${missing.join(', ')}.`);
  }
  fs.writeFileSync(stampPath(step.name), hash);
  say(`  built in ${seconds(Date.now() - startedAt)}`);
}

/**
 * Runs a build step unless its result already stands for exactly these inputs.
 * @param {BuildStep} step
 * @returns {Promise<boolean>} whether it built
 * @throws {PlainError} with the end of the log when the build fails
 */
export async function buildIfChanged(step) {
  return withBuildLock(step.name, async () => {
    const hash = inputHash(step);
    if (isFresh(step, hash)) return false;
    await build(step, hash);
    return true;
  });
}
