import type { CoveragePolicy } from '../policy/schema';
import { benefitPeriod, coverFromBirth } from './benefit-period';
import { windowOn } from './collection-window';
import { addDays, daysBetween, laterOf, yearEnd, yearOf, yearStart } from './dates';
import type { IsoDate } from './facts';
import { brokenYears, waitingMonths } from './waiting-period';

/** A payment of an older year, as the core platform tells of it. */
export interface OlderPayment {
  coverageYear: number;
  /** Shanghai day. */
  paidOn: IsoDate;
  birthDate: IsoDate;
  /** Every year with basic insurance of any kind, anywhere. */
  insuredYears: readonly number[];
}

export interface ReckonedCover {
  from: IsoDate;
  to: IsoDate;
  waitingUntil: IsoDate | null;
  /** Why there is a wait; null without one. */
  waitingReason: string | null;
}

/** Where no policy says otherwise, a newborn paid for within so many days is covered from birth. */
const usualNewbornDays = 90;

/**
 * From when to when a payment made before this service covers: the platform tells of the payment,
 * not of the days. By the policy of the year where there is one; in years without one from 1
 * January, or from the day after a payment within the year.
 *
 * @param policy the city's, null when none is on file for that year
 * @returns null when that payment brought no cover within the year
 */
export function reckonCover(
  payment: OlderPayment,
  policy: CoveragePolicy | null,
): ReckonedCover | null {
  const { coverageYear, paidOn, birthDate, insuredYears } = payment;
  const newbornDays = policy?.newborn.windowDays ?? usualNewbornDays;
  const ageDays = daysBetween(birthDate, paidOn);
  if (yearOf(birthDate) === coverageYear && ageDays >= 0 && ageDays <= newbornDays) {
    return { ...coverFromBirth(birthDate, coverageYear), waitingReason: null };
  }
  const window = policy && windowOn(policy, paidOn);
  if (!policy || !window) return withoutWindow(coverageYear, paidOn);
  const broken = brokenYears(
    insuredYears,
    coverageYear,
    policy.waiting?.brokenYearsCountFrom ?? null,
    yearOf(birthDate),
  );
  const months = waitingMonths(
    { inWindow: !window.waits, brokenYears: broken, repairedYears: 0, exempt: false },
    policy.waiting,
  );
  const period = benefitPeriod({ policy, paidOn, waitingMonths: months });
  if (period.kind !== 'cover') return null;
  const { from, to, waitingUntil } = period;
  return { from, to, waitingUntil, waitingReason: reasonOf(months, broken) };
}

/** An enrolment that starts on 1 January, or on the day after a later payment. */
function withoutWindow(coverageYear: number, paidOn: IsoDate): ReckonedCover | null {
  const from = laterOf(yearStart(coverageYear), addDays(paidOn, 1));
  const to = yearEnd(coverageYear);
  return from > to ? null : { from, to, waitingUntil: null, waitingReason: null };
}

/** Why somebody has to wait, in a sentence. */
export function reasonOf(months: number, broken: number): string | null {
  if (months === 0) return null;
  if (broken > 0) return `断保 ${broken} 年，缴费后有 ${months} 个月等待期`;
  return `过了集中缴费期才缴费，缴费后有 ${months} 个月等待期`;
}
