import { and, inArray } from 'drizzle-orm';
import { type ConsentPolicy } from '@yibao/shared/policy/consent';
import { type Limit, limitsOf } from '@yibao/shared/rules/consent-decision';
import { type Queryable } from '../lib/database/database';
import { type Consent, consentUse } from '../lib/database/schema';
import { type Artefact } from './artefact';

type Granted = Pick<Artefact, 'scope' | 'purpose' | 'maxLevel'>;

/** How often each of these buckets was used; those without a row were not. */
export async function usesOf(
  db: Queryable,
  consentIds: readonly string[],
  limits: readonly Limit[],
): Promise<(consentId: string, limit: Limit) => number> {
  const buckets = [...new Set(limits.map(({ bucket }) => bucket))];
  const rows =
    consentIds.length === 0 || buckets.length === 0
      ? []
      : await db
          .select()
          .from(consentUse)
          .where(
            and(
              inArray(consentUse.consentId, [...consentIds]),
              inArray(consentUse.bucket, buckets),
            ),
          );
  const used = new Map(rows.map((row) => [`${row.consentId} ${row.bucket}`, row.used]));
  return (consentId, { bucket }) => used.get(`${consentId} ${bucket}`) ?? 0;
}

/** What is left of the tightest limit, at least 0. */
export const tightest = (limits: readonly Limit[], used: (limit: Limit) => number): number =>
  limits.length === 0 ? 0 : Math.max(0, Math.min(...limits.map((each) => each.limit - used(each))));

/**
 * How many more looks each consent allows now: the least that is left of what the person, the
 * highest granted level and the purpose allow in their present spans.
 *
 * @returns by consent id, at least 0; whether a consent stands at all is for `decide` to say
 */
export async function looksLeftOf(
  db: Queryable,
  consents: readonly { id: string; granted: Granted }[],
  policy: ConsentPolicy,
  now: number,
): Promise<Map<string, number>> {
  const asked = consents.map(({ id, granted }) => ({
    id,
    limits: limitsOf(granted, policy, 'VIEW', granted.maxLevel, now),
  }));
  const ids = asked.map(({ id }) => id);
  const used = await usesOf(
    db,
    ids,
    asked.flatMap(({ limits }) => limits),
  );
  return new Map(asked.map(({ id, limits }) => [id, tightest(limits, (limit) => used(id, limit))]));
}

/** The same for one. */
export async function looksLeft(
  db: Queryable,
  { id }: Pick<Consent, 'id'>,
  granted: Granted,
  policy: ConsentPolicy,
  now: number,
): Promise<number> {
  return (await looksLeftOf(db, [{ id, granted }], policy, now)).get(id) ?? 0;
}
