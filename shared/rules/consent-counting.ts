/**
 * How often an organisation may look. All consents that one person gave it for one purpose count
 * together: a second consent is no second count, and of several in force the strictest binds.
 */
import type { ConsentPolicy } from '../policy/consent';
import { grantedBucket, type GrantedConsent, type Limit, limitsOf } from './consent-decision';
import type { ConsentLevel } from './consent-fields';
import { type ConsentMode, type FrequencyUnit, frequencyUnits } from './consent-scope';

/** A consent as it counts together with others of its person, organisation and purpose. */
export interface Counted {
  id: string;
  granted: Pick<GrantedConsent, 'scope' | 'purpose'>;
  /** Active and within its days: its limits bind the others too. A paused one only goes on counting. */
  isInForce: boolean;
}

/** What is to be counted. */
export interface Use {
  policy: ConsentPolicy;
  mode: ConsentMode;
  level: ConsentLevel;
  now: number;
}

/** A limit, and whose uses are counted against it. */
export interface Bound extends Limit {
  /** The consent whose life it is a limit of; null: all consents that count together, ended ones too. */
  lifeOf: string | null;
}

const total: FrequencyUnit = 'TOTAL';
/** Over the whole life of a consent; the others begin anew with each day, week or month. */
const isOfLife = ({ bucket }: Limit): boolean => bucket.endsWith(`:${total}`);

const limitsBy = ({ policy, mode, level, now }: Use, { granted }: Counted): Limit[] =>
  limitsOf(granted, policy, mode, level, now);

/**
 * The limits that bind a use of one consent: its own, and those of every other one in force. A limit
 * of a day is the same for all of them, and the least of what they say counts; a limit over a whole
 * life counts from the moment at which that consent was granted.
 *
 * @param asked id of the consent that is used; it binds whatever its status is
 * @returns no two with the same count
 */
export function boundsOf(asked: string, counted: readonly Counted[], use: Use): Bound[] {
  const strictest = new Map<string, Bound>();
  for (const each of counted.filter(({ id, isInForce }) => id === asked || isInForce)) {
    for (const limit of limitsBy(use, each)) {
      const lifeOf = isOfLife(limit) ? each.id : null;
      const key = `${lifeOf ?? ''} ${limit.bucket}`;
      const known = strictest.get(key);
      if (!known || limit.limit < known.limit) strictest.set(key, { ...limit, lifeOf });
    }
  }
  return [...strictest.values()];
}

/**
 * Where a use is written down. Of days, weeks and months at the consent that is used, in every unit
 * that another consent may be limited by; over a whole life at each consent that is alive.
 *
 * @param living the one that is used among them, paused ones too
 */
export function countsOf(
  asked: string,
  living: readonly Counted[],
  use: Use,
): { consentId: string; bucket: string }[] {
  const spans = frequencyUnits.filter((unit) => unit !== total);
  const buckets = new Set([
    ...(use.mode === 'VIEW' ? spans.map((unit) => grantedBucket(unit, use.now)) : []),
    ...living
      .filter(({ id }) => id === asked)
      .flatMap((each) => limitsBy(use, each))
      .flatMap((limit) => (isOfLife(limit) ? [] : [limit.bucket])),
  ]);
  const ofLives = living.flatMap((each) =>
    limitsBy(use, each)
      .filter(isOfLife)
      .map(({ bucket }) => ({ consentId: each.id, bucket })),
  );
  return [...[...buckets].map((bucket) => ({ consentId: asked, bucket })), ...ofLives];
}

/**
 * Whether a consent that is used up was so by what the person allowed, and not by a rule of the
 * city's that allows less.
 */
export function isOwnLimit(
  granted: Counted['granted'],
  policy: ConsentPolicy,
  level: ConsentLevel,
): boolean {
  const { unit, limit } = granted.scope.frequency;
  const ofLife = limitsOf(granted, policy, 'VIEW', level, 0).filter(isOfLife);
  return unit === total && ofLife.every((each) => limit <= each.limit);
}

/** What is left of the tightest limit, at least 0; 0 where nothing limits, since nothing was granted. */
export const tightest = (bounds: readonly Bound[], used: (bound: Bound) => number): number =>
  bounds.length === 0 ? 0 : Math.max(0, Math.min(...bounds.map((each) => each.limit - used(each))));
