import { sql } from 'drizzle-orm';
import { type DenialReason } from '@yibao/shared/rules/consent-decision';
import { boundsOf, countsOf, tightest, type Use } from '@yibao/shared/rules/consent-counting';
import { countKey, togetherWith, usesOf } from '../consent/quota';
import { type Queryable, type Transaction } from '../lib/database/database';
import { type Consent, consentUse } from '../lib/database/schema';

/** A use that every limit has room for. */
export interface Allowance {
  /** Uses left in the tightest limit once this one is counted. */
  left: number;
  /** Writes the use down; what is refused afterwards is not counted. */
  count: () => Promise<void>;
}

async function stateOf(db: Queryable, row: Consent, use: Use) {
  const group = (await togetherWith(db, [row], use.now)).get(row.id);
  const { ids, living } = group ?? { ids: [], living: [] };
  const bounds = boundsOf(row.id, living, use);
  const used = await usesOf(db, [{ ids, bounds }]);
  return { living, bounds, usedOf: (bound: (typeof bounds)[number]) => used(bound, ids) };
}

/**
 * Until the transaction ends nobody else counts at any consent of the same person, organisation and
 * purpose. The consent itself is locked before; who holds this one waits for no other consent's row,
 * so that looks at two of them cannot wait for each other.
 */
export async function lockCounts(tx: Transaction, row: Consent): Promise<void> {
  const key = `consent-use ${countKey(row)}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
}

/**
 * Whether one more use has room in every limit, counted over all consents that count together.
 *
 * @param row with its counts locked
 * @returns the reason of the first limit that is used up, else what counts the use
 */
export async function allowUse(
  tx: Transaction,
  row: Consent,
  use: Use,
): Promise<{ reason: DenialReason } | Allowance> {
  const { living, bounds, usedOf } = await stateOf(tx, row, use);
  const full = bounds.find((each) => usedOf(each) >= each.limit);
  if (full) return { reason: full.reason };
  const counts = countsOf(row.id, living, use);
  return {
    left: tightest(bounds, usedOf) - 1,
    count: async () => {
      await tx
        .insert(consentUse)
        .values(counts.map((each) => ({ ...each, used: 1 })))
        .onConflictDoUpdate({
          target: [consentUse.consentId, consentUse.bucket],
          set: { used: sql`${consentUse.used} + 1` },
        });
    },
  };
}

/** How many uses are left in the tightest of the limits; nothing is locked. */
export async function usesLeft(db: Queryable, row: Consent, use: Use): Promise<number> {
  const { bounds, usedOf } = await stateOf(db, row, use);
  return tightest(bounds, usedOf);
}
