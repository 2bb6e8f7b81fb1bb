import { type FieldCipher } from '../../crypto/field-cipher';
import { sm3Hex } from '../../crypto/sm3';
import { noHash, placeText, sealOf } from '../chain';
import { diagnose } from './diagnose';
import { type Findings } from './findings';
import { type AuditSource, type EntryRow, type HeadRow } from './source';

export interface ChainCounts {
  entries: number;
  chains: number;
  /** Heads that some checkpoint names, as the heads themselves say. */
  marked: number;
}

/** The chain that is being read. */
interface Reading {
  chain: string;
  /** How every text of this chain begins. */
  named: string;
  /** The place of the next entry, and what it has to name. */
  seq: number;
  lastHash: string;
  broken: boolean;
}

const begin = (chain: string): Reading => ({
  chain,
  named: placeText(chain, 0, '').slice(0, -'0||'.length),
  seq: 1,
  lastHash: noHash,
  broken: false,
});

/** Reads on; an entry after the first misfit is only counted, nothing can be said of it. */
function read(reading: Reading, row: EntryRow, findings: Findings): void {
  if (reading.broken) return;
  const place = `${reading.named}${reading.seq}|${reading.lastHash}|`;
  if (row.preimage.startsWith(place) && sm3Hex(row.preimage) === row.hash) {
    reading.seq += 1;
    reading.lastHash = row.hash;
    return;
  }
  reading.broken = true;
  const { what, seq, why } = diagnose(row, reading.seq, reading.lastHash);
  findings.ofChain(what, reading.chain, seq, why);
}

/** What the sealed head says of the entries that were read. */
function finish(
  { chain, seq: next, lastHash, broken }: Reading,
  head: HeadRow | undefined,
  cipher: FieldCipher,
  findings: Findings,
): void {
  const last = next - 1;
  if (!head) {
    if (!broken) findings.ofChain('headMissing', chain, last, 'the chain has no head');
    return;
  }
  if (head.seal !== sealOf(cipher, head)) {
    const why = `its seal does not fit place ${head.seq}`;
    findings.ofChain('headMoved', chain, Math.max(1, Math.min(head.seq, last)), why);
    return;
  }
  if (broken) return;
  if (last === 0) findings.ofChain('chainMissing', chain, 1, `the head is at ${head.seq}`);
  else if (head.seq > last)
    findings.ofChain('truncated', chain, next, `the head is at ${head.seq}`);
  else if (head.seq < last) {
    findings.ofChain('inserted', chain, head.seq + 1, `the head is at ${head.seq}`);
  } else if (head.hash !== lastHash) {
    findings.ofChain('changed', chain, last, 'the head knows it by another hash');
  }
}

/** Single items of batches. */
async function* flat<T>(batches: AsyncIterable<T[]>): AsyncGenerator<T> {
  for await (const batch of batches) yield* batch;
}

/**
 * Every chain from its first entry to its head, in one pass over both, side by side: nothing is
 * kept but the place where reading stands.
 */
export async function verifyChains(
  source: AuditSource,
  cipher: FieldCipher,
  findings: Findings,
): Promise<ChainCounts> {
  const counts: ChainCounts = { entries: 0, chains: 0, marked: 0 };
  const heads = flat(source.heads());
  let head = await heads.next();
  let reading: Reading | null = null;
  const done = async (chain: Reading | null): Promise<void> => {
    if (!chain) return;
    await skipHeads(chain.chain);
    const own = !head.done && head.value.chain === chain.chain ? head.value : undefined;
    finish(chain, own, cipher, findings);
    counts.chains += 1;
    if (own) await step();
  };
  const step = async (): Promise<void> => {
    if (!head.done && head.value.checkpointedSeq !== 0) counts.marked += 1;
    head = await heads.next();
  };
  /** Heads before this chain are of chains without a single entry. */
  const skipHeads = async (before: string | null): Promise<void> => {
    while (!head.done && (before === null || head.value.chain < before)) {
      finish(begin(head.value.chain), head.value, cipher, findings);
      counts.chains += 1;
      await step();
    }
  };
  for await (const batch of source.entries()) {
    for (const row of batch) {
      if (reading?.chain !== row.chain) {
        await done(reading);
        reading = begin(row.chain);
      }
      read(reading, row, findings);
    }
    counts.entries += batch.length;
  }
  await done(reading);
  await skipHeads(null);
  return counts;
}
