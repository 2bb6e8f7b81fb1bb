import { ALL_FUNCTIONS, PRINTING_FUNCTIONS } from './functions.mjs';
import { fromRoot } from './root.mjs';
import { mustRun } from './run-logged.mjs';

const CLIENT_INPUTS = ['client', 'shared'];
const CLIENT_VARIABLES = ['YIBAO_CLOUD_ENV_ID', 'YIBAO_GATEWAY_BASE_URL'];

/** Taro reads its own configuration from the working folder, so it runs in client/. */
const taroBuild = (target) => () =>
  mustRun(`build-${target}`, 'taro', ['build', '--type', target, '--no-check'], {
    cwd: fromRoot('client'),
    env: { NODE_ENV: 'production', TARO_ENV: target },
    heartbeat: () => `building ${target}`,
  });

/** Vite is the console's own: the version it pins is not the one that Taro brings. */
const viteBuild = () =>
  mustRun(
    'build-console',
    process.execPath,
    [fromRoot('console', 'node_modules', 'vite', 'bin', 'vite.js'), 'build', fromRoot('console')],
    { env: { NODE_ENV: 'production' }, heartbeat: () => 'building the console' },
  );

/** esbuild is there only after the install: its module is loaded when a bundle is made. */
const bundler = () => import('./bundle.mjs');

/** @satisfies {Record<string, import('./build-if-changed.mjs').BuildStep>} */
export const BUILDS = {
  weapp: {
    name: 'weapp',
    title: 'the mini-program (client/dist/weapp)',
    inputs: CLIENT_INPUTS,
    variables: CLIENT_VARIABLES,
    outputs: ['client/dist/weapp/app.json', 'client/dist/weapp/app.js'],
    run: taroBuild('weapp'),
  },
  h5: {
    name: 'h5',
    title: 'the H5 site (client/dist/h5)',
    inputs: CLIENT_INPUTS,
    variables: CLIENT_VARIABLES,
    outputs: ['client/dist/h5/index.html', 'client/dist/h5-first-load.json'],
    run: taroBuild('h5'),
  },
  console: {
    name: 'console',
    title: "the console of partners' clerks and of staff (console/dist)",
    inputs: ['console', 'shared'],
    outputs: ['console/dist/index.html', 'console/dist/manifest.json'],
    run: viteBuild,
  },
  functions: {
    name: 'functions',
    title: `the cloud functions (dist/functions: ${ALL_FUNCTIONS.join(', ')})`,
    inputs: ['cloudfunctions', 'shared'],
    outputs: [
      ...ALL_FUNCTIONS.map((name) => `dist/functions/${name}/index.js`),
      ...PRINTING_FUNCTIONS.map((name) => `dist/functions/${name}/fonts/noto-sans-sc-common.ttf`),
    ],
    run: async () => (await bundler()).bundleFunctions(),
  },
  local: {
    name: 'local',
    title: 'the local server (cloudfunctions/dist/local/server.js)',
    inputs: ['cloudfunctions', 'sandbox', 'shared'],
    outputs: ['cloudfunctions/dist/local/server.js'],
    run: async () => (await bundler()).bundleLocalServer(),
  },
  operations: {
    name: 'operations',
    title: 'the tools of a deployment (cloudfunctions/dist/tools)',
    inputs: ['cloudfunctions', 'scripts/deploy', 'shared'],
    outputs: ['cloudfunctions/dist/tools/operations.js'],
    run: async () => (await bundler()).bundleOperations(),
  },
  reconcile: {
    name: 'reconcile',
    title: 'the reconciliation command (cloudfunctions/dist/tools)',
    inputs: ['cloudfunctions', 'sandbox', 'shared'],
    outputs: ['cloudfunctions/dist/tools/reconcile.js'],
    run: async () => (await bundler()).bundleReconcile(),
  },
  audit: {
    name: 'audit',
    title: 'the verification of the audit (cloudfunctions/dist/tools)',
    inputs: ['cloudfunctions', 'sandbox', 'shared'],
    outputs: ['cloudfunctions/dist/tools/audit-verify.js'],
    run: async () => (await bundler()).bundleAuditVerify(),
  },
  bench: {
    name: 'bench',
    title: 'the benchmark (cloudfunctions/dist/bench)',
    inputs: ['cloudfunctions', 'sandbox', 'shared', 'tests/bench', 'tests/support'],
    outputs: [
      'cloudfunctions/dist/bench/server.js',
      'cloudfunctions/dist/bench/driver.js',
      'cloudfunctions/dist/bench/reconcile.js',
    ],
    run: async () => (await bundler()).bundleBenchmark(),
  },
};
