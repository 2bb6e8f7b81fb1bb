import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { CACHE_DIR, ROOT, fromRoot } from './root.mjs';
import { PlainError, say, seconds } from './say.mjs';

const HEARTBEAT_MS = 15_000;
const TAIL_LINES = 30;
const NODE_BIN_DIR = fromRoot('node_modules', '.bin');

/** @param {string} name @returns {string} absolute path of the log of that name */
export const logPath = (name) => path.join(CACHE_DIR, 'logs', `${name}.log`);

/** @param {string} text @returns {string} its last lines without terminal control sequences */
export function tail(text, lines = TAIL_LINES) {
  const plain = text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replace(/\r/g, '\n');
  const filled = plain.split('\n').filter((line) => line.trim() !== '');
  return filled.slice(-lines).join('\n');
}

/**
 * Runs a program with its output in .cache/logs/<name>.log and a heartbeat line while it works.
 * Programs of node_modules/.bin are found by name.
 * @param {string} name of the log
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, heartbeat?: () => string }} [options]
 * @returns {Promise<{ code: number, ms: number, log: string }>} exit code, duration, what it
 * printed
 */
export async function runLogged(name, command, args, options = {}) {
  const file = logPath(name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const out = fs.openSync(file, 'w');
  const startedAt = Date.now();
  const describe = options.heartbeat ?? (() => name);
  const timer = setInterval(
    () => say(`  … ${describe()}, ${seconds(Date.now() - startedAt)}`),
    HEARTBEAT_MS,
  );
  try {
    const code = await new Promise((resolve, reject) => {
      const child = spawn(command, args, {
        cwd: options.cwd ?? ROOT,
        env: {
          ...process.env,
          PATH: `${NODE_BIN_DIR}${path.delimiter}${process.env.PATH ?? ''}`,
          ...options.env,
        },
        stdio: ['ignore', out, out],
      });
      child.once('error', reject);
      child.once('close', (exitCode) => resolve(exitCode ?? 1));
    });
    return { code, ms: Date.now() - startedAt, log: fs.readFileSync(file, 'utf8') };
  } catch (error) {
    throw new PlainError(`${command} could not be started: ${error.message}`);
  } finally {
    clearInterval(timer);
    fs.closeSync(out);
  }
}

/**
 * As runLogged, but a non-zero exit code throws with the end of the log.
 * @param {string} name @param {string} command @param {string[]} args
 * @param {Parameters<typeof runLogged>[3]} [options]
 * @throws {PlainError}
 */
export async function mustRun(name, command, args, options) {
  const result = await runLogged(name, command, args, options);
  if (result.code !== 0) {
    const where = path.relative(ROOT, logPath(name));
    throw new PlainError(`${tail(result.log)}\n${name} failed; the whole log is in ${where}.`);
  }
  return result;
}
