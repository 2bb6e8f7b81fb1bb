/** Rooms: what runs in plain Node, what is delivered, the mini-program, and Chromium. */
// each run has databases of its own, so two runs on one machine leave each other alone
process.env.YIBAO_TEST_RUN ??= String(process.pid);

const transform = {
  '^.+\\.tsx?$': [
    '@swc/jest',
    {
      jsc: {
        parser: { syntax: 'typescript', tsx: false },
        target: 'es2022',
      },
      module: { type: 'commonjs', ignoreDynamic: true },
    },
  ],
};
/**
 * Looked up once a module instead of in the sandbox at every use, which is slow there: the query builder
 * alone asks for `Object` a million times in a file. Only what no test ever replaces.
 */
const sandboxInjectedGlobals = ['Object', 'Array', 'Symbol', 'Map', 'Set', 'BigInt', 'Uint8Array'];
const room = (displayName, testMatch, extra = {}) => ({
  displayName,
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: testMatch.map((glob) => `<rootDir>/${glob}`),
  modulePathIgnorePatterns: [
    '<rootDir>/dist/',
    '<rootDir>/client/dist/',
    '<rootDir>/cloudfunctions/dist/',
    '/.yibao/',
    '/.cache/',
  ],
  transform,
  sandboxInjectedGlobals,
  ...extra,
});

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    room(
      'unit',
      [
        'shared/**/*.test.ts',
        'cloudfunctions/**/*.test.ts',
        'sandbox/**/*.test.ts',
        'client/src/**/*.test.ts',
        'console/src/**/*.test.ts',
        'tests/house/**/*.test.ts',
        'tests/integration/**/*.test.ts',
      ],
      {
        globalSetup: '<rootDir>/tests/support/global-setup.ts',
        globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
      },
    ),
    room('bundles', ['tests/bundles/**/*.test.ts'], {
      globalSetup: '<rootDir>/tests/bundles/global-setup.ts',
      globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
    }),
    room('weapp', ['tests/weapp/**/*.test.ts'], {
      testEnvironment: 'jsdom',
      modulePathIgnorePatterns: ['/.yibao/'],
      transformIgnorePatterns: ['/node_modules/', '/dist/'],
    }),
    room('browser', ['tests/browser/**/*.test.ts'], { modulePathIgnorePatterns: ['/.yibao/'] }),
  ],
};
