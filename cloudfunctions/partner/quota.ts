import { and, eq, inArray, sql } from 'drizzle-orm';
import { type DenialReason, type Limit } from '@yibao/shared/rules/consent-decision';
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
  const used = await usesOf(tx, consentId, limits);
  const full = limits.find(({ bucket, limit }) => (used.get(bucket) ?? 0) >= limit);
  if (full) return { reason: full.reason };
  await tx
    .insert(consentUse)
    .values(limits.map(({ bucket }) => ({ consentId, bucket, used: 1 })))
    .onConflictDoUpdate({
      target: [consentUse.consentId, consentUse.bucket],
      set: { used: sql`${consentUse.used} + 1` },
    });
  return { left: remaining(limits, used) - 1 };
}

/** How many uses are left in the tightest of the limits. */
export async function usesLeft(
  tx: Transaction,
  consentId: string,
  limits: readonly Limit[],
): Promise<number> {
  if (limits.length === 0) return 0;
  return Math.max(0, remaining(limits, await usesOf(tx, consentId, limits)));
}

const remaining = (limits: readonly Limit[], used: ReadonlyMap<string, number>): number =>
  Math.min(...limits.map(({ bucket, limit }) => limit - (used.get(bucket) ?? 0)));

async function usesOf(
  tx: Transaction,
  consentId: string,
  limits: readonly Limit[],
): Promise<Map<string, number>> {
  const buckets = limits.map(({ bucket }) => bucket);
  const rows = await tx
    .select()
    .from(consentUse)
    .where(and(eq(consentUse.consentId, consentId), inArray(consentUse.bucket, buckets)));
  return new Map(rows.map(({ bucket, used }) => [bucket, used]));
}
