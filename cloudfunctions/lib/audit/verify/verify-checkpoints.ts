import { type CheckpointStore } from '../../ports/checkpoint-store';
import { noHash } from '../chain';
import { type Checkpoint, checkpointHash, type IsSigned, openCheckpoint } from '../checkpoint';
import { type Findings } from './findings';
import { placesThatDiffer } from './places';
import { type AuditSource, type CheckpointRow, type Place } from './source';

export interface CheckpointCounts {
  checkpoints: number;
  /** Heads of which the database says the same as the last checkpoint that names them. */
  marks: number;
  lastNumber: number | null;
  /** Epoch milliseconds. */
  lastAt: number | null;
}

export interface CheckpointContext {
  source: AuditSource;
  store: CheckpointStore;
  publicKeys: Readonly<Record<string, string>>;
  findings: Findings;
  /** This chain alone. */
  chain?: string | undefined;
  isSigned?: IsSigned | undefined;
}

/** What the database says there should be, then whatever else stands outside. */
async function* numbered(
  source: AuditSource,
): AsyncGenerator<{ number: number; row: CheckpointRow | null }> {
  let next = 1;
  for await (const batch of source.checkpoints()) {
    for (const row of batch) {
      for (; next < row.number; next++) yield { number: next, row: null };
      yield { number: row.number, row };
      next = row.number + 1;
    }
  }
  for (; ; next++) yield { number: next, row: null };
}

/**
 * Every checkpoint from the first one: its signature, the one before that it names, what the
 * database knows of it, and each head in it against the entry of that place.
 */
export async function verifyCheckpoints(context: CheckpointContext): Promise<CheckpointCounts> {
  const { source, store, findings } = context;
  const counts: CheckpointCounts = { checkpoints: 0, marks: 0, lastNumber: null, lastAt: null };
  const lastRow = await lastNumber(source);
  let previous: readonly string[] = [noHash];
  for await (const { number, row } of numbered(source)) {
    const text = await store.get(number);
    if (text === null) {
      if (number > lastRow) return counts;
      // one that was made a moment ago may still be on its way
      if (row === null || row.isStored)
        findings.ofCheckpoint('checkpointMissing', number, 'no file');
      previous = row ? [row.hash] : [];
      continue;
    }
    counts.checkpoints += 1;
    const checkpoint = examine(context, { number, row, text, previous });
    // where the two differ this one was named already, and the next is not to be blamed for it
    previous = [checkpointHash(text), ...(row ? [row.hash] : [])];
    if (!checkpoint) continue;
    counts.lastNumber = number;
    counts.lastAt = checkpoint.at;
    counts.marks += await compare(context, checkpoint, row?.isStored ?? false);
  }
  return counts;
}

async function lastNumber(source: AuditSource): Promise<number> {
  let last = 0;
  for await (const batch of source.checkpoints()) last = batch.at(-1)?.number ?? last;
  return last;
}

interface Found {
  number: number;
  row: CheckpointRow | null;
  text: string;
  /** What the one before is known by. */
  previous: readonly string[];
}

/** @returns the checkpoint when it is signed; what it says counts then, whatever else is wrong */
function examine(context: CheckpointContext, found: Found): Checkpoint | null {
  const { publicKeys, findings, isSigned } = context;
  const { number, row, text, previous } = found;
  const checkpoint = openCheckpoint(text, publicKeys, isSigned);
  const altered = (why: string) => findings.ofCheckpoint('checkpointAltered', number, why);
  if (!checkpoint) {
    altered('its text is not what was signed');
    return null;
  }
  if (checkpoint.number !== number) {
    altered(`it is checkpoint ${checkpoint.number}`);
    return null;
  }
  if (row === null) altered('the database does not know of it');
  else if (row.hash !== checkpointHash(text)) altered('the database knows it by another hash');
  else if (!previous.includes(checkpoint.previousHash)) altered('it follows another one');
  return checkpoint;
}

/** @returns how many heads say themselves that this is the last checkpoint that names them */
async function compare(
  { source, findings, chain }: CheckpointContext,
  checkpoint: Checkpoint,
  isStored: boolean,
): Promise<number> {
  const heads = checkpoint.heads.filter(([name]) => chain === undefined || name === chain);
  const known = await source.at(heads);
  for (const { what, chain: name, seq, why } of placesThatDiffer({ ...checkpoint, heads }, known)) {
    findings.ofChain(what, name, seq, why, checkpoint.number);
  }
  const here = known.filter(
    ({ seq, markedSeq, markedNumber }) => markedSeq === seq && markedNumber === checkpoint.number,
  );
  if (!isStored) return here.length;
  // a head that went on has the later place, never an earlier one
  for (const { chain: name, seq, markedSeq } of known) {
    if (markedSeq >= seq || findings.hasChain(name)) continue;
    const why = `checkpoint ${checkpoint.number} names entry ${seq}, the head says ${markedSeq}`;
    findings.ofChain('headMoved', name, seq, why, checkpoint.number);
  }
  return here.length;
}

/** @returns for each chain where the checkpoints last saw it; only asked for when something is wrong */
export async function lastPlaces(
  context: CheckpointContext,
): Promise<Map<string, { seq: number; number: number }>> {
  const last = new Map<string, { seq: number; number: number }>();
  for await (const { number } of numbered(context.source)) {
    const text = await context.store.get(number);
    if (text === null) return last;
    const checkpoint = openCheckpoint(text, context.publicKeys, context.isSigned);
    const heads: readonly Place[] = checkpoint?.heads ?? [];
    for (const [chain, seq] of heads) last.set(chain, { seq, number });
  }
  return last;
}
