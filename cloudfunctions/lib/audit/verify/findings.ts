/** What a verification finds, and which finding counts for a chain. */

/** What is wrong with the first entry that does not fit. */
export type Damage =
  | 'changed' // reads otherwise than when it was written
  | 'missing' // taken out of the middle
  | 'inserted' // never written by the service
  | 'outOfOrder' // stands in another one's place
  | 'truncated' // it and what followed are gone
  | 'headMoved' // the head does not stand where the service left it
  | 'headMissing'
  | 'chainMissing' // nothing is left of the whole chain
  | 'contradicted' // what the service has on record is not what the chain says of it
  | 'checkpointMissing'
  | 'checkpointAltered';

export interface Finding {
  what: Damage;
  /** Null for a checkpoint. */
  chain: string | null;
  /** The first entry that does not fit. */
  seq: number | null;
  /** The checkpoint itself, or the one that tells. */
  checkpoint: number | null;
  why: string;
}

/** Details of so many broken chains; beyond it they are only counted. */
export const maxFindings = 10_000;

/** The first misfit of each chain, and every checkpoint that is not as it was. */
export class Findings {
  readonly #chains = new Map<string, Finding>();
  readonly #checkpoints: Finding[] = [];
  #more = 0;

  ofChain(what: Damage, chain: string, seq: number, why: string, checkpoint: number | null = null) {
    const before = this.#chains.get(chain);
    if (before && (before.seq ?? 0) <= seq) return;
    if (!before && this.#chains.size >= maxFindings) this.#more += 1;
    else this.#chains.set(chain, { what, chain, seq, checkpoint, why });
  }

  ofCheckpoint(what: 'checkpointMissing' | 'checkpointAltered', checkpoint: number, why: string) {
    if (this.#checkpoints.length >= maxFindings) this.#more += 1;
    else this.#checkpoints.push({ what, chain: null, seq: null, checkpoint, why });
  }

  hasChain(chain: string): boolean {
    return this.#chains.has(chain);
  }

  get checkpointsFit(): boolean {
    return this.#checkpoints.length === 0;
  }

  list(): Finding[] {
    return [...this.#chains.values(), ...this.#checkpoints];
  }

  get count(): number {
    return this.#chains.size + this.#checkpoints.length + this.#more;
  }
}
