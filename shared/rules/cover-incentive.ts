import type { IncentiveRule } from '../policy/schema';

/** What is known of somebody's years for the incentive. */
export interface IncentiveFacts {
  /** Coverage years of resident insurance, in any order. */
  insuredYears: readonly number[];
  /** Years in which the funds paid anything at all. */
  claimYears: readonly number[];
  /** Years in which serious-illness insurance paid more than the cap without any raise. */
  rewardUsedYears: readonly number[];
  /** The last year that is over: only then it is known that nothing was claimed in it. */
  lastFinishedYear: number;
}

export interface Incentive {
  /** Years insured without a gap up to this one, however far back. */
  continuousYears: number;
  /** Those of them that count for the raise. */
  countedYears: number;
  continuousFen: number;
  /** Years without a claim that count. */
  zeroClaimYears: number;
  zeroClaimFen: number;
  limitFen: number;
  /** By how much the cap is raised: both together, never above the limit. */
  totalFen: number;
}

/** Years insured without a gap, up to and with `year`; 0 when that year is none of them. */
export function continuousYears(insuredYears: readonly number[], year: number): number {
  const insured = new Set(insuredYears);
  let years = 0;
  while (insured.has(year - years)) years++;
  return years;
}

/**
 * By how much the serious-illness cap of a coverage year is raised, 国办发〔2024〕38 号： each
 * continuous year after the first few, and each year without a claim for the year that follows.
 * A break starts the count of years again and keeps what was raised before. Using a raised cap
 * clears what came from years without a claim, never what came from continuity.
 *
 * @param capFen the cap without any raise, in fen
 */
export function coverIncentive(
  coverageYear: number,
  facts: IncentiveFacts,
  rule: IncentiveRule,
  capFen: number,
): Incentive {
  const insured = new Set(facts.insuredYears);
  const claimed = new Set(facts.claimYears);
  const used = new Set(facts.rewardUsedYears);
  const first = Math.min(coverageYear, ...facts.insuredYears);
  const { continuous, zeroClaim, limit } = rule;
  let run = 0;
  let continuousFen = 0;
  for (let year = Math.max(first, continuous.countFrom ?? first); year <= coverageYear; year++) {
    run = insured.has(year) ? run + 1 : 0;
    if (run > continuous.afterYears) continuousFen += continuous.perYearFen;
  }
  let zeroClaimYears = 0;
  const finished = Math.min(coverageYear - 1, facts.lastFinishedYear);
  for (let year = Math.max(first, zeroClaim.countFrom ?? first); year <= finished; year++) {
    if (used.has(year)) zeroClaimYears = 0;
    else if (insured.has(year) && !claimed.has(year)) zeroClaimYears++;
  }
  const zeroClaimFen = zeroClaimYears * zeroClaim.perYearFen;
  const limitFen = Math.floor((capFen * limit.percentOfCap) / 100);
  return {
    continuousYears: continuousYears(facts.insuredYears, coverageYear),
    countedYears: run,
    continuousFen,
    zeroClaimYears,
    zeroClaimFen,
    limitFen,
    totalFen: Math.min(continuousFen + zeroClaimFen, limitFen),
  };
}
