import { type PhotoStore } from './photo-store';

/** Where signed checkpoints of the audit are kept: anywhere but in the database they are about. */
export interface CheckpointStore {
  /** Storing the same text under its number again is fine. */
  put(number: number, text: string): Promise<void>;
  /** @returns null when there is none under this number */
  get(number: number): Promise<string | null>;
}

/** Files of one folder; no folder gets too many of them. */
const perFolder = 10_000;

/** @returns the key of a checkpoint's file, e.g. `00001/000012345` */
export function checkpointKey(number: number): string {
  const folder = String(Math.floor(number / perFolder)).padStart(5, '0');
  return `${folder}/${String(number).padStart(9, '0')}`;
}

/** @param files a store of their own, not the one of the photographs */
export function checkpointsIn(files: PhotoStore): CheckpointStore {
  return {
    put: (number, text) => files.put(checkpointKey(number), new TextEncoder().encode(text)),
    async get(number) {
      const bytes = await files.get(checkpointKey(number));
      return bytes && new TextDecoder().decode(bytes);
    },
  };
}

const refuse = () => Promise.reject(new Error('this function has no checkpoint store'));

/** For the functions that take no checkpoints: they carry no client for them. */
export const noCheckpointStore: CheckpointStore = { put: refuse, get: refuse };
