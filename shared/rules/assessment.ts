import type { CoveragePolicy, UnpublishedPolicy } from '../policy/schema';
import { type AppliedRow, citeRows } from './applied-row';
import { hintsFor } from './assessment-hints';
import { type AssessmentCase, type Waiting, waitOf } from './assessment-waiting';
import { benefitPeriod } from './benefit-period';
import { type Contribution, contributionFor } from './contribution';
import { shanghaiDate } from './dates';
import {
  eligibilityIn,
  type IneligibleReason,
  type PublishedEligibility,
  refuseUnpublished,
} from './eligibility';
import type { EnrollmentFacts, InsuranceRelation, IsoDate } from './facts';

export type Assessment =
  | {
      outcome: 'eligible';
      fee: Contribution;
      waiting: Waiting;
      /** Assuming payment today; null when the wait outlasts the coverage year. */
      cover: { from: IsoDate; to: IsoDate } | null;
      /** Last day of the collection window today lies in. */
      collectionEnds: IsoDate;
      rows: AppliedRow[];
      hints: string[];
    }
  | {
      outcome: 'insuredElsewhere';
      poolingArea: string;
      poolingAreaName: string;
      insurance: InsuranceRelation['insurance'];
      /** Epoch milliseconds when the platform learnt of the suspension, null before. */
      suspendedAt: number | null;
      message: string;
      rows: AppliedRow[];
    }
  | { outcome: 'ineligible'; reason: IneligibleReason; message: string; rows: AppliedRow[] }
  | { outcome: 'unpublished'; message: string; rows: AppliedRow[] };

const exemptReasons: Waiting['reason'][] = ['exemptNewborn', 'exemptHardship'];

function waitingRows({ policy }: AssessmentCase, { reason }: Pick<Waiting, 'reason'>) {
  if (policy.waiting === null || reason === 'none') return [];
  const { waiting } = policy;
  return citeRows(exemptReasons.includes(reason) ? [waiting, waiting.exempt] : [waiting]);
}

function assessEligible(
  subject: AssessmentCase,
  eligible: Extract<PublishedEligibility, { ok: true }>,
): Assessment {
  const { policy, facts, today } = subject;
  const fee = contributionFor({ policy, facts, on: today });
  const wait = waitOf(subject);
  const period = benefitPeriod({ policy, paidOn: today, waitingMonths: wait.months });
  const cover = period.kind === 'cover' ? { from: period.from, to: period.to } : null;
  const waitingUntil = period.kind === 'outsideWindow' ? null : period.waitingUntil;
  const waiting: Waiting = { ...wait, waitingUntil };
  return {
    outcome: 'eligible',
    fee,
    waiting,
    cover,
    collectionEnds: eligible.window.to,
    rows: [...fee.rows, ...eligible.rows, ...waitingRows(subject, wait)],
    hints: hintsFor({ subject, fee, waiting, covered: cover !== null }),
  };
}

function assessRefused(refused: Extract<PublishedEligibility, { ok: false }>): Assessment {
  const { message, rows } = refused;
  if (refused.reason !== 'insuredElsewhere') {
    return { outcome: 'ineligible', reason: refused.reason, message, rows };
  }
  const { poolingArea, poolingAreaName, insurance, suspendedAt } = refused.relation;
  return {
    outcome: 'insuredElsewhere',
    poolingArea,
    poolingAreaName,
    insurance,
    suspendedAt,
    message,
    rows,
  };
}

/**
 * Everything the enrolment rules say about one person and one coverage year if they paid now:
 * may they, what does it cost, from when does it cover, which policy rows say so.
 *
 * @param coverageYear must be the policy's year
 * @param now epoch milliseconds of the business clock
 * @param repairedYears broken years already paid for, 0 when not given
 * @throws RangeError when the policy is another year's
 */
export function assessEnrollment({
  policy,
  facts,
  coverageYear,
  now,
  repairedYears = 0,
}: {
  policy: CoveragePolicy | UnpublishedPolicy;
  facts: EnrollmentFacts;
  coverageYear: number;
  now: number;
  repairedYears?: number;
}): Assessment {
  if (policy.year !== coverageYear) throw new RangeError('the policy is of another coverage year');
  if (policy.status === 'unpublished') {
    const { message, rows } = refuseUnpublished(policy);
    return { outcome: 'unpublished', message, rows };
  }
  const today = shanghaiDate(now);
  const answer = eligibilityIn({ policy, facts, on: today });
  if (!answer.ok) return assessRefused(answer);
  const inWindow = !answer.window.waits;
  return assessEligible({ policy, facts, now, today, repairedYears, inWindow }, answer);
}
