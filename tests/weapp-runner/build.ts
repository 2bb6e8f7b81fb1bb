/**
 * @module weapp-runner
 *
 * Turns a compiled mini-program into a static site that a browser runs: WXML by glass-easel
 * (WeChat's open-source component framework), WXSS as CSS, and the logic layer in a scope without
 * the browser's globals. The built-in components and the wx API are in `runtime/`.
 */
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { compileLogic } from './compile/logic';
import { compileStyles } from './compile/styles';
import { compileTemplates } from './compile/templates';
import { readSources, type Sources } from './compile/sources';

const RUNTIME = path.join(__dirname, 'runtime');

const PAGE = `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1,minimum-scale=1">
    <title>weapp</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="base.css">
  </head>
  <body>
    <main id="stack"></main>
    <script src="bundle.js"></script>
    <script src="runtime.js"></script>
  </body>
</html>
`;

/** A script that leaves the compiled mini-program where runtime/bundle.ts looks for it. */
function bundleScript(sources: Sources): string {
  const data = { json: sources.json, styles: compileStyles(sources.wxss) };
  return [
    `window.__WEAPP__ = ${JSON.stringify(data)};`,
    `window.__WEAPP__.templates = ${compileTemplates(sources)};`,
    `window.__WEAPP__.logic = ${compileLogic(sources.js)};`,
  ].join('\n');
}

function copyAssets(sources: Sources, dist: string, out: string): void {
  for (const file of sources.assets) {
    const target = path.join(out, 'assets', file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(path.join(dist, file), target);
  }
}

async function buildRuntime(out: string): Promise<void> {
  await esbuild.build({
    entryPoints: [path.join(RUNTIME, 'main.ts')],
    tsconfig: path.join(__dirname, 'tsconfig.json'),
    bundle: true,
    format: 'iife',
    target: 'es2022',
    outfile: path.join(out, 'runtime.js'),
    logLevel: 'error',
  });
}

/**
 * @param options.dist folder of a compiled mini-program (app.json and what it names)
 * @param options.out folder of the site; emptied first
 * @throws Error naming the file when a template does not parse
 */
export async function buildRunnerSite(options: { dist: string; out: string }): Promise<void> {
  const { dist, out } = options;
  const sources = readSources(dist);
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(path.join(out, 'bundle.js'), bundleScript(sources));
  fs.writeFileSync(path.join(out, 'index.html'), PAGE);
  fs.copyFileSync(path.join(RUNTIME, 'base.css'), path.join(out, 'base.css'));
  copyAssets(sources, dist, out);
  await buildRuntime(out);
}
