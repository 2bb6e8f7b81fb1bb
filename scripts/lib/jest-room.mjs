import fs from 'node:fs';
import path from 'node:path';
import { CACHE_DIR, ROOT } from './root.mjs';
import { logPath, runLogged, tail } from './run-logged.mjs';

const WORKERS = 2;
/** PGlite imports dynamically, which jest allows only behind this flag; Node then warns of it. */
const NODE_OPTIONS = '--experimental-vm-modules --disable-warning=ExperimentalWarning';
/** A test file may tell people something, such as why it skips, in a line of its own. */
const NOTE = /^\s*note: (.+)$/gm;

/**
 * @typedef {object} StepResult
 * @property {number} passed @property {number} failed @property {number} skipped
 * @property {string[]} notes lines to show though all went well
 * @property {string} report what failed and why; '' when nothing did
 */

const fileName = (result) => path.relative(ROOT, result.name);

/** @returns {string} jest's own words on every file that has a failure */
const describeFailures = (json) =>
  json.testResults
    .filter((result) => result.status === 'failed')
    .map((result) => `${fileName(result)}\n${result.message}`)
    .join('\n');

function readReport(file, run, room) {
  if (!fs.existsSync(file)) {
    const report = `${tail(run.log)}\njest ended without a report, see ${logPath(room)}`;
    return { passed: 0, failed: 1, skipped: 0, notes: [], report };
  }
  const json = JSON.parse(fs.readFileSync(file, 'utf8'));
  // A file that cannot even be loaded has no tests to count: it counts as one failed.
  let failed = json.numFailedTests + json.numRuntimeErrorTestSuites;
  let report = describeFailures(json);
  if (failed === 0 && run.code !== 0) {
    failed = 1;
    report = tail(run.log);
  }
  return {
    passed: json.numPassedTests,
    failed,
    skipped: json.numPendingTests + json.numTodoTests,
    notes: [...new Set([...run.log.matchAll(NOTE)].map(([, text]) => text))],
    report,
  };
}

/**
 * Runs one jest project and counts its tests.
 * @param {string} room the project's displayName in jest.config.cjs
 * @param {Record<string, string>} [env]
 * @returns {Promise<StepResult>}
 */
export async function runJestRoom(room, env = {}) {
  const outputFile = path.join(CACHE_DIR, 'logs', `jest-${room}.json`);
  fs.rmSync(outputFile, { force: true });
  const args = ['--selectProjects', room, `--maxWorkers=${WORKERS}`, '--json'];
  const run = await runLogged(`jest-${room}`, 'jest', [...args, `--outputFile=${outputFile}`], {
    env: { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${NODE_OPTIONS}`.trim(), ...env },
    heartbeat: () => `jest, ${room}`,
  });
  return readReport(outputFile, run, `jest-${room}`);
}
