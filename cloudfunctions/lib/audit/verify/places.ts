import { type Checkpoint } from '../checkpoint';
import { type Damage } from './findings';
import { type KnownPlace } from './source';

export interface Difference {
  what: Damage;
  chain: string;
  seq: number;
  why: string;
}

/**
 * @param known what the database has at each of the checkpoint's heads, in their order
 * @returns where that is not what the checkpoint says
 */
export function placesThatDiffer(
  { number, heads }: Checkpoint,
  known: readonly KnownPlace[],
): Difference[] {
  return heads.flatMap(([chain, seq, hash], index): Difference[] => {
    const place = known[index];
    if (place?.hash === hash) return [];
    const told = `checkpoint ${number} knows entry ${seq}`;
    if (!place || place.lastSeq === 0) {
      return [{ what: 'chainMissing', chain, seq: 1, why: `${told}, and there is none at all` }];
    }
    if (place.hash !== null) return [{ what: 'changed', chain, seq, why: `${told} otherwise` }];
    if (place.lastSeq > seq) return [{ what: 'missing', chain, seq, why: told }];
    const next = place.lastSeq + 1;
    return [{ what: 'truncated', chain, seq: next, why: `${told}, the last is ${place.lastSeq}` }];
  });
}
