import { buildIfChanged } from './build-if-changed.mjs';
import { BUILDS } from './builds.mjs';
import { ensureChromium } from './ensure-chromium.mjs';
import { runJestRoom } from './jest-room.mjs';
import { mustRun } from './run-logged.mjs';

/**
 * A step resolves to counts when it is a jest room, and to nothing when it is one check: that
 * counts as one test, failed when it throws.
 * @typedef {object} TestStep
 * @property {string} title for people
 * @property {string[]} [needs] builds whose result it looks at
 * @property {boolean} [oneCore] may run beside another such step; needs nothing that is built
 * @property {() => Promise<import('./jest-room.mjs').StepResult | void>} run
 */

const allInTurn = (runs) => async () => {
  for (const run of runs) await run();
};

const tool =
  (log, command, ...args) =>
  () =>
    mustRun(log, command, args, { heartbeat: () => log }).then(() => undefined);

const check = (script) => tool(script, process.execPath, `scripts/${script}.mjs`);

const build = (name) => ({
  oneCore: true,
  title: `build: ${BUILDS[name].title}`,
  run: () => buildIfChanged(BUILDS[name]).then(() => undefined),
});

/**
 * In the order in which they begin: those of one core first, the longest of them before the others.
 * @type {Record<string, TestStep>}
 */
export const TEST_STEPS = {
  lint: {
    oneCore: true,
    title: 'lint: ESLint and Prettier',
    run: allInTurn([
      tool('eslint', 'eslint', '.'),
      tool('prettier', 'prettier', '--check', '--log-level', 'warn', '.'),
    ]),
  },
  types: {
    oneCore: true,
    title: 'types: tsc, strict',
    run: allInTurn([
      tool('tsc', 'tsc', '-p', 'tsconfig.json'),
      tool('tsc-client', 'tsc', '-p', 'client/tsconfig.json'),
      tool('tsc-console', 'tsc', '-p', 'console/tsconfig.json'),
      tool('tsc-runner', 'tsc', '-p', 'tests/weapp-runner/tsconfig.json'),
    ]),
  },
  'build-weapp': build('weapp'),
  'build-h5': build('h5'),
  'build-console': build('console'),
  'build-functions': build('functions'),
  'build-local': build('local'),
  unit: {
    title: 'unit: rules, functions, sandbox, client, console',
    needs: ['functions', 'local'],
    run: () => runJestRoom('unit'),
  },
  bundles: {
    title: 'bundles: each function in a bare Node process, the local server killed and restarted',
    needs: ['functions', 'local'],
    run: () => runJestRoom('bundles'),
  },
  weapp: {
    title: 'weapp: the compiled mini-program under jest',
    needs: ['weapp'],
    run: () => runJestRoom('weapp'),
  },
  wechat: {
    title: "wechat: WeChat's own compiler, offline",
    needs: ['weapp'],
    run: check('check-wechat-compile'),
  },
  'es-level': {
    title: 'es-level: every script of the mini-program parses on old devices',
    needs: ['weapp'],
    run: check('check-es-level'),
  },
  'package-size': {
    title: 'package-size: the main package stays below 2 MB',
    needs: ['weapp'],
    run: check('check-package-size'),
  },
  browser: {
    title: 'browser: whole journeys in Chromium',
    needs: ['weapp', 'h5', 'console', 'local'],
    run: async () => runJestRoom('browser', { CHROMIUM_PATH: await ensureChromium() }),
  },
};
