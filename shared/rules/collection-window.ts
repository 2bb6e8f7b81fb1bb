import type { CollectionWindow, CoveragePolicy } from '../policy/schema';
import type { IsoDate } from './facts';

/**
 * Where a day stands: before a window that is still to come, in one that is in time, in one that
 * is late, or after the last.
 */
export type CollectionPhase = 'upcoming' | 'open' | 'late' | 'closed';

/** @returns the collection window (缴费期) a day lies in, both ends included, or null */
export function windowOn(policy: CoveragePolicy, on: IsoDate): CollectionWindow | null {
  return policy.windows.find(({ from, to }) => from <= on && on <= to) ?? null;
}

/** @returns the first collection window that begins after a day, or null */
export function nextWindowAfter(policy: CoveragePolicy, on: IsoDate): CollectionWindow | null {
  return policy.windows.find(({ from }) => from > on) ?? null;
}

/** @returns where a day stands in a coverage year's collection */
export function collectionPhase(policy: CoveragePolicy, on: IsoDate): CollectionPhase {
  const current = windowOn(policy, on);
  if (current) return current.waits ? 'late' : 'open';
  return nextWindowAfter(policy, on) ? 'upcoming' : 'closed';
}
