/** Where a verification reads from: the database (database-source.ts), or a copy in a test. */

/** One row of the audit. What is null in the database, which nothing ever is, is empty here. */
export interface EntryRow {
  chain: string;
  seq: number;
  hash: string;
  /** As `preimageOf` makes it. */
  preimage: string;
}

export interface HeadRow {
  chain: string;
  seq: number;
  hash: string;
  seal: string;
  checkpointedSeq: number;
  checkpointNumber: number | null;
}

export interface CheckpointRow {
  number: number;
  hash: string;
  /** Until then it may be missing outside. */
  isStored: boolean;
}

/** What the database has at a place that a checkpoint names, and what it says of the chain. */
export interface KnownPlace {
  chain: string;
  seq: number;
  /** Null when there is no entry. */
  hash: string | null;
  /** The last entry of the chain; 0 when there is none. */
  lastSeq: number;
  markedSeq: number;
  markedNumber: number | null;
}

/** Chain, seq and hash, as a checkpoint names them. */
export type Place = readonly [chain: string, seq: number, hash: string];

export interface AuditSource {
  /** In batches, by chain (bytes), seq and number. */
  entries(): AsyncIterable<EntryRow[]>;
  /** In batches, by chain (bytes). */
  heads(): AsyncIterable<HeadRow[]>;
  /** In batches, by number. */
  checkpoints(): AsyncIterable<CheckpointRow[]>;
  /** In the order of the places. */
  at(places: readonly Place[]): Promise<KnownPlace[]>;
}
