import { builtinModules } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { writeFonts } from './fonts.mjs';
import { ALL_FUNCTIONS, HTTP_FUNCTIONS, PRINTING_FUNCTIONS } from './functions.mjs';
import { LEAN } from './lean-bundle.mjs';
import { ROOT, fromRoot } from './root.mjs';
import { PlainError } from './say.mjs';

/** Packages ask for these if they are there and do without otherwise. */
const OPTIONAL_NATIVES = ['pg-native'];
const BUILTINS = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);

/**
 * How a web function starts: /var/lang/node20 is where CloudBase's Node 20 runtime lives, and the
 * file must be executable and end its lines with LF.
 */
const SCF_BOOTSTRAP = '#!/bin/bash\n/var/lang/node20/bin/node index.js\n';

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  charset: 'utf8',
  metafile: true,
  // "strict" would put "use strict" over the whole bundle, packages included, and some of those are
  // written for sloppy mode: wechatpay-axios-plugin then throws while it loads.
  tsconfigRaw: { compilerOptions: { strict: false, alwaysStrict: false } },
  logLevel: 'silent',
};

async function bundle(options) {
  try {
    return await esbuild.build({ ...COMMON, ...options });
  } catch (error) {
    const messages = await esbuild.formatMessages(error.errors ?? [], { kind: 'error' });
    throw new PlainError(messages.join('') || String(error));
  }
}

/**
 * A deployed bundle has no node_modules beside it: whatever it still imports must be Node's own.
 */
function assertSelfContained(name, metafile) {
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const outside = imports
    .filter(({ external, path: target }) => external && !BUILTINS.has(target))
    .map(({ path: target }) => target)
    .filter((target) => !OPTIONAL_NATIVES.includes(target));
  if (outside.length > 0) {
    throw new PlainError(
      `The bundle of ${name} still imports ${[...new Set(outside)].join(', ')}.`,
    );
  }
}

function writeCompanions(name, folder) {
  const manifest = { name, private: true, type: 'commonjs', main: 'index.js' };
  fs.writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  if (!HTTP_FUNCTIONS.includes(name)) return;
  const bootstrap = path.join(folder, 'scf_bootstrap');
  fs.writeFileSync(bootstrap, SCF_BOOTSTRAP);
  fs.chmodSync(bootstrap, 0o755);
}

export async function bundleFunction(name) {
  const entry = `cloudfunctions/${name}/index.ts`;
  if (!fs.existsSync(fromRoot(entry))) throw new PlainError(`${entry} is missing.`);
  const folder = fromRoot('dist', 'functions', name);
  fs.rmSync(folder, { recursive: true, force: true });
  const { metafile } = await bundle({
    ...LEAN,
    entryPoints: [entry],
    outfile: path.join(folder, 'index.js'),
    minify: true,
    keepNames: true,
    legalComments: 'linked',
    define: { 'process.env.NODE_ENV': '"production"' },
    external: OPTIONAL_NATIVES,
  });
  assertSelfContained(name, metafile);
  writeCompanions(name, folder);
  if (PRINTING_FUNCTIONS.includes(name)) await writeFonts(folder);
}

/**
 * One self-contained CommonJS file a function, in dist/functions/<name>/index.js.
 * @throws {PlainError} with esbuild's own words
 */
export async function bundleFunctions() {
  for (const name of ALL_FUNCTIONS) await bundleFunction(name);
}

/** Our own workspaces are TypeScript and go into the bundle; what npm installed stays outside. */
const npmPackagesStayOutside = {
  name: 'npm-packages-stay-outside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path: target, kind }) =>
      target.startsWith('@yibao/') || kind === 'entry-point'
        ? undefined
        : { path: target, external: true },
    );
  },
};

/**
 * A program of the repository's own, below cloudfunctions/dist: it runs from there, where Node
 * finds the packages that cloudfunctions/ pins.
 * @param {string} entry relative to the root @param {string} outfile relative to the root
 */
async function bundleOwnProgram(entry, outfile) {
  await bundle({
    entryPoints: [entry],
    outfile: fromRoot(outfile),
    sourcemap: 'inline',
    plugins: [npmPackagesStayOutside],
  });
}

/** The local server, cloudfunctions/dist/local/server.js. */
export const bundleLocalServer = () =>
  bundleOwnProgram('cloudfunctions/local/server.ts', 'cloudfunctions/dist/local/server.js');

/** What migrates a database and checks a configuration, cloudfunctions/dist/tools/operations.js. */
export const bundleOperations = () =>
  bundleOwnProgram('scripts/deploy/operations.ts', 'cloudfunctions/dist/tools/operations.js');

/** What `npm run reconcile` runs, cloudfunctions/dist/tools/reconcile.js. */
export const bundleReconcile = () =>
  bundleOwnProgram(
    'cloudfunctions/local/reconcile-command.ts',
    'cloudfunctions/dist/tools/reconcile.js',
  );

/** What `npm run audit:verify` runs, cloudfunctions/dist/tools/audit-verify.js. */
export const bundleAuditVerify = () =>
  bundleOwnProgram(
    'cloudfunctions/local/audit-command.ts',
    'cloudfunctions/dist/tools/audit-verify.js',
  );

/** Servers and drivers of the benchmarks, below cloudfunctions/dist/bench. */
export async function bundleBenchmark() {
  for (const name of ['server', 'driver', 'reconcile', 'reconcile-fill']) {
    await bundleOwnProgram(`tests/bench/${name}.ts`, `cloudfunctions/dist/bench/${name}.js`);
  }
}
