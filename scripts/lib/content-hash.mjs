import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT, fromRoot } from './root.mjs';

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', '.cache', '.git', '.swc']);
const TEST_FILE = /\.test\.[a-z]+$/;

/** @param {string} file absolute path of a file or folder @returns {string[]} the files in it */
function filesIn(file) {
  if (!fs.existsSync(file)) return [];
  if (!fs.statSync(file).isDirectory()) return [file];
  return fs
    .readdirSync(file, { withFileTypes: true })
    .filter((entry) => !SKIPPED_FOLDERS.has(entry.name) && !TEST_FILE.test(entry.name))
    .flatMap((entry) => filesIn(path.join(file, entry.name)));
}

/**
 * One hash over names and contents; tests, dist and node_modules do not count.
 * @param {string[]} inputs files and folders, relative to the root
 * @param {string} salt whatever else the result depends on
 * @returns {string} SHA-256 in hex
 */
export function contentHash(inputs, salt = '') {
  const hash = createHash('sha256').update(salt);
  const files = inputs.flatMap((input) => filesIn(fromRoot(input)));
  for (const file of files.sort()) {
    hash.update(`\0${path.relative(ROOT, file)}\0`).update(fs.readFileSync(file));
  }
  return hash.digest('hex');
}
