import type { HardshipRecord, InsuranceRelation } from './facts';
import type { PopulationFacts } from './newborn-decision';
import {
  answered,
  away,
  certificateOf,
  type Changes,
  expectPlainWords,
  father,
  judge,
  localPopulation,
  notAsked,
  mother,
  populationOf,
  siblingOf,
  verdictOf,
} from './testing/newborn';
import { huaibei, insurance } from './testing/people';

const insured = (changes: Partial<InsuranceRelation> = {}): Changes => ({
  answers: { baby: answered({ insurances: [insurance(changes)] }) },
});
type Population = NonNullable<Changes['answers']>['otherPopulation'];
const living = (applicantPopulation: Population, otherPopulation: Population): Changes => ({
  answers: { applicantPopulation, otherPopulation },
});
const stranger = answered<PopulationFacts | null>(populationOf());
const local = answered<PopulationFacts | null>(localPopulation);
const permit = answered<PopulationFacts | null>(populationOf({ hasResidencePermit: true }));
const dead = answered<PopulationFacts | null>({ ...localPopulation, deceased: true });
/** Both parents hold resident ID cards. */
const cardFather = { ...father, documentType: 'residentId' as const };
const withCards = ({ answers }: Changes): Changes => ({
  form: { otherParent: { kind: 'typed', person: cardFather } },
  answers: { ...answers, certificate: answered(certificateOf({ father: cardFather })) },
});
const alone = ({ answers }: Changes): Changes => ({
  form: { otherParent: { kind: 'none' } },
  answers: { ...answers, certificate: answered(certificateOf({ father: null })) },
});
const listed = (record: Partial<HardshipRecord>): Changes => ({
  answers: {
    hardship: answered([{ identity: 'minimumLiving', from: '2025-01-01', to: null, ...record }]),
  },
});

const window: [string, Changes, string][] = [
  ['the day of birth', { submittedOn: '2025-11-18' }, 'passed inTime → approved'],
  ['day 90', { submittedOn: '2026-02-16' }, 'passed inTime → approved'],
  ['day 91', { submittedOn: '2026-02-17' }, 'passed late → approved'],
  ['day 365', { submittedOn: '2026-11-18' }, 'passed late → approved'],
  ['day 366', { submittedOn: '2026-11-19' }, 'mismatch tooOld → refused'],
  ['before the birth', { submittedOn: '2025-11-17' }, 'mismatch notBorn → refused'],
  ['decided long after it was sent', { today: '2027-01-01' }, 'passed inTime → approved'],
];

const notInsured: [string, Changes, string][] = [
  ['unknown to the platform', {}, 'passed notInsured → approved'],
  ['insured in Hefei', insured(), 'mismatch insuredElsewhere → refused'],
  [
    'insured as an employee elsewhere',
    insured({ insurance: 'employee' }),
    'mismatch insuredElsewhere → refused',
  ],
  [
    'insured here',
    insured({ poolingArea: '340603', poolingAreaName: '淮北市' }),
    'mismatch insuredHere → refused',
  ],
  ['suspended elsewhere', insured({ status: 'suspended' }), 'passed notInsured → approved'],
  ['ended elsewhere', insured({ status: 'ended' }), 'passed notInsured → approved'],
  ['platform away', { answers: { baby: away } }, 'unavailable unavailable → unavailable'],
];

const area: [string, Changes, string][] = [
  ['only the applicant is local', living(local, stranger), 'passed household → approved'],
  ['only the other parent is local', living(stranger, local), 'passed household → approved'],
  ['the applicant’s permit', living(permit, notAsked), 'passed residencePermit → approved'],
  ['the other parent’s permit', living(stranger, permit), 'passed residencePermit → approved'],
  ['the applicant is enough, the other away', living(local, away), 'passed household → approved'],
  ['the other is enough, the applicant away', living(away, local), 'passed household → approved'],
  [
    'not the applicant, the other away',
    living(stranger, away),
    'unavailable unavailable → unavailable',
  ],
  [
    'not the applicant, the other not asked',
    living(stranger, notAsked),
    'unavailable unavailable → unavailable',
  ],
  ['neither', withCards(living(stranger, stranger)), 'mismatch notResident → refused'],
  [
    'neither is registered at all',
    withCards(living(answered(null), answered(null))),
    'mismatch notResident → refused',
  ],
  ['a local parent who died', withCards(living(stranger, dead)), 'mismatch notResident → refused'],
  ['alone and not local', alone(living(stranger, notAsked)), 'mismatch notResident → refused'],
  ['alone and local', alone(living(local, notAsked)), 'passed household → approved'],
  [
    'neither, the father with a residence card of Hong Kong people',
    living(stranger, answered(null)),
    'review otherDocument → review',
  ],
];

const hardship: [string, Changes, string][] = [
  ['on a list', listed({}), 'passed listed → approved'],
  ['once on a list', listed({ to: '2025-11-19' }), 'passed notListed → approved'],
  ['on no list', {}, 'passed notListed → approved'],
  ['registry away', { answers: { hardship: away } }, 'unavailable unavailable → unavailable'],
];

const sameBaby = { babyName: '乔一诺', sex: 'female' as const, bornAtTime: '08:26' };
const duplicate: [string, Changes, string][] = [
  ['no other birth', {}, 'passed none → approved'],
  ['a twin the same day', { siblings: [siblingOf('2025-11-18')] }, 'passed twin → approved'],
  ['a twin before midnight', { siblings: [siblingOf('2025-11-17')] }, 'passed twin → approved'],
  ['a twin after midnight', { siblings: [siblingOf('2025-11-19')] }, 'passed twin → approved'],
  [
    'triplets',
    { siblings: [siblingOf('2025-11-18'), siblingOf('2025-11-20')] },
    'passed twin → approved',
  ],
  [
    'the same name the same day',
    { siblings: [siblingOf('2025-11-18', { babyName: '乔 一诺' })] },
    'review sameBaby → review',
  ],
  [
    'a certificate issued again: name, sex and minute',
    { siblings: [siblingOf('2025-11-18', { ...sameBaby })] },
    'review sameBaby → review',
  ],
  [
    'issued again, with a twin beside it',
    { siblings: [siblingOf('2025-11-18'), siblingOf('2025-11-18', sameBaby)] },
    'review sameBaby → review',
  ],
  [
    'twin sisters',
    { siblings: [siblingOf('2025-11-18', { sex: 'female' })] },
    'passed twin → approved',
  ],
  [
    'an elder sister of the same name',
    { siblings: [siblingOf('2023-11-18', sameBaby)] },
    'passed none → approved',
  ],
  ['three days apart', { siblings: [siblingOf('2025-11-21')] }, 'review birthInterval → review'],
  [
    'a twin, and one half a year ago',
    { siblings: [siblingOf('2025-11-18'), siblingOf('2025-05-01')] },
    'review birthInterval → review',
  ],
  ['269 days before', { siblings: [siblingOf('2025-02-22')] }, 'review birthInterval → review'],
  ['269 days after', { siblings: [siblingOf('2026-08-14')] }, 'review birthInterval → review'],
  ['270 days before', { siblings: [siblingOf('2025-02-21')] }, 'passed none → approved'],
  ['270 days after', { siblings: [siblingOf('2026-08-15')] }, 'passed none → approved'],
  [
    'the mother is not known yet',
    { answers: { certificate: away } },
    'unavailable unavailable → unavailable',
  ],
];

describe.each([
  ['window' as const, window],
  ['notInsured' as const, notInsured],
  ['area' as const, area],
  ['hardship' as const, hardship],
  ['duplicate' as const, duplicate],
])('%s', (kind, table) => {
  test.each(table)('%s', (_what, changes, verdict) => {
    expect(verdictOf(kind, changes)).toBe(verdict);
    expectPlainWords(changes);
  });
});

const find = (changes: Changes, kind: string) =>
  judge(changes).checks.find(({ check }) => check === kind);

test('insured elsewhere: where, and what to do there', () => {
  expect(find(insured(), 'notInsured')).toMatchObject({
    source: 'corePlatform',
    sentence: '宝宝已经在合肥市参加居民医保，同一时间只能在一个地方参保。',
    mend: '请先联系合肥市的医保部门停保，停好以后再来提交。',
  });
});

test('the same baby under another number: a person looks, and the guardian reads why', () => {
  expect(find({ siblings: [siblingOf('2025-11-18', sameBaby)] }, 'duplicate')).toMatchObject({
    sentence: '这位母亲同一天已有一份同名的登记，工作人员会核对。',
    mend: null,
  });
});

describe('where somebody’s child is insured', () => {
  const maybe = '宝宝可能已经参保，由工作人员核对。';
  const stranger = { ...mother, name: '白若兰' };
  type Certificate = NonNullable<Changes['answers']>['certificate'];
  const asked = (certificate: Certificate, province: string, changes: Changes = {}): Changes => ({
    ...changes,
    form: { province },
    answers: { ...insured().answers, certificate },
  });
  const theirs: Certificate = answered(certificateOf({ mother: stranger }));

  test.each<[string, Changes, string | null]>([
    ['another province, registry away', asked(away, '32'), maybe],
    ['another province, unknown here', asked(answered(null), '32'), maybe],
    ['another province, not asked', asked(notAsked, '32'), maybe],
    ['registry away', asked(away, '34'), null],
    ['nobody issued the number', asked(answered(null), '34'), null],
    ['somebody else’s', asked(theirs, '34'), null],
    ['somebody else’s, of another province', asked(theirs, '32'), null],
    ['in the other role', asked(answered(certificateOf()), '34', { role: 'father' }), null],
  ])('%s: is not told', (_what, changes, sentence) => {
    expect(find(changes, 'notInsured')?.sentence ?? null).toBe(sentence);
    const told = JSON.stringify(judge(changes));
    for (const place of ['合肥', '居民医保', 'insuredElsewhere']) expect(told).not.toContain(place);
  });

  test('another province: a person looks, and nobody is refused', () => {
    expect(verdictOf('notInsured', asked(away, '32'))).toBe('review maybeInsured → review');
    expectPlainWords(asked(away, '32'));
  });

  test('whom our registry names as a parent is told, also of another province', () => {
    const changes = asked(answered(certificateOf()), '32');
    expect(verdictOf('notInsured', changes)).toBe('mismatch insuredElsewhere → refused');
  });
});

describe('the other parent of a baby that we have insured', () => {
  const here = insured({ poolingArea: '340603', poolingAreaName: '淮北市' });

  test.each<[string, Changes]>([
    ['as the platform says', here],
    ['before the platform knows', {}],
    ['while the platform is away', { answers: { baby: away } }],
  ])('%s: other insurances are not asked about', (_what, changes) => {
    const judged = judge({ ...changes, approvedHere: true });
    expect(judged.outcome).toBe('approved');
    expect(judged.checks.map(({ check }) => check)).not.toContain('notInsured');
  });

  test('what else is away or wrong counts', () => {
    const { answers } = here;
    const queued = judge({ answers: { ...answers, hardship: away }, approvedHere: true });
    expect(queued).toMatchObject({ outcome: 'queued', queueReason: 'unavailable' });
    const certificate = answered(certificateOf({ babyName: '乔一言' }));
    const refused = judge({ answers: { ...answers, certificate }, approvedHere: true });
    expect(refused.outcome).toBe('refused');
  });
});

test('the window names its last day', () => {
  expect(find({}, 'window')?.sentence).toContain('到 2026 年 2 月 16 日');
});

test('a ground that the city does not have is none', () => {
  const policy = huaibei(2025);
  const eligibility = policy.eligibility.filter(({ ground }) => ground === 'household');
  const changes = withCards(living(permit, stranger));
  expect(verdictOf('area', changes)).toBe('passed residencePermit → approved');
  expect(verdictOf('area', { ...changes, policy: { ...policy, eligibility } })).toBe(
    'mismatch notResident → refused',
  );
});

test('who is not married, by the registry, has no other parent whose home could count', () => {
  const changes: Changes = {
    form: { otherParent: { kind: 'spouse' } },
    answers: { ...living(stranger, notAsked).answers, spouse: answered(null) },
  };
  expect(verdictOf('area', changes)).toBe('mismatch notResident → refused');
});
