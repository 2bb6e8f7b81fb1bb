import { desc, eq, gt, sql } from 'drizzle-orm';
import { type CheckpointMisfit } from '@yibao/shared/rules/audit-actions';
import { minuteMs } from '@yibao/shared/rules/dates';
import { systemActor, writeAudit } from '../audit';
import { rawRows, type Transaction } from '../database/database';
import { auditCheckpoint, auditHead } from '../database/schema';
import { describeError } from '../log';
import { type Runtime } from '../runtime';
import { noHash } from './chain';
import { type Checkpoint, checkpointHash, openCheckpoint, signCheckpoint } from './checkpoint';
import { placesThatDiffer } from './verify/places';
import { entriesAt } from './verify/database-source';

/** Chains one checkpoint names at most; its file has some half a megabyte then. */
export const maxHeads = 4_000;
/** On one machine the timer ticks every second: there is a checkpoint every minute all the same. */
const intervalMs = minuteMs / 2;
/** One checkpoint is made at a time, whoever makes it: any number, the same everywhere. */
const turn = 340_616;

type Row = typeof auditCheckpoint.$inferSelect;
/** What the next checkpoint follows. */
interface Last {
  number: number;
  hash: string;
}

const newest = (db: Runtime['db'] | Transaction): Promise<Row[]> =>
  db.select().from(auditCheckpoint).orderBy(desc(auditCheckpoint.number)).limit(1);

/**
 * Takes checkpoints until all that moved is named, or time is up.
 *
 * @param endsAt wall time
 */
export async function takeCheckpoints(
  runtime: Runtime,
  traceId: string,
  endsAt: number,
): Promise<void> {
  const [last] = await newest(runtime.db);
  const isRecent = last && Math.abs(runtime.clock.now() - last.at) < intervalMs;
  if (isRecent && last.storedAt !== null) return;
  while ((await takeCheckpoint(runtime, traceId)) >= maxHeads && Date.now() < endsAt);
}

/**
 * Signs a checkpoint over the heads that moved since the last one and stores it outside. What is
 * to be stored stands in the database first: whoever comes after a crash stores the same bytes.
 *
 * @returns how many chains it names; 0 when nothing moved, `maxHeads` when more may be waiting
 */
export async function takeCheckpoint(runtime: Runtime, traceId: string): Promise<number> {
  const [last] = await newest(runtime.db);
  const waiting = last && last.storedAt === null ? last : await makeNext(runtime, last, traceId);
  if (!waiting || waiting.content === null) return 0;
  await runtime.ports.checkpoints.put(waiting.number, waiting.content);
  await mark(runtime, waiting.number, waiting.content);
  const { number, hash, heads } = waiting;
  // the log is one more place that a database's owner cannot reach
  runtime.log.info({ traceId, checkpoint: number, hash, heads }, 'audit checkpoint stored');
  return heads;
}

async function makeNext(
  runtime: Runtime,
  last: Row | undefined,
  traceId: string,
): Promise<Row | null> {
  const { db } = runtime;
  const moved = await db
    .select({ chain: auditHead.chain })
    .from(auditHead)
    .where(gt(auditHead.seq, auditHead.checkpointedSeq))
    .limit(1);
  if (moved.length === 0) return null;
  const after = await lastStored(runtime, last, traceId);
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${turn})`);
    const [current] = await newest(tx);
    // somebody else made it meanwhile, and stores it
    if (current?.number !== last?.number) return null;
    return writeNext(tx, runtime, after);
  });
}

async function writeNext(tx: Transaction, runtime: Runtime, after: Last): Promise<Row | null> {
  const heads = await tx
    .select({ chain: auditHead.chain, seq: auditHead.seq, hash: auditHead.hash })
    .from(auditHead)
    .where(gt(auditHead.seq, auditHead.checkpointedSeq))
    .orderBy(auditHead.chain)
    .limit(maxHeads);
  if (heads.length === 0) return null;
  const checkpoint: Checkpoint = {
    number: after.number + 1,
    at: runtime.clock.now(),
    previousHash: after.hash,
    heads: heads.map(({ chain, seq, hash }) => [chain, seq, hash]),
  };
  const content = signCheckpoint(checkpoint, runtime.config.auditSigning);
  const row: Row = {
    number: checkpoint.number,
    at: checkpoint.at,
    previousHash: checkpoint.previousHash,
    hash: checkpointHash(content),
    heads: heads.length,
    content,
    storedAt: null,
  };
  await tx.insert(auditCheckpoint).values(row);
  return row;
}

/** Heads are locked in the order of their names, as whoever appends to them does. */
async function mark(runtime: Runtime, number: number, content: string): Promise<void> {
  const { config, db } = runtime;
  const checkpoint = openCheckpoint(content, config.auditSigning.publicKeys);
  if (!checkpoint) throw new Error('a checkpoint of ours that does not open');
  const marks = JSON.stringify(checkpoint.heads.map(([chain, seq]) => ({ chain, seq })));
  const named = sql`json_to_recordset(${marks}::json) as n (chain text, seq bigint)`;
  await db.transaction(async (tx) => {
    await tx.execute(
      sql`select 1 from audit_head h join ${named} on h.chain = n.chain collate "C"
          order by h.chain for no key update of h`,
    );
    await tx.execute(
      sql`update audit_head h set checkpointed_seq = n.seq, checkpoint_number = ${number}
          from ${named} where h.chain = n.chain collate "C"
            and h.checkpointed_seq < n.seq and n.seq <= h.seq`,
    );
    await tx
      .update(auditCheckpoint)
      .set({ content: null, storedAt: runtime.clock.now() })
      .where(eq(auditCheckpoint.number, number));
  });
}

/**
 * What really stands outside. Where that is not what the database says, somebody has to look
 * (`npm run audit:verify`); the checkpoints go on after the newest one there is, over none.
 */
async function lastStored(runtime: Runtime, last: Row | undefined, traceId: string): Promise<Last> {
  const { checkpoints } = runtime.ports;
  let after: Last = { number: last?.number ?? 0, hash: last?.hash ?? noHash };
  const alarm = (misfit: CheckpointMisfit) =>
    raiseAlarm(runtime, traceId, { misfit, checkpoint: after.number });
  if (last) {
    const text = await checkpoints.get(last.number);
    if (text === null) await alarm('missing');
    else if (checkpointHash(text) !== last.hash) await alarm('altered');
    else if (await hasChangedSince(runtime, text)) await alarm('changed');
  }
  for (;;) {
    const text = await checkpoints.get(after.number + 1);
    if (text === null) break;
    after = { number: after.number + 1, hash: checkpointHash(text) };
  }
  // however many they are: they came to be unknown at once
  if (after.number > (last?.number ?? 0)) await alarm('unknown');
  return after;
}

const reasons = {
  missing: 'it is missing outside',
  altered: 'it reads otherwise outside',
  changed: 'entries that it covers are not as they were',
  unknown: 'the database does not know of it',
} as const satisfies Record<CheckpointMisfit, string>;

/**
 * To the log, which a database's owner cannot reach, and into the audit, where the bureau's staff are
 * told of it. What stands in the way of the entry does not stand in the way of the next checkpoint.
 */
async function raiseAlarm(
  { db, clock, log }: Runtime,
  traceId: string,
  { misfit, checkpoint }: { misfit: CheckpointMisfit; checkpoint: number },
): Promise<void> {
  const where = { traceId, checkpoint };
  log.error({ ...where, reason: reasons[misfit] }, 'audit checkpoint does not fit the database');
  try {
    await writeAudit(
      db,
      { actor: systemActor, traceId, now: clock.now() },
      {
        action: 'audit.checkpointMisfit',
        subjectPersonId: null,
        details: { checkpoint, misfit },
      },
    );
  } catch (error) {
    log.error({ ...where, ...describeError(error) }, 'audit alarm not written down');
  }
}

async function hasChangedSince(runtime: Runtime, text: string): Promise<boolean> {
  const checkpoint = openCheckpoint(text, runtime.config.auditSigning.publicKeys);
  if (!checkpoint) return true;
  const known = await entriesAt(runtime.db, checkpoint.heads);
  return placesThatDiffer(checkpoint, known).length > 0;
}

/** @returns the time of the checkpoint under this number; null for one the database does not have */
export async function checkpointTime(db: Runtime['db'], number: number): Promise<number | null> {
  const [row] = await rawRows<{ at: string | Date }>(
    db,
    sql`select at from audit_checkpoint where number = ${number} and stored_at is not null`,
  );
  return row ? new Date(row.at).getTime() : null;
}
