import { type CoveragePolicy, policyFor } from '@yibao/shared/policy';
import { type IncentiveRule } from '@yibao/shared/policy/schema';
import { type Output } from '@yibao/shared/contracts';
import { citeRows } from '@yibao/shared/rules/applied-row';
import {
  continuousYears,
  coverIncentive,
  type Incentive as CoverIncentive,
} from '@yibao/shared/rules/cover-incentive';
import { type ReckonedCover, reckonCover } from '@yibao/shared/rules/cover-history';
import { formatChineseDate, shanghaiDate, yearOf } from '@yibao/shared/rules/dates';
import { formatYuan } from '@yibao/shared/rules/money';
import { runningSentence } from '../enrollment/cover';
import { tellingOf } from '../enrollment/discretion';
import { sentenceOf as enrollmentSentence } from '../enrollment/view';
import { type Person, type PlatformContribution } from '../lib/database/schema';
import { type OwnCover, type YearOfClaims } from './facts';

type Covers = Output<'records.covers'>;
type Cover = Covers['covers'][number];
type Incentive = NonNullable<Cover['incentive']>;

export interface CoverFacts {
  person: Person;
  viewerPersonId: string;
  region: string;
  own: OwnCover[];
  contributions: PlatformContribution[];
  /** Null where claims are not known, or not the viewer's to know. */
  claims: YearOfClaims[] | null;
  now: number;
}

type Year = Omit<Cover, 'continuousYears' | 'incentive'>;

const published = (region: string, year: number): CoveragePolicy | null => {
  const policy = policyFor(region, year);
  return policy?.status === 'published' ? policy : null;
};

const nothing = {
  insurance: null,
  placeName: null,
  period: null,
  waitingUntil: null,
  waitingReason: null,
  isReckoned: false,
  enrollmentId: null,
  rules: [],
} as const satisfies Partial<Year>;

type Period = Pick<ReckonedCover, 'from' | 'to' | 'waitingUntil'>;

function stateOf(period: Period, posted: boolean, today: string): Year['state'] {
  if (period.to < today) return 'ended';
  if (period.from <= today) return 'effective';
  if (!posted) return 'processing';
  return period.waitingUntil === null ? 'upcoming' : 'waiting';
}

function sentenceOf(year: number, period: Period, state: Year['state']): string {
  const [from, to] = [formatChineseDate(period.from), formatChineseDate(period.to)];
  switch (state) {
    case 'ended':
      return `${from}到 ${to}看病可以报销`;
    case 'effective':
      return runningSentence(period.to);
    case 'waiting':
      return `已缴费，等待期到 ${formatChineseDate(period.waitingUntil ?? '')}，${from}起可以报销`;
    case 'processing':
      return `已缴费，正在入账，${from}起可以报销`;
    default:
      return `${year} 年度已缴费，${from}起可以报销`;
  }
}

/** A year that was enrolled here. */
function ownYear({ enrollment, coverage, item }: OwnCover, facts: CoverFacts): Year {
  const { coverageYear } = enrollment;
  const base = { ...nothing, coverageYear, enrollmentId: enrollment.id };
  const telling = tellingOf(enrollment, facts.viewerPersonId);
  if (!coverage) {
    const sentence = enrollmentSentence(enrollment, null);
    return { ...base, state: 'pending', sentence, insurance: 'resident', rules: telling.rules };
  }
  const { coverFrom: from, coverTo: to, waitingUntil } = coverage;
  const period = { from, to, waitingUntil };
  const state = stateOf(period, item?.postedAt != null, shanghaiDate(facts.now));
  const foreseen = enrollment.assessment.waitingMonths > 0;
  const lateReason = '过了集中缴费期才缴费，缴费后有等待期';
  return {
    ...base,
    state,
    sentence: sentenceOf(coverageYear, period, state),
    insurance: 'resident',
    period: { from, to },
    waitingUntil,
    waitingReason: waitingUntil === null ? null : foreseen ? telling.waitingReason : lateReason,
    rules: telling.rules,
  };
}

/** A year that only the core platform knows of. */
function platformYear(
  row: PlatformContribution,
  insuredYears: readonly number[],
  facts: CoverFacts,
): Year {
  const { coverageYear, insurance, poolingAreaName } = row;
  const base = { ...nothing, coverageYear, insurance };
  const policy = published(facts.region, coverageYear);
  if (insurance === 'employee') {
    const sentence = '这一年参加的是职工医保，报销时间跟着单位缴费走';
    return { ...base, state: 'elsewhere', sentence, placeName: poolingAreaName };
  }
  if (!isHere(row, facts.region)) {
    const sentence = `这一年在${poolingAreaName}参保，报销以那边的规定为准`;
    return { ...base, state: 'elsewhere', sentence, placeName: poolingAreaName };
  }
  if (!row.arrived) {
    return { ...base, state: 'processing', sentence: '已缴费，医保系统正在入账' };
  }
  const paidOn = shanghaiDate(row.paidAt);
  const { birthDate } = facts.person;
  const cover = reckonCover({ coverageYear, paidOn, birthDate, insuredYears }, policy);
  if (!cover) return { ...base, state: 'none', sentence: '缴费太晚，这一年没有能报销的日子' };
  const state = stateOf(cover, true, shanghaiDate(facts.now));
  return {
    ...base,
    state,
    sentence: sentenceOf(coverageYear, cover, state),
    period: { from: cover.from, to: cover.to },
    waitingUntil: cover.waitingUntil,
    waitingReason: cover.waitingReason,
    isReckoned: true,
    rules: policy?.waiting && cover.waitingUntil !== null ? citeRows([policy.waiting]) : [],
  };
}

/** Whether a contribution was taken in this city's own pooling area. */
export function isHere({ poolingArea }: { poolingArea: string }, region: string): boolean {
  return poolingArea.slice(0, 4) === region.slice(0, 4);
}

/** What the serious-illness cap is raised by in a year; null where the policy has no incentive. */
function incentiveOf(year: number, residentYears: number[], facts: CoverFacts): Incentive | null {
  const policy = published(facts.region, year);
  if (!policy?.incentive || !residentYears.includes(year)) return null;
  const { incentive: rule, caps } = policy;
  const { capFen } = caps.seriousIllness;
  const claims = facts.claims ?? [];
  const raise = coverIncentive(
    year,
    {
      insuredYears: residentYears,
      claimYears: claims.filter(({ fundFen }) => fundFen > 0).map((claim) => claim.year),
      rewardUsedYears: claims
        .filter(({ seriousIllnessFen }) => seriousIllnessFen > capFen)
        .map((claim) => claim.year),
      // where claims are not known no year may pass as one without
      lastFinishedYear: facts.claims ? yearOf(shanghaiDate(facts.now)) - 1 : 0,
    },
    rule,
    capFen,
  );
  const { continuousFen, zeroClaimFen, limitFen, totalFen } = raise;
  const told =
    totalFen > 0
      ? `大病保险最多能报的钱多了 ${formatYuan(totalFen)}，到 ${formatYuan(capFen + totalFen)}`
      : notYet(rule, raise);
  return {
    continuousYears: raise.continuousYears,
    capFen,
    continuousFen,
    zeroClaimFen: facts.claims ? zeroClaimFen : null,
    limitFen,
    totalFen,
    sentence: told,
    // a rule reads as a fact about the person: only those that did something for them
    rules: citeRows([
      ...(continuousFen > 0 ? [rule.continuous] : []),
      ...(facts.claims && zeroClaimFen > 0 ? [rule.zeroClaim] : []),
      ...(continuousFen + zeroClaimFen > limitFen ? [rule.limit] : []),
      caps.seriousIllness,
    ]),
  };
}

/** How far it is to the first raise, and why fewer years count than somebody was insured. */
function notYet(
  { continuous: { afterYears, countFrom, perYearFen } }: IncentiveRule,
  { continuousYears: years, countedYears }: CoverIncentive,
): string {
  if (countedYears > afterYears) return '这一年没有提高大病保险限额';
  const since =
    countFrom !== null && countedYears < years
      ? `连续参保的奖励从 ${countFrom} 年开始算，以前的年数不计，现在算 ${countedYears} 年`
      : `连续参保的奖励已算 ${countedYears} 年`;
  return `${since}；满 ${afterYears} 年后每多一年加 ${formatYuan(perYearFen)}`;
}

/** One line a year from the first known to the last, years without insurance among them. */
export function coversOf(facts: CoverFacts): Pick<Covers, 'covers' | 'sentence'> {
  const arrived = facts.contributions.filter((row) => row.arrived);
  const paidHere = facts.own.filter(({ coverage }) => coverage);
  const anyYears = [
    ...arrived.map((row) => row.coverageYear),
    ...paidHere.map(({ enrollment }) => enrollment.coverageYear),
  ];
  const residentYears = [
    ...arrived.filter((row) => row.insurance === 'resident').map((row) => row.coverageYear),
    ...paidHere.map(({ enrollment }) => enrollment.coverageYear),
  ];
  const known = new Map<number, Year>();
  // the platform's lines first: what was enrolled here says it more exactly
  for (const row of [...facts.contributions].reverse()) {
    known.set(row.coverageYear, platformYear(row, anyYears, facts));
  }
  for (const own of facts.own) {
    const { coverageYear } = own.enrollment;
    if (own.coverage || !known.has(coverageYear)) known.set(coverageYear, ownYear(own, facts));
  }
  const years = [...known.keys()];
  if (years.length === 0) return { covers: [], sentence: '还没有参保记录' };
  const last = Math.max(...years);
  const first = Math.min(...years);
  const covers = Array.from({ length: last - first + 1 }, (_, n): Cover => {
    const coverageYear = last - n;
    const year = known.get(coverageYear) ?? {
      ...nothing,
      coverageYear,
      state: 'none' as const,
      sentence: '这一年没有参保，连续参保的年数从下一次参保重新算',
    };
    return {
      ...year,
      continuousYears: continuousYears(anyYears, coverageYear),
      incentive: incentiveOf(coverageYear, residentYears, facts),
    };
  });
  return { covers, sentence: summaryOf(anyYears) };
}

function summaryOf(insuredYears: number[]): string {
  if (insuredYears.length === 0) return '还没有缴过费';
  const last = Math.max(...insuredYears);
  const years = continuousYears(insuredYears, last);
  const total = new Set(insuredYears).size;
  return years === total
    ? `连续参保 ${years} 年，到 ${last} 年度`
    : `一共参保 ${total} 年，最近连续 ${years} 年，到 ${last} 年度`;
}
