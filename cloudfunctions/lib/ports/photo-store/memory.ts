import { type PhotoStore } from '../photo-store';
import { checkedKey } from './key';

/** Photographs in memory, for a local system that leaves nothing behind. */
export class MemoryPhotoStore implements PhotoStore {
  readonly #photos = new Map<string, Uint8Array>();

  /** How many are kept. */
  get size(): number {
    return this.#photos.size;
  }

  put(key: string, content: Uint8Array): Promise<void> {
    this.#photos.set(checkedKey(key), Uint8Array.from(content));
    return Promise.resolve();
  }

  get(key: string): Promise<Uint8Array | null> {
    return Promise.resolve(this.#photos.get(checkedKey(key)) ?? null);
  }

  remove(key: string): Promise<void> {
    this.#photos.delete(checkedKey(key));
    return Promise.resolve();
  }
}
