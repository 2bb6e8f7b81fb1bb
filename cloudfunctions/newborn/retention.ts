import { type CoveragePolicy, coverageYearsOf, policyFor } from '@yibao/shared/policy';
import { dayMs, shanghaiDate, yearOf } from '@yibao/shared/rules/dates';

/**
 * How long photographs and drafts are kept: what the current year's policy says, or the last
 * published one's when this year's is not out yet.
 *
 * @param region six digits
 * @returns milliseconds after the decision (photographs) and after the last change (drafts)
 */
export function retentionOf(
  region: string,
  now: number,
): { photoKeptMs: number; draftKeptMs: number } {
  const thisYear = yearOf(shanghaiDate(now));
  const published = coverageYearsOf(region)
    .map((year) => policyFor(region, year))
    .filter((policy): policy is CoveragePolicy => policy?.status === 'published');
  const policy = published.findLast(({ year }) => year <= thisYear) ?? published[0];
  if (!policy) throw new Error('a region without any published policy');
  const { photoKeptDays, draftKeptDays } = policy.newborn.retention;
  return { photoKeptMs: photoKeptDays * dayMs, draftKeptMs: draftKeptDays * dayMs };
}
