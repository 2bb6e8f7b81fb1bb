import * as z from 'zod';
import { defineActions } from './action';
import { instant, personView } from './fields';

/** What can be wrong with an entry, or with what it tells of, for the person whose chain it is. */
const damage = z.enum([
  'changed',
  'missing',
  'inserted',
  'outOfOrder',
  'truncated',
  'headMoved',
  'headMissing',
  'chainMissing',
  'contradicted',
]);

const chain = z.object({
  /** Whose: null for the caller's own. */
  ward: personView.nullable(),
  entries: z.int().min(0),
  /** Null while there is no entry. */
  firstAt: instant.nullable(),
  lastAt: instant.nullable(),
  /** The first entry that is not as it was written, or that a consent contradicts; null for none. */
  broken: z.object({ seq: z.int().min(1), what: damage }).nullable(),
  /** To be written down: an entry before it cannot be changed without changing it. */
  headHash: z.string().nullable(),
  /** The last signed checkpoint that names this chain, and up to which entry. */
  checkpoint: z.object({ number: z.int().min(1), at: instant, upToSeq: z.int().min(1) }).nullable(),
});

/** Served by the function `records` (rules/cloud-function.ts). */
export const auditActions = defineActions({
  'audit.myChain': {
    summary: 'Whether the audit of my affairs and my wards’ is as it was written',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({}),
    output: z.object({ chains: z.array(chain).min(1) }),
  },
});
