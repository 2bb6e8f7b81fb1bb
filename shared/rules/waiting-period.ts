import type { WaitingRule } from '../policy/schema';

export interface WaitingInput {
  /** Paid in a window that is in time (集中参保期 or its extension). */
  inWindow: boolean;
  brokenYears: number;
  /** Broken years that were paid for afterwards (补缴). */
  repairedYears: number;
  exempt: boolean;
}

/**
 * Months between payment and cover (待遇等待期), 国办发〔2024〕38号： a fixed part for paying late
 * or coming back after a break, a part for each broken year that paying for it takes off again,
 * and a floor for long breaks.
 *
 * @param rule null in years before the waiting period existed
 * @returns whole months, 0 when there is no wait
 */
export function waitingMonths(input: WaitingInput, rule: WaitingRule | null): number {
  const { inWindow, brokenYears, repairedYears, exempt } = input;
  if (rule === null || exempt) return 0;
  if (brokenYears === 0) return inWindow ? 0 : rule.fixedMonths;
  const repaired = Math.min(repairedYears, brokenYears);
  const variable = brokenYears * rule.perBrokenYearMonths - repaired * rule.repairReducesMonths;
  const total = rule.fixedMonths + Math.max(0, variable);
  return brokenYears >= rule.floor.brokenYears ? Math.max(total, rule.floor.months) : total;
}

/**
 * Consecutive years without any insurance right before a coverage year (断保年数). Who was never
 * insured before it anywhere enrols for the first time: 0.
 *
 * @param insuredYears coverage years with basic insurance of any kind, in any order
 * @param countFrom first coverage year that can count as broken; null: every year counts
 * @param birthYear years before it cannot count
 */
export function brokenYears(
  insuredYears: readonly number[],
  coverageYear: number,
  countFrom: number | null,
  birthYear?: number,
): number {
  const earlier = insuredYears.filter((year) => year < coverageYear);
  if (earlier.length === 0) return 0;
  const firstBroken = Math.max(...earlier) + 1;
  const firstCounted = Math.max(firstBroken, countFrom ?? firstBroken, birthYear ?? firstBroken);
  return Math.max(0, coverageYear - firstCounted);
}
