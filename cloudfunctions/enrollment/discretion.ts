import { type CoveragePolicy, policyFor } from '@yibao/shared/policy';
import { type Enrollment, type StoredAssessment } from '../lib/database/schema';
import { type AppliedRule } from '../lib/wire';

const noWait = '没有等待期';

/**
 * Whoever pays for somebody must see the amount, but not why it is low: an identity on a hardship
 * list is told in words only to the person themselves (docs/adr/0007).
 *
 * @returns the policy rows without those that name a hardship identity
 */
export function rulesForOthers(rules: AppliedRule[], policy: CoveragePolicy): AppliedRule[] {
  const telling = new Set(policy.subsidies.map((row) => row.id));
  if (policy.waiting) telling.add(policy.waiting.exempt.id);
  return rules.filter(({ id }) => !telling.has(id));
}

/** The rows an enrolment rests on, without those that name a hardship identity. */
export function discreetRules({ region, coverageYear, assessment }: Enrollment): AppliedRule[] {
  const policy = policyFor(region, coverageYear);
  return policy?.status === 'published' ? rulesForOthers(assessment.rules, policy) : [];
}

/** The reason of a wait, which may name the identity that spares the person from it. */
export function waitingReasonForOthers(months: number, reason: string): string {
  return months === 0 ? noWait : reason;
}

type Telling = Pick<StoredAssessment, 'rules' | 'waitingReason' | 'subsidyReason'>;

/** What an enrolment may tell of its assessment to somebody who acts for the person. */
export function tellingOf(row: Enrollment, viewerPersonId: string): Telling {
  if (row.personId === viewerPersonId) return row.assessment;
  const { waitingReason, waitingMonths } = row.assessment;
  return {
    rules: discreetRules(row),
    waitingReason: waitingReasonForOthers(waitingMonths, waitingReason),
    subsidyReason: null,
  };
}
