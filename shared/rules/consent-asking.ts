/**
 * How often an organisation may ask one person. Consent has to be free (个人信息保护法 Art. 14), and who
 * is asked until they give in is not. It is judged by what the organisation typed in itself and was
 * answered, so that a refusal says nothing it does not know, of people who exist as of those who don't.
 */
import type { ConsentPolicy } from '../policy/consent';
import type { ConsentPurpose } from './consent-scope';
import type { ConsentStatus } from './consent-states';
import { dayMs } from './dates';

/** An earlier request of the same organisation to the same name and number; moments in ms. */
export interface EarlierRequest {
  purpose: ConsentPurpose;
  status: ConsentStatus;
  requestedAt: number;
  statusSince: number;
}

/** Why somebody is not asked once more, and from when on (epoch ms) it may be tried again. */
export type AskingRefusal =
  | { why: 'open'; limit: number }
  | { why: 'denied'; until: number }
  | { why: 'often'; days: number; limit: number; until: number };

type AskingPolicy = Pick<ConsentPolicy, 'asking' | 'requestDays'>;

/** Moment (epoch ms) from which earlier requests matter to none of the bounds any more. */
export function askedSince({ asking, requestDays }: AskingPolicy, now: number): number {
  const { maxPerPerson, pauseDaysAfterDenial } = asking;
  // a no may come on the last day of a request
  const days = Math.max(maxPerPerson.days, requestDays + pauseDaysAfterDenial);
  return now - days * dayMs;
}

/**
 * Whether one person may be asked once more for a purpose.
 *
 * @param earlier what the same organisation asked of the same person, in any order
 * @param now epoch milliseconds
 * @returns null when they may be asked
 */
export function refuseAsking(
  earlier: readonly EarlierRequest[],
  purpose: ConsentPurpose,
  policy: AskingPolicy,
  now: number,
): AskingRefusal | null {
  const { maxOpenPerPerson, maxPerPerson, pauseDaysAfterDenial } = policy.asking;
  const pauses = earlier
    .filter((each) => each.status === 'denied' && each.purpose === purpose)
    .map(({ statusSince }) => statusSince + pauseDaysAfterDenial * dayMs);
  const until = Math.max(...pauses, now);
  if (until > now) return { why: 'denied', until };
  const open = earlier.filter(
    ({ status, requestedAt }) =>
      status === 'requested' && now < requestedAt + policy.requestDays * dayMs,
  );
  if (open.length >= maxOpenPerPerson) return { why: 'open', limit: maxOpenPerPerson };
  const { days, limit } = maxPerPerson;
  const lately = earlier
    .map(({ requestedAt }) => requestedAt + days * dayMs)
    .filter((end) => end > now)
    .sort((a, b) => b - a);
  const freeAt = lately[limit - 1];
  return freeAt === undefined ? null : { why: 'often', days, limit, until: freeAt };
}
