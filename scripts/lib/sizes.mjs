import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { ALL_FUNCTIONS } from './functions.mjs';
import { fromRoot } from './root.mjs';

const WEAPP = fromRoot('client', 'dist', 'weapp');
const H5 = fromRoot('client', 'dist', 'h5');
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

/** What a browser with an empty cache fetches before it shows the entry page. */
function h5FirstLoadGzipBytes() {
  return readJson(FIRST_LOAD)
    .map((file) => zlib.gzipSync(fs.readFileSync(path.join(H5, file))).length)
    .reduce((total, bytes) => total + bytes, 0);
}

function functionSizes() {
  const bytesOf = (name) => fs.statSync(fromRoot('dist', 'functions', name, 'index.js')).size;
  return Object.fromEntries(ALL_FUNCTIONS.map((name) => [name, bytesOf(name)]));
}

/**
 * Sizes of what is delivered, in bytes; needs the builds weapp, h5 and functions.
 * @returns {{ weappMainBytes: number, weappTotalBytes: number, h5FirstLoadGzipBytes: number,
 *   functions: Record<string, number> }}
 */
export const measureSizes = () => ({
  ...weappSizes(),
  h5FirstLoadGzipBytes: h5FirstLoadGzipBytes(),
  functions: functionSizes(),
});

/** @returns {number} bytes of the mini-program's main package */
export const measureWeappMain = () => weappSizes().weappMainBytes;
