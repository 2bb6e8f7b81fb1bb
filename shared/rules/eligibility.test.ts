import { policyFor } from '../policy';
import { eligibilityOf } from './eligibility';
import type { EnrollmentFacts } from './facts';
import { huaibei, insurance, someone } from './testing/people';

const on = '2025-11-20';
const ask = (facts: EnrollmentFacts, year = 2026, day = on) =>
  eligibilityOf({ policy: huaibei(year), facts, on: day });
const here = (poolingArea = '340699') => insurance({ poolingArea, poolingAreaName: '淮北市' });
const stranger = someone({ householdRegion: '320300' });

test.each([
  ['household', someone(), 'household'],
  ['household in the district', someone({ householdRegion: '340604' }), 'household'],
  ['residence permit', { ...stranger, hasResidencePermit: true }, 'residence-permit'],
  ['student', { ...stranger, isStudentHere: true }, 'student'],
  [
    'Hong Kong, Macao, Taiwan residence permit',
    someone({ householdRegion: null, documentType: 'hkMoTwResidence' }),
    'hk-mo-tw',
  ],
  [
    'foreign permanent resident',
    someone({ householdRegion: null, documentType: 'foreignPermanent' }),
    'foreign',
  ],
] as const)('may enrol: %s', (_what, facts, ground) => {
  const answer = ask({ ...facts });
  expect(answer).toMatchObject({ ok: true, window: { kind: 'normal' } });
  expect(answer.rows.map(({ id }) => id)).toEqual([
    `340600-2026-eligibility-${ground}`,
    '340600-2026-window-normal',
  ]);
});

test.each(['340600', '340602', '340603', '340604', '340621', '340699'])(
  'insurance in %s is insurance here',
  (area) => {
    expect(ask(someone({ insurances: [here(area)] })).ok).toBe(true);
    const employee = { ...here(area), insurance: 'employee' as const };
    expect(ask(someone({ insurances: [employee] }))).toMatchObject({ reason: 'employeeInsured' });
  },
);

const refusals: [string, Partial<EnrollmentFacts>, string, RegExp][] = [
  ['dead', { deceased: true }, 'deceased', /去世.*更正/],
  ['not yet born', { birthDate: '2027-01-01' }, 'bornAfterYear', /还没有出生/],
  [
    'insured here already',
    { insurances: [here()], insuredYears: [2025, 2026] },
    'alreadyInsuredHere',
    /已经参加好了/,
  ],
  [
    'employee here',
    { insurances: [{ ...here(), insurance: 'employee' }] },
    'employeeInsured',
    /职工医保.*停保/,
  ],
  [
    'nothing to do with the city',
    { householdRegion: '320300' },
    'notResident',
    /本市户籍、持有本市居住证/,
  ],
  ['no household at all', { householdRegion: null }, 'notResident', /淮北市/],
  [
    'insured in Hefei',
    { insurances: [insurance()] },
    'insuredElsewhere',
    /合肥市.*办理停保.*6 小时/,
  ],
  [
    'employed in Hefei',
    { insurances: [insurance({ insurance: 'employee' })] },
    'insuredElsewhere',
    /合肥市参加职工医保.*不用再参加居民医保/,
  ],
  [
    'suspension on its way',
    { insurances: [insurance({ suspendedAt: 1 })] },
    'insuredElsewhere',
    /已经收到停保申请/,
  ],
];
test.each(refusals)('may not: %s', (_what, changes, reason, message) => {
  const answer = ask(someone(changes));
  expect(answer).toMatchObject({ ok: false, reason });
  if (!answer.ok) expect(answer.message).toMatch(message);
});

test('what does not stand in the way', () => {
  const fine: Partial<EnrollmentFacts>[] = [
    { insurances: [insurance({ status: 'suspended', suspendedAt: 1 })] },
    { insurances: [insurance({ status: 'ended' })] },
    { insurances: [{ ...here(), insurance: 'employee', status: 'ended' }], insuredYears: [2026] },
    { insurances: [here()], insuredYears: [2025] },
    { birthDate: '2026-01-01' },
  ];
  for (const changes of fine) expect(ask(someone(changes)).ok).toBe(true);
});

test('insured elsewhere says which relation, and skips those that are over', () => {
  const over = insurance({ poolingArea: '320300', poolingAreaName: '徐州市', status: 'ended' });
  const answer = ask(someone({ insurances: [over, here(), insurance()] }));
  expect(answer).toMatchObject({
    reason: 'insuredElsewhere',
    relation: { poolingArea: '340100', poolingAreaName: '合肥市' },
  });
});

test.each([
  ['2025-10-19', /从 2025 年 10 月 20 日开始缴费/],
  ['2027-01-01', /已经在 2026 年 12 月 31 日结束/],
])('on %s nothing is collected', (day, message) => {
  const answer = ask(someone(), 2026, day);
  expect(answer).toMatchObject({ ok: false, reason: 'outsideWindow' });
  if (!answer.ok) expect(answer.message).toMatch(message);
});

test('a closed year stays closed', () => {
  expect(ask(someone(), 2024, '2024-02-29').ok).toBe(true);
  expect(ask(someone(), 2024, '2024-03-01')).toMatchObject({ reason: 'outsideWindow' });
});

test('nobody is sent to suspend insurance elsewhere only to be refused here', () => {
  const elsewhere = { insurances: [insurance()] };
  expect(ask({ ...stranger, ...elsewhere })).toMatchObject({ reason: 'notResident' });
  expect(ask(someone(elsewhere), 2026, '2027-01-01')).toMatchObject({ reason: 'outsideWindow' });
  expect(ask(someone({ ...elsewhere, deceased: true }))).toMatchObject({ reason: 'deceased' });
});

test('a year that is not announced says 标准待公布, whoever asks', () => {
  const policy = policyFor('340600', 2027)!;
  const answer = eligibilityOf({ policy, facts: someone({ deceased: true }), on });
  expect(answer).toMatchObject({
    ok: false,
    reason: 'yearUnpublished',
    rows: [{ id: '340600-2027-unpublished' }],
  });
  if (!answer.ok) expect(answer.message).toContain('标准待公布');
});

test('every refusal of a rule cites the row', () => {
  for (const [, changes, reason] of refusals) {
    const cites = ask(someone(changes)).rows.length > 0;
    expect(cites).toBe(!['deceased', 'bornAfterYear'].includes(reason));
  }
});
