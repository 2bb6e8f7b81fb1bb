import { sql } from 'drizzle-orm';
import { type Actor, type StoredRecord } from '../audit';
import { type FieldCipher } from '../crypto/field-cipher';
import { rawRows, type Transaction } from '../database/database';
import { chainOf, type ChainHead, detailsText, entryHash, type PlacedEntry, sealOf } from './chain';

/** Who, in which request, when. */
export interface AuditOrigin {
  actor: Actor;
  traceId: string;
  /** Epoch milliseconds. */
  now: number;
}

/** An entry that waits for the end of its transaction. */
export interface WaitingEntry {
  origin: AuditOrigin;
  record: StoredRecord;
  /** Only for what was written before there were chains: it keeps its number. */
  id?: number;
}

interface Locked {
  heads: ChainHead[];
  /** As many as there are entries, rising: none was handed out later and stands before them. */
  ids: number[];
}

/** Locks the heads, all of them in one statement and in the order of their names. */
async function lockHeads(tx: Transaction, chains: string[]): Promise<Locked> {
  const wanted: Record<string, number> = {};
  for (const chain of chains) wanted[chain] = (wanted[chain] ?? 0) + 1;
  const [row] = await rawRows<{ locked: Locked }>(
    tx,
    sql`select lock_audit_heads(${JSON.stringify(wanted)}::json) as locked`,
  );
  if (!row) throw new Error('no heads');
  return row.locked;
}

/** The entry at the end of its chain; the head moves on to it. */
function place({ origin, record }: WaitingEntry, head: ChainHead, id: number): PlacedEntry {
  const { actor, traceId, now } = origin;
  return {
    id,
    chain: head.chain,
    seq: head.seq + 1,
    prevHash: head.hash,
    at: Math.trunc(now),
    traceId,
    actorKind: actor.kind,
    actorAccountId: actor.accountId?.toLowerCase() ?? null,
    subjectPersonId: record.subjectPersonId?.toLowerCase() ?? null,
    action: record.action,
    details: detailsText(record.details),
  };
}

const rowOf = (entry: PlacedEntry, hash: string) => ({
  id: entry.id,
  chain: entry.chain,
  seq: entry.seq,
  // PostgreSQL would read the sign before a six-digit year as a time zone
  at: new Date(entry.at).toISOString().replace(/^\+/, ''),
  trace_id: entry.traceId,
  actor_kind: entry.actorKind,
  actor_account_id: entry.actorAccountId,
  subject_person_id: entry.subjectPersonId,
  action: entry.action,
  details: entry.details,
  prev_hash: entry.prevHash,
  hash,
});

/**
 * Appends entries to their chains, in the order in which they were written: one statement locks
 * the heads, one writes entries and heads. To be called right before the commit.
 */
export async function appendEntries(
  tx: Transaction,
  cipher: FieldCipher,
  waiting: readonly WaitingEntry[],
): Promise<void> {
  const chains = waiting.map(({ origin, record }) => chainOf(origin.actor, record));
  const locked = await lockHeads(tx, chains);
  const heads = new Map(locked.heads.map((head) => [head.chain, head]));
  const rows = waiting.map((each, index) => {
    const head = heads.get(chains[index] ?? '');
    const id = each.id ?? locked.ids[index];
    if (!head || id === undefined) throw new Error('a chain without a head');
    const entry = place(each, head, id);
    const hash = entryHash(entry);
    head.seq = entry.seq;
    head.hash = hash;
    return rowOf(entry, hash);
  });
  const moved = [...heads.values()].map(({ chain, seq, hash }) => ({
    chain,
    seq,
    hash,
    seal: sealOf(cipher, { chain, seq, hash }),
  }));
  await tx.execute(
    sql`select append_audit_entries(${JSON.stringify(rows)}::json, ${JSON.stringify(moved)}::json)`,
  );
}
