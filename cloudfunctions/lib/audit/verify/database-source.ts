import { sql, type SQL } from 'drizzle-orm';
import { type Queryable, rawRows, type Transaction } from '../../database/database';
import {
  type AuditSource,
  type CheckpointRow,
  type EntryRow,
  type HeadRow,
  type KnownPlace,
  type Place,
} from './source';

/**
 * Places and numbers are read as float8: exact as far as JavaScript counts, and a number with both
 * drivers, so that a row is used as it comes.
 */

/** Rows of one round trip. */
const batchRows = 4_000;

/** The text of `preimageOf` (chain.ts), put together where the columns are. */
const preimageSql = sql.raw(`octet_length(chain) || ':' || chain || '|' || seq || '|' || prev_hash
  || '|' || id || '|' || trim_scale(extract(epoch from at) * 1000)
  || '|' || octet_length(trace_id) || ':' || trace_id
  || '|' || octet_length(actor_kind) || ':' || actor_kind
  || '|' || coalesce(actor_account_id::text, '-') || '|' || coalesce(subject_person_id::text, '-')
  || '|' || octet_length(action) || ':' || action || '|' || details::text`);

/**
 * Everything of an open transaction, whose snapshot it all belongs to (repeatable read).
 *
 * @param chain this one alone
 */
export function databaseSource(tx: Transaction, chain?: string): AuditSource {
  const only = chain === undefined ? sql`` : sql`where chain = ${chain}`;
  return {
    entries: () =>
      inBatches<EntryRow>(
        tx,
        'audit_entries',
        sql`select coalesce(chain, '') as chain, coalesce(seq, 0)::float8 as seq,
          coalesce(hash, '') as hash, coalesce(${preimageSql}, '') as preimage
          from audit_entry ${only} order by audit_entry.chain, audit_entry.seq, id`,
      ),
    heads: () =>
      inBatches<HeadRow>(
        tx,
        'audit_heads',
        sql`select chain, seq::float8 as seq, hash, seal,
          checkpointed_seq::float8 as "checkpointedSeq",
          checkpoint_number::float8 as "checkpointNumber"
          from audit_head ${only} order by audit_head.chain`,
      ),
    checkpoints: () =>
      inBatches<CheckpointRow>(
        tx,
        'audit_checkpoints',
        sql`select number::float8 as number, hash, stored_at is not null as "isStored"
          from audit_checkpoint order by audit_checkpoint.number`,
      ),
    at: (places) => entriesAt(tx, places),
  };
}

/** A cursor, asked for the next rows while the last ones are worked on. */
async function* inBatches<Row>(tx: Transaction, name: string, rows: SQL): AsyncGenerator<Row[]> {
  const cursor = sql.identifier(name);
  await tx.execute(sql`declare ${cursor} no scroll cursor for ${rows}`);
  const fetch = () => rawRows<Row>(tx, sql`fetch ${sql.raw(String(batchRows))} from ${cursor}`);
  let next = fetch();
  try {
    for (;;) {
      const batch = await next;
      if (batch.length === 0) return;
      next = fetch();
      yield batch;
    }
  } finally {
    await next;
    await tx.execute(sql`close ${cursor}`);
  }
}

/** @returns what the database has at these places, in their order */
export async function entriesAt(db: Queryable, places: readonly Place[]): Promise<KnownPlace[]> {
  if (places.length === 0) return [];
  const asked = JSON.stringify(places.map(([chain, seq]) => ({ chain, seq })));
  return rawRows<KnownPlace>(
    db,
    sql`select p.chain, p.seq::float8 as seq, e.hash,
          coalesce(h.checkpointed_seq, 0)::float8 as "markedSeq",
          h.checkpoint_number::float8 as "markedNumber",
          (case when e.hash is null then coalesce((select max(l.seq) from audit_entry l
            where l.chain = p.chain collate "C"), 0) else e.seq end)::float8 as "lastSeq"
        from rows from (json_to_recordset(${asked}::json) as (chain text, seq bigint))
          with ordinality as p (chain, seq, place)
        -- one row a place, even where somebody took the keys away and put in a second one
        left join lateral (select hash, seq from audit_entry
          where chain = p.chain collate "C" and seq = p.seq limit 1) e on true
        left join lateral (select checkpointed_seq, checkpoint_number from audit_head
          where chain = p.chain collate "C" limit 1) h on true
        order by p.place`,
  );
}
