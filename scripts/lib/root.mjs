import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, wherever the command was typed. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @param {string[]} parts path below the root @returns {string} absolute path */
export const fromRoot = (...parts) => path.join(ROOT, ...parts);

/** Stamps and logs; never committed, safe to delete. */
export const CACHE_DIR = fromRoot('.cache');
