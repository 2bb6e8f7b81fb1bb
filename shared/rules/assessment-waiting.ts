import type { CoveragePolicy } from '../policy/schema';
import { daysBetween, yearOf } from './dates';
import type { EnrollmentFacts, IsoDate } from './facts';
import { hardshipOn } from './hardship';
import { brokenYears, waitingMonths } from './waiting-period';

/** One person, one coverage year, one moment: what the parts of an assessment look at. */
export interface AssessmentCase {
  policy: CoveragePolicy;
  facts: EnrollmentFacts;
  /** Epoch milliseconds, and the Shanghai day of it. */
  now: number;
  today: IsoDate;
  repairedYears: number;
  /** Today lies in a window that is in time. */
  inWindow: boolean;
}

export type WaitingReason =
  'none' | 'exemptNewborn' | 'exemptHardship' | 'late' | 'broken' | 'lateAndBroken';

export interface Waiting {
  /** Whole months without cover, 0 when there is no wait. */
  months: number;
  reason: WaitingReason;
  /** The reason as a sentence for people. */
  explanation: string;
  brokenYears: number;
  /** Last day of the wait, null when there is none. */
  waitingUntil: IsoDate | null;
}

const explanations = {
  none: () => '没有等待期',
  exemptNewborn: () => '新生儿没有等待期',
  exemptHardship: () => '困难群众没有等待期',
  late: (months) => `过了集中缴费期才参保，缴费后有 ${months} 个月等待期，这段时间还不能报销`,
  broken: (months, years) =>
    `之前断保 ${years} 年，缴费后有 ${months} 个月等待期，这段时间还不能报销`,
  lateAndBroken: (months, years) =>
    `过了集中缴费期才参保，之前又断保 ${years} 年，缴费后有 ${months} 个月等待期，这段时间还不能报销`,
} satisfies Record<WaitingReason, (months: number, years: number) => string>;

/** Born no longer ago than the policy exempts newborns from waiting. */
export function isExemptNewborn({ policy, facts, today }: AssessmentCase): boolean {
  const ageDays = daysBetween(facts.birthDate, today);
  return ageDays >= 0 && ageDays <= (policy.waiting?.exempt.newbornWithinDays ?? -1);
}

function exemption(subject: AssessmentCase): 'exemptNewborn' | 'exemptHardship' | null {
  const { policy, facts, today } = subject;
  const exempt = policy.waiting?.exempt;
  if (!exempt) return null;
  if (isExemptNewborn(subject)) return 'exemptNewborn';
  const listed = hardshipOn(facts.hardship, today).some((entry) =>
    exempt.identities.includes(entry),
  );
  return listed ? 'exemptHardship' : null;
}

/**
 * The wait in months, and why; the day it ends follows from the payment day. An exemption is
 * named only where there would have been a wait.
 */
export function waitOf(subject: AssessmentCase): Omit<Waiting, 'waitingUntil'> {
  const { policy, facts, repairedYears, inWindow } = subject;
  const broken = brokenYears(
    facts.insuredYears,
    policy.year,
    policy.waiting?.brokenYearsCountFrom ?? null,
    yearOf(facts.birthDate),
  );
  const input = { inWindow, brokenYears: broken, repairedYears, exempt: false };
  const owed = waitingMonths(input, policy.waiting);
  const exempt = owed > 0 ? exemption(subject) : null;
  const months = exempt ? 0 : owed;
  const reason = exempt ?? reasonOf(owed, inWindow, broken);
  return { months, reason, explanation: explanations[reason](months, broken), brokenYears: broken };
}

function reasonOf(months: number, inWindow: boolean, broken: number): WaitingReason {
  if (months === 0) return 'none';
  if (inWindow) return 'broken';
  return broken > 0 ? 'lateAndBroken' : 'late';
}
