import { and, eq, inArray } from 'drizzle-orm';
import { type ConsentPolicy } from '@yibao/shared/policy/consent';
import { limitsOf } from '@yibao/shared/rules/consent-decision';
import { type Queryable } from '../lib/database/database';
import { type Consent, consentUse } from '../lib/database/schema';
import { type Artefact } from './artefact';

/**
 * How many more looks a consent allows now: the least that is left of what the person, the highest
 * granted level and the purpose allow in their present spans.
 *
 * @returns at least 0; whether the consent stands at all is for `decide` to say
 */
export async function looksLeft(
  db: Queryable,
  { id }: Pick<Consent, 'id'>,
  { scope, purpose, maxLevel }: Pick<Artefact, 'scope' | 'purpose' | 'maxLevel'>,
  policy: ConsentPolicy,
  now: number,
): Promise<number> {
  const limits = limitsOf({ scope, purpose }, policy, 'VIEW', maxLevel, now);
  const buckets = limits.map(({ bucket }) => bucket);
  const rows = await db
    .select({ bucket: consentUse.bucket, used: consentUse.used })
    .from(consentUse)
    .where(and(eq(consentUse.consentId, id), inArray(consentUse.bucket, buckets)));
  const used = new Map(rows.map((row) => [row.bucket, row.used]));
  const left = limits.map(({ bucket, limit }) => limit - (used.get(bucket) ?? 0));
  return Math.max(0, Math.min(...left));
}
