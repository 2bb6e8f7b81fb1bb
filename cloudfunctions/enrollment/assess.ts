import { type CoveragePolicy, policyFor } from '@yibao/shared/policy';
import { type Assessment, assessEnrollment } from '@yibao/shared/rules/assessment';
import { type Output } from '@yibao/shared/contracts';
import { waitOf } from '@yibao/shared/rules/assessment-waiting';
import { formatChineseDate, shanghaiDate } from '@yibao/shared/rules/dates';
import { refuseUnpublished } from '@yibao/shared/rules/eligibility';
import { type EnrollmentFacts } from '@yibao/shared/rules/facts';
import { hardshipLabels } from '@yibao/shared/rules/hardship';
import { insuredOtherwise } from '@yibao/shared/rules/insured-otherwise';
import { formatYuan } from '@yibao/shared/rules/money';
import { refuseField } from '../lib/dispatcher/input';
import { type Enrollment, type Person } from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';
import { rulesForOthers, waitingReasonForOthers } from './discretion';
import { gatherFacts, paidHere } from './facts';
import { keepOtherwise } from './insured-otherwise';

export type Check = Output<'enrollment.check'>;
export type Eligible = Extract<Assessment, { outcome: 'eligible' }>;

const noAnswer = {
  advice: [],
  fee: null,
  waiting: null,
  cover: null,
  elsewhere: null,
  enrollmentId: null,
};

/** What an enrolment keeps of its assessment. */
export type Snapshot = Pick<Enrollment, 'standardFen' | 'subsidyFen' | 'payableFen' | 'assessment'>;

export interface Assessed {
  /**
   * For going on with it; null when there is nothing to go on with. For somebody insured
   * elsewhere it is what will hold once that insurance is suspended.
   */
  snapshot: Snapshot | null;
  check: Check;
}

function snapshotOf(
  { fee, waiting, hints, rows }: Eligible,
  { policy, facts, now }: { policy: CoveragePolicy; facts: EnrollmentFacts; now: number },
): Snapshot {
  // a late payer always owes a wait, so the reason then tells whether the person is exempt
  const today = shanghaiDate(now);
  const late = waitOf({ policy, facts, now, today, repairedYears: 0, inWindow: false });
  return {
    standardFen: fee.standardFen,
    subsidyFen: fee.subsidyFen,
    payableFen: fee.payableFen,
    assessment: {
      waitingMonths: waiting.months,
      waitingReason: waiting.explanation,
      brokenYears: waiting.brokenYears,
      waitingExempt: late.reason === 'exemptNewborn' || late.reason === 'exemptHardship',
      subsidyReason: fee.identity ? hardshipLabels[fee.identity] : null,
      hints,
      rules: rows,
    },
  };
}

/**
 * Asks the platform, applies the rules, and puts the answer into plain words. Writes nothing but what
 * the platform said of another insurance, for the first page (docs/adr/0010). Outside any transaction.
 *
 * @param forSelf the reason of a subsidy is told only to the person themselves
 * @throws ServiceError bad_input for a year that nobody knows
 */
export async function assessPerson(
  runtime: Runtime,
  row: Person,
  coverageYear: number,
  options: { now: number; forSelf: boolean },
): Promise<Assessed> {
  const policy = policyFor(runtime.config.region, coverageYear);
  if (!policy) throw refuseField('coverageYear', `没有 ${coverageYear} 年度的参保业务`);
  const base = { personId: row.id, coverageYear, ...noAnswer };
  if (policy.status === 'unpublished') {
    const sentence = `${coverageYear} 年度标准待公布，公布后就可以办理`;
    const { rows: rules } = refuseUnpublished(policy);
    return { snapshot: null, check: { ...base, outcome: 'unpublished', sentence, rules } };
  }
  const { facts, contributions } = await gatherFacts(runtime, row);
  const paid = paidHere(contributions, policy);
  const areas = policy.pooling.areas;
  const told = insuredOtherwise(facts.insurances, paid !== null, areas);
  await keepOtherwise(runtime.db, { personId: row.id, coverageYear }, told, options.now);
  if (paid) {
    const sentence = `${coverageYear} 年度的医保费已经缴过了，不用再缴`;
    const check: Check = { ...base, outcome: 'already_covered', sentence, rules: [] };
    return { snapshot: null, check };
  }
  const { now } = options;
  const assessment = assessEnrollment({ policy, facts, coverageYear, now });
  const described = describe(assessment, base, options.forSelf);
  const check = options.forSelf ? described : discreet(described, policy);
  const asIfSuspended = {
    ...facts,
    insurances: facts.insurances.filter(({ poolingArea }) => areas.includes(poolingArea)),
  };
  const basis =
    assessment.outcome === 'insuredElsewhere'
      ? assessEnrollment({ policy, facts: asIfSuspended, coverageYear, now })
      : assessment;
  if (basis.outcome !== 'eligible' || !basis.cover) return { snapshot: null, check };
  return { snapshot: snapshotOf(basis, { policy, facts, now }), check };
}

function discreet(check: Check, policy: CoveragePolicy): Check {
  const { waiting } = check;
  return {
    ...check,
    rules: rulesForOthers(check.rules, policy),
    waiting: waiting && {
      ...waiting,
      reason: waitingReasonForOthers(waiting.months, waiting.reason),
    },
  };
}

type Base = { personId: string; coverageYear: number } & typeof noAnswer;

function describe(assessment: Assessment, base: Base, forSelf: boolean): Check {
  const rules = assessment.rows;
  switch (assessment.outcome) {
    case 'eligible':
      return describeEligible(assessment, base, forSelf);
    case 'insuredElsewhere':
      return {
        ...base,
        outcome: 'insured_elsewhere',
        sentence: `在${assessment.poolingAreaName}还有医保，停掉那边的才能在这里参保`,
        advice: elsewhereAdvice(assessment.poolingAreaName),
        elsewhere: {
          poolingAreaName: assessment.poolingAreaName,
          insurance: assessment.insurance,
          suspendedAt: assessment.suspendedAt,
          nextCheckAt: null,
          deadlineAt: null,
        },
        rules,
      };
    case 'ineligible':
    case 'unpublished':
      return { ...base, outcome: assessment.outcome, sentence: assessment.message, rules };
  }
}

function describeEligible(assessment: Eligible, base: Base, forSelf: boolean): Check {
  const { fee, waiting, cover, rows, hints } = assessment;
  return {
    ...base,
    outcome: cover ? 'eligible' : 'ineligible',
    sentence: cover
      ? `可以参保，今天缴 ${formatYuan(fee.payableFen)}，${formatChineseDate(cover.from)}起可以报销`
      : `现在缴费，${base.coverageYear} 年度内已经没有可以报销的日子`,
    advice: hints,
    fee: {
      standardFen: fee.standardFen,
      subsidyFen: fee.subsidyFen,
      payableFen: fee.payableFen,
      subsidyReason: forSelf && fee.identity ? hardshipLabels[fee.identity] : null,
    },
    waiting: {
      months: waiting.months,
      until: waiting.waitingUntil,
      reason: waiting.explanation,
    },
    cover,
    rules: rows,
  };
}

/** What a person insured in another city has to do, one step a line. */
export function elsewhereAdvice(poolingAreaName: string): string[] {
  return [
    `联系${poolingAreaName}的医保部门，申请「暂停参保」（停掉那边的医保）。`,
    '那边办好后，回到这里点「我已经办理暂停」。',
    '我们每 30 分钟自动核对一次，最长 6 小时，通过了马上告诉您。',
  ];
}
