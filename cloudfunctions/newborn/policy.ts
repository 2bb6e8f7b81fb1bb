import { type CoveragePolicy, coverageYearsOf, policyFor } from '@yibao/shared/policy';
import { shanghaiDate, yearOf } from '@yibao/shared/rules/dates';

/**
 * The rules a form is held to and photographs are kept by: the current year's, or the last
 * published ones while this year's are not out yet. What is paid follows the year of the birth.
 *
 * @throws Error for a region without any published policy
 */
export function formPolicy(region: string, now: number): CoveragePolicy {
  const thisYear = yearOf(shanghaiDate(now));
  const published = coverageYearsOf(region)
    .map((year) => policyFor(region, year))
    .filter((policy): policy is CoveragePolicy => policy?.status === 'published');
  const policy = published.findLast(({ year }) => year <= thisYear) ?? published[0];
  if (!policy) throw new Error('a region without any published policy');
  return policy;
}
