import { type CoveragePolicy, policyFor } from '@yibao/shared/policy';
import { shanghaiDate, yearOf } from '@yibao/shared/rules/dates';
import { type NewbornForm } from '@yibao/shared/rules/newborn-application';
import {
  type JudgedCheck,
  judgeNewborn,
  type NewbornOutcome,
  type ParentRole,
  type Sibling,
} from '@yibao/shared/rules/newborn-decision';
import { type Queryable } from '../../lib/database/database';
import { newbornCheck, type NewbornApplication } from '../../lib/database/schema';
import { ServiceError } from '../../lib/errors';
import { type RegisteredPerson } from '../../lib/ports/data-sharing';
import { type Runtime } from '../../lib/runtime';
import { type NewbornDetails } from '../details';
import { type Gathered } from './gather';

/** Whose application, of what, with the sources' answers. */
export interface Case {
  form: NewbornForm;
  applicant: RegisteredPerson;
  role: ParentRole;
  policy: CoveragePolicy;
  submittedAt: number;
  gathered: Gathered;
}

export type Judgement = NewbornOutcome & { checks: JudgedCheck[] };

/**
 * The policy of a birth: that of the year the baby was born in.
 *
 * @throws ServiceError year_unpublished
 */
export function birthPolicy(runtime: Runtime, bornOn: string): CoveragePolicy {
  const policy = policyFor(runtime.config.region, yearOf(bornOn));
  if (policy?.status !== 'published') throw new ServiceError('year_unpublished');
  return policy;
}

/** What stands here already, beside what the sources say. */
export interface Known {
  /** The same mother's babies that were approved under other certificates. */
  siblings: Sibling[];
  /** The other parent was approved for this very baby. */
  approvedHere: boolean;
  /** What the certificate registry answered for this application before. */
  earlierDigest: string | null;
}

export function judge(
  { form, applicant, role, policy, submittedAt, gathered }: Case,
  { siblings, approvedHere, earlierDigest }: Known,
  now: number,
): Judgement {
  const { certificateDigest } = gathered;
  const contradicts =
    earlierDigest !== null && certificateDigest !== null && earlierDigest !== certificateDigest;
  return judgeNewborn({
    form,
    applicant,
    role,
    policy,
    today: shanghaiDate(now),
    submittedOn: shanghaiDate(submittedAt),
    answers: gathered.answers,
    siblings,
    approvedHere,
    contradicted: contradicts ? ['certificate'] : [],
  });
}

const joinChecks = ['certificate', 'parents', 'baby'];

/**
 * Whether this is the other parent of a baby that was approved already: then nothing but the
 * certificate itself counts.
 */
export function mayJoin({ checks }: Judgement): boolean {
  const decisive = checks.filter(({ check }) => joinChecks.includes(check));
  return (
    decisive.length === joinChecks.length && decisive.every(({ result }) => result === 'passed')
  );
}

/** Keeps every check of a round: source, answer, and what it meant. */
export async function keepChecks(
  tx: Queryable,
  applicationId: string,
  round: number,
  { judgement, gathered, now }: { judgement: Judgement; gathered: Gathered; now: number },
): Promise<void> {
  await tx.insert(newbornCheck).values(
    judgement.checks.map(({ check, source, result, reason, sentence, mend }) => ({
      applicationId,
      round,
      kind: check,
      source,
      result,
      reason,
      sentence,
      mend,
      answerDigest: check === 'certificate' ? gathered.certificateDigest : null,
      at: now,
    })),
  );
}

/** The form again from what was kept of it. */
export function formOf(row: NewbornApplication, details: NewbornDetails): NewbornForm {
  return {
    certificateNumber: details.certificateNumber,
    province: details.certificateNumber.slice(1, 3),
    babyName: details.babyName,
    sex: details.sex,
    bornOn: details.bornOn,
    bornAtTime: details.bornAtTime,
    otherParent: details.otherParent,
    householdArea: row.householdArea,
    payNextYear: row.payNextYear,
    acceptLateRule: row.acceptedLateRule,
    hasPhoto: details.hasPhoto,
  };
}
