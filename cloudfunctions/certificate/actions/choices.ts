import { type Output } from '@yibao/shared/contracts';
import { type CertificateKind } from '@yibao/shared/rules/certificate-kinds';
import { query } from '../../lib/dispatcher/action';
import { viewPerson } from '../../lib/people';
import { type Runtime } from '../../lib/runtime';
import { type VerifiedCaller } from '../../lib/caller';
import {
  canShowNumber,
  factLines,
  insuranceNames,
  judgePaper,
  refusalSentence,
  yearLine,
} from '../content';
import { gatherCertifiable, type GatheredFacts } from '../facts';
import { kindsFor, requireSubject, type Subject, subjectsOf } from '../subjects';

type Choice = Output<'certificate.choices'>['choices'][number];

export const people = query('certificate.people', async ({ runtime, caller, now }) => {
  const subjects = await subjectsOf(runtime.db, caller, now);
  return {
    people: subjects.map(({ person, who }) => ({
      person: viewPerson(runtime.cipher, person),
      who,
      kinds: kindsFor(who),
    })),
  };
});

/** The years that anybody knows something of, newest first. */
function yearsOf({ own, booked, areas }: GatheredFacts): number[] {
  const here = booked.filter(({ poolingArea }) => areas.includes(poolingArea));
  const years = new Set([...own, ...here].map(({ coverageYear }) => coverageYear));
  return [...years].sort((a, b) => b - a);
}

export const choices = query(
  'certificate.choices',
  async ({ runtime, caller, now }, { kind, personId }) => {
    const subject = await requireSubject(runtime.db, caller, { kind, personId }, now);
    const facts = await gatherCertifiable(runtime, caller, subject, now);
    const years = yearsOf(facts);
    const asked = kind === 'cover' && years.length > 1 ? [...years, null] : years;
    return {
      person: viewPerson(runtime.cipher, subject.person),
      canShowNumber: canShowNumber(subject),
      choices: asked.flatMap((coverageYear) => {
        const choice = choiceOf(runtime, caller, subject, facts, { kind, coverageYear });
        return choice ? [choice] : [];
      }),
    };
  },
);

/** @returns null for a year of which there is nothing to say: insured, but not by a contribution here */
function choiceOf(
  runtime: Runtime,
  caller: VerifiedCaller,
  subject: Subject,
  facts: GatheredFacts,
  { kind, coverageYear }: { kind: CertificateKind; coverageYear: number | null },
): Choice | null {
  const question = { kind, coverageYear, fullNumber: false };
  const judged = judgePaper(runtime, caller, subject, facts, question);
  if (judged.ok) {
    const { content } = judged.facts;
    const years = (content.cover?.years ?? []).map(yearLine);
    const sentence =
      kind === 'cover'
        ? coverageYear === null
          ? `证明参保的 ${years.length} 条记录`
          : `证明 ${coverageYear} 年度参加${insuranceNames[content.cover?.years[0]?.insurance ?? 'resident']}`
        : `证明 ${coverageYear ?? ''} 年度已经缴费`;
    const lines = [...factLines(content), ...years];
    return { coverageYear, state: 'ready', sentence, comeBackAt: null, lines };
  }
  const { reason, comeBackAt } = judged;
  if (reason === 'nothing') return null;
  return {
    coverageYear,
    state: reason === 'posting' ? 'later' : 'refused',
    sentence: refusalSentence(reason, comeBackAt),
    comeBackAt,
    lines: [],
  };
}
