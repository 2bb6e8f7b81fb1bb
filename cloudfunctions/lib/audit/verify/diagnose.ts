/** What is wrong with an entry that does not fit where it stands. Pure. */
import { sm3Hex } from '../../crypto/sm3';
import { noHash, placeText } from '../chain';
import { type Damage } from './findings';
import { type EntryRow } from './source';

export interface Misfit {
  what: Damage;
  seq: number;
  why: string;
}

/** How far behind its place an entry is looked for. */
const reach = 1_000;
/** And how far before it, where all the others stand: so many can have been put in between. */
const reachBack = 20;

/** What the preimage of a row says after its chain and place: hash of the one before, and the rest. */
function afterPlace({ chain, seq, preimage }: EntryRow): string {
  const upTo = placeText(chain, seq, '').length - 1;
  return preimage.slice(upTo);
}

/** @returns the place that the entry was hashed with; null when it is none from `from` on */
function ownPlace(row: EntryRow, from: number): number | null {
  const rest = afterPlace(row);
  const head = placeText(row.chain, 0, '').slice(0, -'0||'.length);
  for (let place = from; place < from + reach; place++) {
    if (sm3Hex(`${head}${place}|${rest}`) === row.hash) return place;
  }
  return null;
}

/**
 * @param row does not fit at `seq` after `lastHash`
 * @returns the first entry of the chain that is not as it was
 */
export function diagnose(row: EntryRow, seq: number, lastHash: string): Misfit {
  const isWhole = sm3Hex(row.preimage) === row.hash;
  if (row.seq < seq) {
    return row.seq < 1
      ? { what: 'inserted', seq: 1, why: 'an entry stands before the first' }
      : { what: 'inserted', seq: row.seq, why: 'two entries stand in one place' };
  }
  if (!isWhole) {
    const own = ownPlace(row, Math.max(1, seq - reachBack));
    if (own !== null) {
      const why = `entry ${own} stands in place ${row.seq}`;
      return { what: 'outOfOrder', seq: Math.min(seq, own), why };
    }
  }
  if (row.seq > seq) return { what: 'missing', seq, why: `the next one there is ${row.seq}` };
  if (!isWhole) return { what: 'changed', seq, why: 'its text is not what was hashed' };
  // the entry itself is whole, and names another one before it than stands there
  if (lastHash === noHash) return { what: 'changed', seq, why: 'it follows something unknown' };
  return { what: 'changed', seq: seq - 1, why: `entry ${seq} knows it by another hash` };
}
