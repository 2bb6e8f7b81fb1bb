import { minuteMs } from '@yibao/shared/rules/dates';
import { type JudgedCheck } from '@yibao/shared/rules/newborn-decision';
import { type NewbornQueueReason } from '@yibao/shared/rules/newborn-states';
import { type Transaction } from '../../lib/database/database';
import { type NewbornApplication } from '../../lib/database/schema';
import { wasEnded } from '../../lib/guardians';
import { type Runtime } from '../../lib/runtime';
import { createBaby, type DecisionContext, isCoverable, otherParentBy } from './baby';
import { motherIndexOf, type NewbornDetails } from '../details';
import { type Case, judge, type Judgement, mayJoin } from './judge';
import { findApproved, siblingBirths, takeTurn } from '../store';

/** How often an application that waits for a source is looked at again. */
export const recheckEveryMs = minuteMs;

/** What becomes of an application by its checks. */
export type Decision =
  | { outcome: 'approved'; personId: string }
  | { outcome: 'joined'; leader: NewbornApplication; personId: string }
  | { outcome: 'refused' }
  | { outcome: 'queued'; queueReason: NewbornQueueReason };

export interface Decided {
  decision: Decision;
  judgement: Judgement;
  motherIndex: string | null;
}

interface Subject {
  details: NewbornDetails;
  certificateIndex: string;
  applicantPersonId: string;
  applicantRole: 'father' | 'mother';
  payNextYear: boolean;
  householdArea: string;
  submittedAt: number;
}

/** The keyed index of the mother: from the certificate, or the applicant when she applies herself. */
function motherOf(runtime: Runtime, { gathered, role, applicant }: Case): string | null {
  const mother = gathered.certificate?.mother ?? (role === 'mother' ? applicant : null);
  return mother && motherIndexOf(runtime.cipher, mother);
}

/**
 * Decides one application, in its transaction and in its turn: nobody else decides about this baby
 * or this mother meanwhile. An approval makes baby, guardians and enrolments here.
 *
 * @param earlierDigest what the certificate registry answered for this application before
 */
export async function decide(
  context: DecisionContext,
  subject: Subject,
  question: Case,
  earlierDigest: string | null,
): Promise<Decided> {
  const { tx, runtime, now } = context;
  const { certificateIndex } = subject;
  const motherIndex = motherOf(runtime, question);
  await takeTurn(tx, certificateIndex, motherIndex);
  const leader = await findApproved(tx, certificateIndex);
  const siblings = await siblingBirths(tx, runtime.cipher, { motherIndex, certificateIndex });
  const known = { siblings, approvedHere: leader !== null, earlierDigest };
  const judgement = judge(question, known, now);
  if (leader?.personId) {
    return decideBeside(tx, { leader, personId: leader.personId }, subject, judgement, motherIndex);
  }
  if (judgement.outcome !== 'approved') return { decision: judgement, judgement, motherIndex };
  const { gathered } = question;
  const otherParent = otherParentBy(gathered, subject);
  const approval = { ...subject, otherParent, hardship: gathered.hardship };
  if (!isCoverable(runtime, approval, now)) {
    // it waited so long that no year is left: what then is fair no rule says
    const decision = { outcome: 'queued', queueReason: 'review' } as const;
    return { decision, judgement, motherIndex };
  }
  const personId = await createBaby(context, approval);
  return { decision: { outcome: 'approved', personId }, judgement, motherIndex };
}

/** The other parent was first: this one joins, waits, or is none. One baby is never made twice. */
async function decideBeside(
  tx: Transaction,
  first: { leader: NewbornApplication; personId: string },
  subject: Subject,
  judgement: Judgement,
  motherIndex: string | null,
): Promise<Decided> {
  if (!mayJoin(judgement)) {
    const decision: Decision =
      judgement.outcome === 'approved' ? { outcome: 'queued', queueReason: 'review' } : judgement;
    return { decision, judgement, motherIndex };
  }
  if (await wasEnded(tx, first.personId, subject.applicantPersonId)) {
    return { decision: { outcome: 'refused' }, judgement: endedGuardian(judgement), motherIndex };
  }
  return { decision: { outcome: 'joined', ...first }, judgement, motherIndex };
}

/** A right that a court or household change ended does not come back through the certificate. */
function endedGuardian(judgement: Judgement): Judgement {
  const ended: JudgedCheck = {
    check: 'guardian',
    source: 'ourselves',
    result: 'mismatch',
    reason: 'guardianshipEnded',
    sentence: '您对这个孩子的监护关系已经终止，不能再为孩子办理。',
    mend: '如有疑问，请带上判决书或户口簿到医保窗口。',
  };
  const others = judgement.checks.filter(({ check }) => check !== 'guardian');
  return { ...judgement, checks: [ended, ...others] };
}

/** What a decision writes into the application's row. */
export function changesOf({ decision, motherIndex }: Decided, now: number) {
  switch (decision.outcome) {
    case 'approved':
      return {
        status: 'approved' as const,
        personId: decision.personId,
        motherIndex,
        decidedAt: now,
        decidedBy: 'checks' as const,
      };
    case 'joined':
      return {
        status: 'joined' as const,
        personId: decision.personId,
        leaderId: decision.leader.id,
        motherIndex,
        decidedAt: now,
        decidedBy: 'checks' as const,
      };
    case 'refused':
      return {
        status: 'refused' as const,
        motherIndex,
        decidedAt: now,
        decidedBy: 'checks' as const,
      };
    case 'queued':
      return {
        status: 'queued' as const,
        motherIndex,
        queueReason: decision.queueReason,
        // what a person has to weigh no timer decides
        nextCheckAt: decision.queueReason === 'unavailable' ? now + recheckEveryMs : null,
      };
  }
}
