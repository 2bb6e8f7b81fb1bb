import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { ALL_FUNCTIONS } from './functions.mjs';
import { fromRoot } from './root.mjs';

const WEAPP = fromRoot('client', 'dist', 'weapp');
const H5 = fromRoot('client', 'dist', 'h5');
const CONSOLE = fromRoot('console', 'dist');
const FIRST_LOAD = fromRoot('client', 'dist', 'h5-first-load.json');
/** DevTools' own settings file is not uploaded. */
const NOT_UPLOADED = new Set(['project.config.json']);

const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

function weappFiles() {
  return fs
    .readdirSync(WEAPP, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NOT_UPLOADED.has(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => ({ path: path.relative(WEAPP, file), bytes: fs.statSync(file).size }));
}

const sum = (files) => files.reduce((total, { bytes }) => total + bytes, 0);

/** WeChat weighs the main package without what lies in a subpackage's root. */
function weappSizes() {
  const { subPackages = [] } = readJson(path.join(WEAPP, 'app.json'));
  const roots = subPackages.map(({ root }) => `${root.replace(/\/$/, '')}/`);
  const files = weappFiles();
  const main = files.filter((file) => !roots.some((root) => file.path.startsWith(root)));
  return { weappMainBytes: sum(main), weappTotalBytes: sum(files) };
}

const gzipBytes = (folder, files) =>
  [...files]
    .map((file) => zlib.gzipSync(fs.readFileSync(path.join(folder, file))).length)
    .reduce((total, bytes) => total + bytes, 0);

/** What a browser with an empty cache fetches before it shows the entry page. */
const h5FirstLoadGzipBytes = () => gzipBytes(H5, readJson(FIRST_LOAD));

/** @returns {Set<string>} the files that a chunk of the console stands on, itself among them */
function consoleFiles(manifest, name, files = new Set()) {
  const { file, css = [], imports = [] } = manifest[name];
  if (files.has(file)) return files;
  for (const each of [file, ...css]) files.add(each);
  for (const each of imports) consoleFiles(manifest, each, files);
  return files;
}

/** The console before anybody has signed in, and all of its pages. */
function consoleSizes() {
  const manifest = readJson(path.join(CONSOLE, 'manifest.json'));
  const first = consoleFiles(manifest, 'index.html');
  consoleFiles(manifest, 'src/sign-in/sign-in-page.tsx', first);
  const all = new Set(Object.keys(manifest).flatMap((name) => [...consoleFiles(manifest, name)]));
  return {
    consoleFirstLoadGzipBytes: gzipBytes(CONSOLE, ['index.html', ...first]),
    consoleTotalGzipBytes: gzipBytes(CONSOLE, ['index.html', ...all]),
  };
}

function functionSizes() {
  const bytesOf = (name) => fs.statSync(fromRoot('dist', 'functions', name, 'index.js')).size;
  return Object.fromEntries(ALL_FUNCTIONS.map((name) => [name, bytesOf(name)]));
}

/**
 * Sizes of what is delivered, in bytes; needs the builds weapp, h5, console and functions.
 * @returns {{ weappMainBytes: number, weappTotalBytes: number, h5FirstLoadGzipBytes: number,
 *   consoleFirstLoadGzipBytes: number, consoleTotalGzipBytes: number,
 *   functions: Record<string, number> }}
 */
export const measureSizes = () => ({
  ...weappSizes(),
  h5FirstLoadGzipBytes: h5FirstLoadGzipBytes(),
  ...consoleSizes(),
  functions: functionSizes(),
});

/** @returns {number} bytes of the mini-program's main package */
export const measureWeappMain = () => weappSizes().weappMainBytes;
