import { type CoveragePolicy, coverageYearsOf, type Policy, policyFor } from '@yibao/shared/policy';
import { type Output } from '@yibao/shared/contracts';
import { collectionPhase, nextWindowAfter, windowOn } from '@yibao/shared/rules/collection-window';
import { daysBetween, formatChineseDate, shanghaiDate } from '@yibao/shared/rules/dates';

export type YearView = Output<'enrollment.years'>['years'][number];

/** A coverage year as people see it today: can it be paid, until when, for how much. */
function describeYear(policy: Policy, now: number): YearView {
  if (policy.status === 'unpublished') {
    return {
      coverageYear: policy.year,
      status: 'unpublished',
      sentence: `${policy.year} 年度标准待公布`,
      standardFen: null,
      collectionFrom: null,
      collectionTo: null,
      daysLeft: null,
    };
  }
  const today = shanghaiDate(now);
  const window = windowOn(policy, today);
  return {
    coverageYear: policy.year,
    status: collectionPhase(policy, today),
    sentence: sentenceOf(policy, today),
    standardFen: policy.contributions[0]?.amountFen ?? null,
    collectionFrom: window?.from ?? null,
    collectionTo: window?.to ?? null,
    daysLeft: window ? daysBetween(today, window.to) : null,
  };
}

/** Every year of a city's policy as people see it today, oldest first. */
export function yearsOf(region: string, now: number): YearView[] {
  return coverageYearsOf(region)
    .map((year) => policyFor(region, year))
    .filter((policy) => policy !== null)
    .map((policy) => describeYear(policy, now));
}

function sentenceOf(policy: CoveragePolicy, today: string): string {
  const window = windowOn(policy, today);
  if (!window) {
    const next = nextWindowAfter(policy, today);
    return next
      ? `${policy.year} 年度 ${formatChineseDate(next.from)}开始缴费`
      : `${policy.year} 年度缴费已经结束`;
  }
  const until = formatChineseDate(window.to);
  if (window.kind === 'normal') return `集中缴费期到 ${until}`;
  return window.waits
    ? `集中缴费期已过，到 ${until}（含当天）还可以补缴，缴费后有等待期`
    : `延长缴费期到 ${until}`;
}

/** The year people mean: the latest one that can be paid today, else the latest published. */
export function defaultYear(years: YearView[]): number {
  const newestFirst = [...years].sort((a, b) => b.coverageYear - a.coverageYear);
  const wanted =
    newestFirst.find(({ status }) => status === 'open') ??
    newestFirst.find(({ status }) => status === 'late') ??
    newestFirst.find(({ status }) => status !== 'unpublished') ??
    newestFirst[0];
  if (!wanted) throw new Error('a region without a single coverage year');
  return wanted.coverageYear;
}
