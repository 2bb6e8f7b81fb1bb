import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another user
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function tryCreate(lockFile: string): boolean {
  try {
    const file = openSync(lockFile, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
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
  const lockFile = join(folder, '..', `.${folder.split(/[\\/]/).at(-1) ?? 'data'}.lock`);
  for (let attempt = 0; attempt < 3; attempt++) {
    if (tryCreate(lockFile)) return () => rmSync(lockFile, { force: true });
    const pid = Number(readFileSync(lockFile, 'utf8'));
    if (Number.isInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid)) {
      throw new FolderInUseError(folder, lockFile, pid);
    }
    if (pid === process.pid) throw new FolderInUseError(folder, lockFile, pid);
    rmSync(lockFile, { force: true });
  }
  throw new FolderInUseError(folder, lockFile, 0);
}
