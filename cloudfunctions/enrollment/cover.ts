import { policyFor } from '@yibao/shared/policy';
import {
  benefitPeriod,
  type BenefitPeriod,
  coverFromBirth,
} from '@yibao/shared/rules/benefit-period';
import { windowOn } from '@yibao/shared/rules/collection-window';
import { formatChineseDate } from '@yibao/shared/rules/dates';
import { waitingMonths } from '@yibao/shared/rules/waiting-period';
import { type Enrollment } from '../lib/database/schema';

export interface CoverIfPaid {
  period: Pick<Extract<BenefitPeriod, { kind: 'cover' }>, 'from' | 'to' | 'waitingUntil'>;
  waitingMonths: number;
}

/**
 * What a payment on a given day covers. The wait is reckoned anew for that day: who enrolled in
 * the collection window but pays after it is late. A newborn paid for in its own window is covered
 * from birth (医保办函〔2021〕11 号).
 *
 * @param paidOn Shanghai day
 * @returns null when a payment that day would bring no cover in the year
 */
export function coverIfPaid(
  row: Pick<Enrollment, 'region' | 'coverageYear' | 'assessment'>,
  paidOn: string,
): CoverIfPaid | null {
  const policy = policyFor(row.region, row.coverageYear);
  if (policy?.status !== 'published') return null;
  const { newborn } = row.assessment;
  if (newborn && paidOn <= newborn.payBy) {
    return { period: coverFromBirth(newborn.birthDate, row.coverageYear), waitingMonths: 0 };
  }
  const window = windowOn(policy, paidOn);
  if (!window) return null;
  const months = waitingMonths(
    {
      inWindow: !window.waits,
      brokenYears: row.assessment.brokenYears,
      repairedYears: 0,
      exempt: row.assessment.waitingExempt,
    },
    policy.waiting,
  );
  const period = benefitPeriod({ policy, paidOn, waitingMonths: months });
  return period.kind === 'cover' ? { period, waitingMonths: months } : null;
}

/** While the cover runs: its last day counts too, and a sentence with 「前」 would take it away. */
export const runningSentence = (coverTo: string): string =>
  `医保正常，到 ${formatChineseDate(coverTo)}（含当天）看病都可以报销`;
