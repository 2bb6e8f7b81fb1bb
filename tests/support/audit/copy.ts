/** A copy of the whole audit in memory, read through the same verification as the tables. */
import { type PlacedEntry, preimageOf } from '@yibao/cloudfunctions/lib/audit/chain';
import { type AuditSource, type Place } from '@yibao/cloudfunctions/lib/audit/verify/source';
import { type Database } from '@yibao/cloudfunctions/lib/database/database';
import { query } from '../tables';

/** Whole numbers of eight bytes come as text from one driver, as numbers from the other. */
type FromDriver<Row, Key extends keyof Row> = Omit<Row, Key> & Record<Key, unknown>;

/** A row as it stands; `at` in milliseconds, with a fraction where somebody put one. */
export interface Entry extends PlacedEntry {
  hash: string;
}

export interface Head {
  chain: string;
  seq: number;
  hash: string;
  seal: string;
  checkpointedSeq: number;
  checkpointNumber: number | null;
}

export interface Mark {
  number: number;
  hash: string;
}

export interface AuditCopy {
  /** Of each chain, in the order of the database. */
  entries: Map<string, Entry[]>;
  heads: Map<string, Head>;
  marks: Mark[];
  /** Checkpoint files by their number. */
  files: Map<number, string>;
}

export async function copyAudit(
  db: Database,
  getFile: (number: number) => Promise<string | null>,
): Promise<AuditCopy> {
  const rows = await query<FromDriver<Entry, 'id' | 'seq' | 'at'>>(
    db,
    `select id, chain, seq, trim_scale(extract(epoch from at) * 1000)::text as at,
          trace_id as "traceId", actor_kind as "actorKind", actor_account_id as "actorAccountId",
          subject_person_id as "subjectPersonId", action, details::text as details,
          prev_hash as "prevHash", hash from audit_entry order by chain, seq, id`,
  );
  const entries = new Map<string, Entry[]>();
  for (const row of rows) {
    const entry = { ...row, id: Number(row.id), seq: Number(row.seq), at: Number(row.at) };
    entries.set(entry.chain, [...(entries.get(entry.chain) ?? []), entry]);
  }
  const heads = await query<FromDriver<Head, 'seq' | 'checkpointedSeq' | 'checkpointNumber'>>(
    db,
    `select chain, seq, hash, seal, checkpointed_seq as "checkpointedSeq",
          checkpoint_number as "checkpointNumber" from audit_head order by chain`,
  );
  const marks = await query<FromDriver<Mark, 'number'>>(
    db,
    `select number, hash from audit_checkpoint order by number`,
  );
  const copy: AuditCopy = {
    entries,
    heads: new Map(
      heads.map((head) => [
        head.chain,
        {
          ...head,
          seq: Number(head.seq),
          checkpointedSeq: Number(head.checkpointedSeq),
          checkpointNumber: head.checkpointNumber === null ? null : Number(head.checkpointNumber),
        },
      ]),
    ),
    marks: marks.map(({ number, hash }) => ({ number: Number(number), hash })),
    files: new Map(),
  };
  for (const { number } of copy.marks) copy.files.set(number, (await getFile(number)) ?? '');
  return copy;
}

const inOrder = (a: Entry, b: Entry): number => a.seq - b.seq || a.id - b.id;

/** One batch of everything. */
async function* once<T>(items: T[]): AsyncGenerator<T[]> {
  await Promise.resolve();
  if (items.length > 0) yield items;
}

/** @param chain this one alone */
export function copySource({ entries, heads, marks }: AuditCopy, chain?: string): AuditSource {
  const names = chain === undefined ? [...entries.keys()].sort() : [chain];
  const headNames = chain === undefined ? [...heads.keys()].sort() : [chain];
  return {
    entries: () =>
      once(
        names.flatMap((name) =>
          [...(entries.get(name) ?? [])].sort(inOrder).map((entry) => ({
            chain: entry.chain,
            seq: entry.seq,
            hash: entry.hash,
            preimage: preimageOf(entry),
          })),
        ),
      ),
    heads: () => once(headNames.flatMap((name) => heads.get(name) ?? [])),
    checkpoints: () => once(marks.map((mark) => ({ ...mark, isStored: true }))),
    at: (places: readonly Place[]) =>
      Promise.resolve(
        places.map(([name, seq]) => {
          const rows = entries.get(name) ?? [];
          const head = heads.get(name);
          const hash = rows.find((row) => row.seq === seq)?.hash ?? null;
          return {
            chain: name,
            seq,
            hash,
            lastSeq: Math.max(0, ...rows.map((row) => row.seq)),
            markedSeq: head?.checkpointedSeq ?? 0,
            markedNumber: head?.checkpointNumber ?? null,
          };
        }),
      ),
  };
}
