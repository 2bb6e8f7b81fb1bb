import { sql } from 'drizzle-orm';
import { rawRows } from '../database/database';
import { auditEntryBeforeChain as earlier, auditEntry } from '../database/schema';
import { type Actor } from '../audit';
import { type Runtime } from '../runtime';
import { defer } from './deferred';

/** Entries of one transaction. */
const batchEntries = 500;
/** One at a time, in the order of their numbers; any number, the same everywhere. */
const turn = 340_617;

/**
 * Takes what was written before there were chains into the chains, with its number, time and
 * actor. What happened to it until then nobody can tell (docs/adr/0016).
 *
 * @returns how many entries; 0 when all are chained
 */
export async function chainEarlier({ db }: Runtime): Promise<number> {
  return db.transaction(async (tx) => {
    // numbers below the newest of them are theirs alone, and they come in their order
    const after = sql`(select coalesce(max(${auditEntry.id}), 0) from ${auditEntry}
      where ${auditEntry.id} <= (select max(${earlier.id}) from ${earlier}))`;
    const waiting = sql`${earlier.id} > ${after}`;
    const found = await rawRows(tx, sql`select 1 from ${earlier} where ${waiting} limit 1`);
    if (found.length === 0) return 0;
    await tx.execute(sql`select pg_advisory_xact_lock(${turn})`);
    const rows = await tx
      .select()
      .from(earlier)
      .where(waiting)
      .orderBy(earlier.id)
      .limit(batchEntries);
    for (const { id, at, traceId, actorKind, actorAccountId, ...record } of rows) {
      const actor: Actor =
        actorAccountId === null || actorKind === 'system'
          ? { kind: 'system' }
          : { kind: actorKind, accountId: actorAccountId };
      await defer(tx, { origin: { actor, traceId, now: at }, record, id });
    }
    return rows.length;
  });
}
