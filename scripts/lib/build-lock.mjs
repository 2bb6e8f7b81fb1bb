import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CACHE_DIR } from './root.mjs';
import { PlainError, say } from './say.mjs';

const POLL_MS = 500;
const WAIT_LIMIT_MS = 5 * 60_000;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** @returns {boolean} true when the lock is now ours; a dead owner's lock is taken over */
function tryLock(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const owner = Number(fs.readFileSync(file, 'utf8'));
  if (owner > 0 && !isAlive(owner)) fs.rmSync(file, { force: true });
  return false;
}

/**
 * Runs work while no other process of this folder builds the same thing: two builds into one dist
 * folder would spoil each other.
 * @template T
 * @param {string} name @param {() => Promise<T>} work @returns {Promise<T>}
 * @throws {PlainError} when the other build takes longer than five minutes
 */
export async function withBuildLock(name, work) {
  const file = path.join(CACHE_DIR, 'build', `${name}.lock`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const giveUpAt = Date.now() + WAIT_LIMIT_MS;
  let told = false;
  while (!tryLock(file)) {
    if (!told) say(`  … waiting for another build of ${name}`);
    told = true;
    if (Date.now() > giveUpAt) {
      throw new PlainError(`Another process has been building ${name} for five minutes: end it.`);
    }
    await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}
