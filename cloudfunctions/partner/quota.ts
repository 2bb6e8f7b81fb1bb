import { sql } from 'drizzle-orm';
import { type DenialReason, type Limit } from '@yibao/shared/rules/consent-decision';
import { tightest, usesOf } from '../consent/quota';
import { type Transaction } from '../lib/database/database';
import { consentUse } from '../lib/database/schema';

/**
 * Counts one use against every limit, or against none. The consent is locked, so that nobody else
 * counts between reading and writing.
 *
 * @returns the first limit that is used up, else how many uses are left in the tightest of them
 */
export async function countUse(
  tx: Transaction,
  consentId: string,
  limits: readonly Limit[],
): Promise<{ reason: DenialReason } | { left: number }> {
  if (limits.length === 0) return { left: 0 };
  const used = await usesOf(tx, [consentId], limits);
  const full = limits.find((each) => used(consentId, each) >= each.limit);
  if (full) return { reason: full.reason };
  await tx
    .insert(consentUse)
    .values(limits.map(({ bucket }) => ({ consentId, bucket, used: 1 })))
    .onConflictDoUpdate({
      target: [consentUse.consentId, consentUse.bucket],
      set: { used: sql`${consentUse.used} + 1` },
    });
  return { left: tightest(limits, (each) => used(consentId, each)) - 1 };
}

/** How many uses are left in the tightest of the limits. */
export async function usesLeft(
  tx: Transaction,
  consentId: string,
  limits: readonly Limit[],
): Promise<number> {
  const used = await usesOf(tx, [consentId], limits);
  return tightest(limits, (each) => used(consentId, each));
}
