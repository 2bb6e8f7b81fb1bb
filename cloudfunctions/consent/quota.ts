import { and, inArray, isNotNull } from 'drizzle-orm';
import { type ConsentPolicy } from '@yibao/shared/policy/consent';
import { type Bound, boundsOf, type Counted, tightest } from '@yibao/shared/rules/consent-counting';
import { groupBy } from '@yibao/shared/rules/group-by';
import { type Queryable } from '../lib/database/database';
import { type Consent, consent, consentUse } from '../lib/database/schema';
import { type Artefact, parseArtefact } from './artefact';

type Key = Pick<Consent, 'personId' | 'organisationId' | 'purpose'>;

/** What counts together: what one person gave one organisation for one purpose. */
export const countKey = ({ personId, organisationId, purpose }: Key): string =>
  `${personId ?? ''} ${organisationId} ${purpose}`;

interface Living extends Counted {
  granted: Artefact;
}

/** The consents that count together with one, itself among them. */
export interface Together {
  /** All that were ever granted. */
  ids: string[];
  /** Those that are not over, and the one that was asked about. */
  living: Living[];
}

/**
 * The consents that count together with each of these. What is granted is read from the text as it
 * stands: whether it is what was signed is asked of the one that is used, and of no other.
 *
 * @returns by consent id; nothing for those that nobody has granted
 */
export async function togetherWith(
  db: Queryable,
  asked: readonly (Key & Pick<Consent, 'id'>)[],
  now: number,
): Promise<Map<string, Together>> {
  const people = [...new Set(asked.flatMap(({ personId }) => personId ?? []))];
  if (people.length === 0) return new Map();
  const { id, personId, organisationId, purpose, status, artefact, validTo } = consent;
  const rows = await db
    .select({ id, personId, organisationId, purpose, status, artefact, validTo })
    .from(consent)
    .where(
      and(
        inArray(personId, people),
        inArray(
          organisationId,
          asked.map((row) => row.organisationId),
        ),
        isNotNull(artefact),
      ),
    );
  const byKey = groupBy(rows, countKey);
  return new Map(
    asked.flatMap((row) => {
      const all = byKey.get(countKey(row)) ?? [];
      if (!all.some((each) => each.id === row.id)) return [];
      const living = all.flatMap((each) => livingOf(each, row.id, now));
      return [[row.id, { ids: all.map((each) => each.id), living }]];
    }),
  );
}

function livingOf(
  { id, status, validTo, artefact }: Pick<Consent, 'id' | 'status' | 'validTo' | 'artefact'>,
  askedId: string,
  now: number,
): Living[] {
  const isOver = (status !== 'active' && status !== 'paused') || (validTo ?? 0) <= now;
  if (isOver && id !== askedId) return [];
  const granted = artefact === null ? null : parseArtefact(artefact);
  return granted ? [{ id, granted, isInForce: !isOver && status === 'active' }] : [];
}

/** How often a limit was used: by its own consent, or by all that count together. */
export type Used = (bound: Bound, ids: readonly string[]) => number;

/** @param of the limits of each group of consents; buckets without a row were not used */
export async function usesOf(
  db: Queryable,
  of: readonly { ids: readonly string[]; bounds: readonly Bound[] }[],
): Promise<Used> {
  const ids = [...new Set(of.flatMap((each) => each.ids))];
  const buckets = [...new Set(of.flatMap(({ bounds }) => bounds.map(({ bucket }) => bucket)))];
  const rows =
    ids.length === 0 || buckets.length === 0
      ? []
      : await db
          .select()
          .from(consentUse)
          .where(and(inArray(consentUse.consentId, ids), inArray(consentUse.bucket, buckets)));
  const used = new Map(rows.map((row) => [`${row.consentId} ${row.bucket}`, row.used]));
  return ({ bucket, lifeOf }, together) =>
    (lifeOf === null ? together : [lifeOf]).reduce(
      (sum, id) => sum + (used.get(`${id} ${bucket}`) ?? 0),
      0,
    );
}

/**
 * How many more looks each consent allows now: the least that is left of what the person, the
 * highest granted level and the purpose allow in their present spans, other consents counted in.
 *
 * @returns by consent id, at least 0; nothing for those that nobody has granted. Whether a consent
 *   stands at all is for `decide` to say
 */
export async function looksLeftOf(
  db: Queryable,
  rows: readonly (Key & Pick<Consent, 'id'>)[],
  policy: ConsentPolicy,
  now: number,
): Promise<Map<string, number>> {
  const groups = await togetherWith(db, rows, now);
  const asked = [...groups].flatMap(([id, { ids, living }]) => {
    const level = living.find((each) => each.id === id)?.granted.maxLevel;
    if (level === undefined) return [];
    return [{ id, ids, bounds: boundsOf(id, living, { policy, mode: 'VIEW', level, now }) }];
  });
  const used = await usesOf(db, asked);
  return new Map(
    asked.map(({ id, ids, bounds }) => [id, tightest(bounds, (each) => used(each, ids))]),
  );
}
