/** Where photographs are kept: CloudBase storage in the cloud, a folder on one machine. */
export interface PhotoStore {
  /** Writes once under a key made by us (`[a-z0-9/-]+`); the same key again overwrites. */
  put(key: string, content: Uint8Array): Promise<void>;
  /** @returns null when it is not there (any more) */
  get(key: string): Promise<Uint8Array | null>;
  /** Deleting what is not there is fine. */
  remove(key: string): Promise<void>;
}
