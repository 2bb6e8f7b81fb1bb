import fc from 'fast-check';
import type { InsuranceRelation } from './facts';
import { newbornCheckKinds } from './newborn-checks';
import type { JudgedCheck } from './newborn-decision';
import {
  answered,
  away,
  certificateOf,
  expectPlainWords,
  father,
  judge,
  localPopulation,
  mother,
  notAsked,
  populationOf,
  siblingOf,
  verdictOf,
} from './testing/newborn';
import { insurance } from './testing/people';
import { testSeed } from './testing/seed';

const seed = testSeed();

const kindsOf = ({ checks }: { checks: JudgedCheck[] }) => checks.map(({ check }) => check);
const insured = answered<{ insurances: InsuranceRelation[] } | null>({
  insurances: [insurance()],
});

test('all pass: approved, every check in order', () => {
  const judged = judge();
  expect(judged.outcome).toBe('approved');
  expect(kindsOf(judged)).toEqual([...newbornCheckKinds]);
  expect(judged.checks.every(({ result, mend }) => result === 'passed' && mend === null)).toBe(
    true,
  );
  expect(verdictOf('guardian', {})).toBe('passed verified → approved');
});

describe('somebody else’s certificate', () => {
  const theirs = certificateOf({ mother: { ...mother, name: '白若兰' }, babyName: '白小满' });

  test.each([
    ['as it is', {}],
    ['voided', { status: 'voided' as const }],
    ['of a baby born another day', { bornOn: '2024-01-01', bornAtTime: '00:00' }],
  ])('%s: that it is not theirs, and nothing more', (_what, changes) => {
    const judged = judge({
      answers: { certificate: answered({ ...theirs, ...changes }), baby: insured },
      siblings: [siblingOf('2025-08-01')],
    });
    expect(judged.outcome).toBe('refused');
    expect(judged.checks.map(({ check, result, reason }) => [check, result, reason])).toEqual([
      ['guardian', 'passed', 'verified'],
      ['parents', 'mismatch', 'notParent'],
    ]);
  });

  test('while the registry is away, where the baby is insured is not told either', () => {
    const judged = judge({ answers: { certificate: away, baby: insured } });
    expect(kindsOf(judged)).not.toContain('notInsured');
    expect(judged).toMatchObject({ outcome: 'queued', queueReason: 'unavailable' });
    for (const baby of [answered(null), insured, away]) {
      const answers = { certificate: away, baby };
      expect(verdictOf('notInsured', { answers })).toBe('not judged → unavailable');
    }
  });
});

test('every source away: queued, never refused', () => {
  const judged = judge({
    form: { otherParent: { kind: 'spouse' } },
    answers: {
      certificate: away,
      spouse: away,
      applicantPopulation: away,
      otherPopulation: notAsked,
      hardship: away,
      baby: away,
    },
  });
  expect(judged).toMatchObject({ outcome: 'queued', queueReason: 'unavailable' });
  expect(judged.checks.some(({ result }) => result === 'mismatch')).toBe(false);
  expect(judged.checks.find(({ check }) => check === 'certificate')?.sentence).toBe(
    '「卫健 出生医学证明登记」暂时没有答复，恢复后我们自动接着核对，不用再交一次。',
  );
});

test('one mismatch outweighs what is away and what a person would look at', () => {
  const certificate = answered(certificateOf({ babyName: '乔一言' }));
  const judged = judge({
    answers: { certificate, hardship: away },
    siblings: [siblingOf('2025-06-01')],
  });
  expect(judged.outcome).toBe('refused');
});

test('what a person has to look at outweighs a source that is away', () => {
  expect(judge({ answers: { hardship: away }, siblings: [siblingOf('2025-06-01')] })).toMatchObject(
    {
      outcome: 'queued',
      queueReason: 'review',
    },
  );
});

test('another province: what our registry does know still counts', () => {
  expect(judge({ form: { province: '32', babyName: '乔一言' } }).outcome).toBe('refused');
});

test('who types the other parent does not need the marriage registry', () => {
  expect(judge({ answers: { spouse: away } }).outcome).toBe('approved');
});

describe('a source that answers differently twice', () => {
  test.each(newbornCheckKinds)('%s goes to a person', (kind) => {
    const contradicted = [kind];
    expect(verdictOf(kind, { contradicted })).toBe('review answeredDifferently → review');
    expectPlainWords({ contradicted });
  });

  test.each([
    ['another name', { babyName: '乔一言' }],
    ['another mother', { mother: { ...mother, name: '白若兰' } }],
    ['voided', { status: 'voided' as const }],
  ])('the certificate’s registry refuses nobody over its second answer: %s', (_what, changes) => {
    const certificate = answered(certificateOf(changes));
    const judged = judge({ answers: { certificate }, contradicted: ['certificate'] });
    expect(judged).toMatchObject({ outcome: 'queued', queueReason: 'review' });
  });

  test('what another source disagrees with is refused all the same', () => {
    const judged = judge({ answers: { baby: insured }, contradicted: ['certificate'] });
    expect(judged.outcome).toBe('refused');
  });
});

test('whatever the sources answer: the outcome is that of the worst check', () => {
  const maybe = <T>(...values: T[]) =>
    fc.oneof(fc.constantFrom(...values.map(answered)), fc.constantFrom(away, notAsked));
  const answers = fc.record({
    certificate: maybe(
      null,
      certificateOf(),
      certificateOf({ status: 'voided' }),
      certificateOf({ father: null }),
      certificateOf({ mother: father }),
      certificateOf({ babyName: '乔一言' }),
    ),
    spouse: maybe(null, father, mother),
    applicantPopulation: maybe(null, populationOf(), localPopulation),
    otherPopulation: maybe(null, populationOf(), localPopulation),
    hardship: maybe([], [{ identity: 'orphan' as const, from: '2025-01-01', to: null }]),
    baby: maybe(null, { insurances: [] }, { insurances: [insurance()] }),
  });
  const form = fc.record({
    province: fc.constantFrom('34', '34', '32'),
    otherParent: fc.constantFrom(
      { kind: 'spouse' as const },
      { kind: 'none' as const },
      { kind: 'typed' as const, person: father },
    ),
  });
  const siblings = fc.array(
    fc.constantFrom(
      siblingOf('2025-11-18'),
      siblingOf('2025-11-18', { babyName: '乔一诺' }),
      siblingOf('2025-06-01'),
      siblingOf('2023-01-01'),
    ),
  );
  const approvedHere = fc.boolean();
  const contradicted = fc.subarray([...newbornCheckKinds], { maxLength: 2 });
  fc.assert(
    fc.property(
      answers,
      form,
      siblings,
      contradicted,
      approvedHere,
      (said, typed, others, twice, here) => {
        const judged = judge({
          answers: said,
          form: typed,
          siblings: others,
          contradicted: twice,
          approvedHere: here,
        });
        const results: string[] = judged.checks.map(({ result }) => result);
        const worst = ['mismatch', 'review', 'unavailable'].find((each) => results.includes(each));
        const outcome = judged.outcome === 'queued' ? judged.queueReason : judged.outcome;
        expect(outcome).toBe({ mismatch: 'refused' }[worst ?? ''] ?? worst ?? 'approved');
        const order = kindsOf(judged).map((kind) => newbornCheckKinds.indexOf(kind));
        expect(order).toEqual([...new Set(order)].sort((a, b) => a - b));
        if (outcome !== 'approved') return;
        expect(said.certificate).toMatchObject({ state: 'answered', value: { status: 'valid' } });
        expect(said.hardship.state).toBe('answered');
        if (!here) expect(said.baby.state).toBe('answered');
        expect(typed.province).toBe('34');
      },
    ),
    { seed, numRuns: 3000 },
  );
});
