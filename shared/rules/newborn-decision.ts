import {
  isOnCertificate,
  judgeBaby,
  judgeCertificate,
  judgeParents,
} from './newborn-check-certificate';
import {
  judgeArea,
  judgeDuplicate,
  judgeHardship,
  judgeNotInsured,
  judgeWindow,
} from './newborn-check-cover';
import {
  type NewbornCheckKind,
  newbornCheckKinds,
  type NewbornSource,
  newbornSourceNames,
} from './newborn-checks';
import {
  type Finding,
  isOtherProvince,
  type JudgedCheck,
  type NewbornQuestion,
  passed,
  review,
} from './newborn-question';

export type {
  Answer,
  JudgedCheck,
  NewbornAnswers,
  NewbornQuestion,
  ParentRole,
  PopulationFacts,
  RegistryCertificate,
  Sibling,
} from './newborn-question';

export type NewbornOutcome =
  | { outcome: 'approved' }
  | { outcome: 'refused' }
  | { outcome: 'queued'; queueReason: 'unavailable' | 'review' };

interface Check {
  source: NewbornSource;
  /** Null: there is nothing to compare, or it is not for this person to know. */
  judge: (question: NewbornQuestion) => (Finding & { source?: NewbornSource }) | null;
}

const checks = {
  guardian: { source: 'ourselves', judge: () => passed('verified', '您已经通过实名核验。') },
  certificate: { source: 'birthCertificateRegistry', judge: judgeCertificate },
  parents: { source: 'birthCertificateRegistry', judge: judgeParents },
  baby: { source: 'birthCertificateRegistry', judge: judgeBaby },
  window: { source: 'ourselves', judge: judgeWindow },
  notInsured: { source: 'corePlatform', judge: judgeNotInsured },
  area: { source: 'populationRegistry', judge: judgeArea },
  hardship: { source: 'hardshipRegistry', judge: judgeHardship },
  duplicate: { source: 'ourselves', judge: judgeDuplicate },
} satisfies Record<NewbornCheckKind, Check>;

/** Of a number nobody issued there are no parents and no baby to compare with. */
const withoutCertificate: NewbornCheckKind[] = newbornCheckKinds.filter(
  (kind) => kind !== 'parents' && kind !== 'baby',
);
/** Somebody else's certificate: that it is not theirs, and nothing more about that family. */
const forStrangers: NewbornCheckKind[] = ['guardian', 'parents'];

function kindsFor(question: NewbornQuestion): readonly NewbornCheckKind[] {
  const { certificate } = question.answers;
  if (certificate.state !== 'answered') return newbornCheckKinds;
  if (certificate.value) {
    return isOnCertificate(question, certificate.value) ? newbornCheckKinds : forStrangers;
  }
  return isOtherProvince(question) ? newbornCheckKinds : withoutCertificate;
}

/** What disagrees with only one of two answers of the certificate's registry is no mismatch yet. */
function isContradicted(
  { check, source, result }: JudgedCheck,
  { contradicted }: NewbornQuestion,
): boolean {
  if (contradicted.includes(check)) return true;
  const restsOnCertificate = source === checks.certificate.source;
  return restsOnCertificate && result === 'mismatch' && contradicted.includes('certificate');
}

function judgeKind(kind: NewbornCheckKind, question: NewbornQuestion): JudgedCheck[] {
  const entry: Check = checks[kind];
  const judged = entry.judge(question);
  if (!judged) return [];
  const { source = entry.source, ...finding } = judged;
  const judgedCheck = { check: kind, source, ...finding };
  if (!isContradicted(judgedCheck, question)) return [judgedCheck];
  const sentence = `「${newbornSourceNames[source]}」前后两次的答复不一样，由工作人员核对。`;
  return [{ check: kind, source, ...review('answeredDifferently', sentence) }];
}

function outcomeOf(judged: readonly JudgedCheck[]): NewbornOutcome {
  const has = (result: JudgedCheck['result']) => judged.some((check) => check.result === result);
  if (has('mismatch')) return { outcome: 'refused' };
  if (has('review')) return { outcome: 'queued', queueReason: 'review' };
  if (has('unavailable')) return { outcome: 'queued', queueReason: 'unavailable' };
  return { outcome: 'approved' };
}

/**
 * Turns what the sources answered into checks and an outcome (秒批): all pass and the baby is
 * enrolled; any fact that disagrees refuses and says which and how to mend it; a source that is
 * away queues and never refuses; what only a person can weigh goes to staff.
 *
 * Who is not on the certificate learns that and nothing else of it. No sentence ever repeats what
 * a registry holds.
 *
 * @returns the outcome, and the checks that were made in the order of `newbornCheckKinds`
 */
export function judgeNewborn(
  question: NewbornQuestion,
): NewbornOutcome & { checks: JudgedCheck[] } {
  const judged = kindsFor(question).flatMap((kind) => judgeKind(kind, question));
  return { ...outcomeOf(judged), checks: judged };
}
