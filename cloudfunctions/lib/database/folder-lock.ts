import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Another living process has the data folder open. */
export class FolderInUseError extends Error {
  override name = 'FolderInUseError';

  constructor(
    readonly folder: string,
    readonly lockFile: string,
    readonly pid: number,
  ) {
    super(
      `data folder ${folder} is in use by process ${pid}; stop it first, or choose another folder ` +
        `with YIBAO_DATA_DIR (if process ${pid} is something else, remove ${lockFile})`,
    );
  }
}

/**
 * Locks of this very process. Its number in any other lock is an earlier process's: in a container
 * every start may have the same one.
 */
const held = new Set<string>();
const maxAttempts = 3;
/** Taking over needs a few file operations; who takes longer was killed amid them. */
const takeoverMs = 60_000;
/** A lock is made and then written; one that stays empty was cut short. */
const writingMs = 2_000;

/** The code of a failed file operation, e.g. EEXIST. */
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** @returns what the operation gives, or null when it fails with that code */
function unless<T>(code: string, operation: () => T): T | null {
  try {
    return operation();
  } catch (error) {
    if (codeOf(error) === code) return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another user
    return codeOf(error) === 'EPERM';
  }
}

function tryCreate(file: string): boolean {
  const handle = unless('EEXIST', () => openSync(file, 'wx'));
  if (handle === null) return false;
  writeSync(handle, String(process.pid));
  closeSync(handle);
  return true;
}

function ageMs(file: string): number {
  return unless('ENOENT', () => Date.now() - statSync(file).mtimeMs) ?? 0;
}

/** @returns the living process that has the lock (0: one that is just writing it), null for a leftover */
function holderOf(lockFile: string): number | null {
  const content = unless('ENOENT', () => readFileSync(lockFile, 'utf8'));
  if (content === null) return null;
  if (content === '') return ageMs(lockFile) < writingMs ? 0 : null;
  const pid = Number(content);
  const alive = pid === process.pid ? held.has(lockFile) : pid > 0 && isAlive(pid);
  return alive ? pid : null;
}

/**
 * Removes a leftover. Only who has the takeover file may remove a lock, and looks again first:
 * of several starters that found the same leftover none removes the fresh lock of another.
 */
function removeLeftover(lockFile: string): void {
  const takeover = `${lockFile}.takeover`;
  if (!tryCreate(takeover)) {
    if (ageMs(takeover) > takeoverMs) rmSync(takeover, { force: true });
    return;
  }
  try {
    if (holderOf(lockFile) === null) rmSync(lockFile, { force: true });
  } finally {
    rmSync(takeover, { force: true });
  }
}

/**
 * Takes a data folder for this process: an embedded database opened twice would be spoiled.
 * A lock left behind by a killed process is taken over.
 *
 * @returns the function that gives it back
 * @throws FolderInUseError
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  // beside the folder, not in it: the database wants its own folder to itself
  const absolute = resolve(folder);
  const lockFile = join(dirname(absolute), `.${basename(absolute)}.lock`);
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (tryCreate(lockFile)) {
      held.add(lockFile);
      return () => {
        held.delete(lockFile);
        rmSync(lockFile, { force: true });
      };
    }
    const pid = holderOf(lockFile);
    if (pid !== null) throw new FolderInUseError(folder, lockFile, pid);
    removeLeftover(lockFile);
  }
  throw new FolderInUseError(folder, lockFile, 0);
}
