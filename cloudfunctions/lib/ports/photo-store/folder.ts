import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type PhotoStore } from '../photo-store';
import { checkedKey } from './key';

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** Photographs in a folder of one machine, readable by the service's own user only. */
export class FolderPhotoStore implements PhotoStore {
  /** @param folder made when the first photograph comes */
  constructor(private readonly folder: string) {}

  async put(key: string, content: Uint8Array): Promise<void> {
    const file = this.fileOf(key);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // a crash in the middle leaves the name free or the old photograph, never half of one
    const draft = `${file}.${randomUUID()}.part`;
    try {
      await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async get(key: string): Promise<Uint8Array | null> {
    try {
      return await readFile(this.fileOf(key));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.fileOf(key), { force: true });
  }

  private fileOf(key: string): string {
    return join(this.folder, checkedKey(key));
  }
}
