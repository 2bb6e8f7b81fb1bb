import { policyFor } from '../policy';
import { type Assessment, assessEnrollment } from './assessment';
import type { EnrollmentFacts } from './facts';
import { huaibei, insurance, shanghai, someone } from './testing/people';

function assess(
  changes: Partial<EnrollmentFacts> = {},
  { on = '2025-11-20', year = 2026, repairedYears = 0 } = {},
): Assessment {
  return assessEnrollment({
    policy: huaibei(year),
    facts: someone(changes),
    coverageYear: year,
    now: shanghai(on),
    repairedYears,
  });
}

function eligible(...args: Parameters<typeof assess>) {
  const assessment = assess(...args);
  if (assessment.outcome !== 'eligible') throw new Error(assessment.message);
  return assessment;
}

const ids = ({ rows }: Assessment) => rows.map(({ id }) => id.replace('340600-2026-', ''));
const minimumLiving = [{ identity: 'minimumLiving' as const, from: '2025-01-01', to: null }];

test('insured last year, in the window: 400 yuan, cover from New Year', () => {
  const assessment = eligible();
  expect(assessment).toMatchObject({
    fee: { standardFen: 40000, subsidyFen: 0, payableFen: 40000, identity: null },
    waiting: { months: 0, reason: 'none', brokenYears: 0, waitingUntil: null },
    cover: { from: '2026-01-01', to: '2026-12-31' },
    collectionEnds: '2025-12-31',
    hints: [],
  });
  expect(ids(assessment)).toEqual(['contribution', 'eligibility-household', 'window-normal']);
});

test.each([
  ['never insured', [], '2025-11-20', 0, 'none', '2026-01-01'],
  ['never insured, late', [], '2026-03-10', 3, 'late', '2026-06-11'],
  ['broken 1', [2024], '2025-11-20', 4, 'broken', '2026-05-01'],
  ['broken 2', [2023], '2025-11-20', 5, 'broken', '2026-06-01'],
  ['broken 3', [2022], '2025-11-20', 6, 'broken', '2026-07-01'],
  ['broken 4', [2021], '2025-11-20', 7, 'broken', '2026-08-01'],
  ['broken 5', [2020], '2025-11-20', 8, 'broken', '2026-09-01'],
  ['broken 2, extended', [2023], '2026-02-10', 5, 'broken', '2026-07-11'],
  ['broken 2, late', [2023], '2026-03-10', 5, 'lateAndBroken', '2026-08-11'],
] as const)('%s: %j on %s waits %i months', (_what, insuredYears, on, months, reason, from) => {
  const assessment = eligible({ insuredYears: [...insuredYears] }, { on });
  expect(assessment.waiting).toMatchObject({ months, reason });
  expect(assessment.cover?.from).toBe(from);
  expect(ids(assessment).includes('waiting')).toBe(months > 0);
  if (months > 0) expect(assessment.waiting.explanation).toContain(`${months} 个月`);
});

test('broken years come with the way to shorten the wait', () => {
  const four = { insuredYears: [2021] };
  expect(eligible(four).hints.join()).toMatch(/补缴.*400 元.*少 1 个月.*不少于 6 个月/);
  expect(eligible({ insuredYears: [2024] }).hints.join()).not.toMatch(/不少于/);
  const repaired = eligible(four, { repairedYears: 4 });
  expect(repaired.waiting.months).toBe(6);
  expect(repaired.hints).toEqual([]);
  expect(eligible({}, { on: '2026-03-10' }).hints).toEqual([]);
});

test('people on the hardship lists pay less and do not wait', () => {
  const assessment = eligible({ hardship: minimumLiving, insuredYears: [2022] });
  expect(assessment).toMatchObject({
    fee: { payableFen: 4000, subsidyFen: 36000, identity: 'minimumLiving' },
    waiting: { months: 0, reason: 'exemptHardship', brokenYears: 3, waitingUntil: null },
    cover: { from: '2026-01-01' },
  });
  expect(ids(assessment)).toEqual([
    'contribution',
    'subsidy-minimum-living',
    'eligibility-household',
    'window-normal',
    'waiting',
    'waiting-exempt',
  ]);
});

test('an exemption is named only where there would have been a wait', () => {
  expect(eligible({ hardship: minimumLiving }).waiting.reason).toBe('none');
});

test.each([
  ['2026-05-10', 0, 'exemptNewborn', '2026-08-09'],
  ['2026-05-09', 3, 'late', '2026-11-09'],
])('born %s, paid on 2026-08-08: %i months, %s', (birthDate, months, reason, from) => {
  const assessment = eligible({ birthDate, insuredYears: [] }, { on: '2026-08-08' });
  expect(assessment.waiting).toMatchObject({ months, reason });
  expect(assessment.cover?.from).toBe(from);
  expect(/新生儿出生 90 天内.*「新生儿一件事」/.test(assessment.hints.join())).toBe(months === 0);
});

test('a wait that outlasts the year leaves no cover and says so', () => {
  const assessment = eligible({}, { on: '2026-10-15' });
  expect(assessment.cover).toBeNull();
  expect(assessment.waiting.waitingUntil).toBe('2027-01-15');
  expect(assessment.hints.join()).toMatch(/2027 年 1 月 15 日.*没有可以报销的日子/);
  const lastDay = eligible({ hardship: minimumLiving }, { on: '2026-12-31' });
  expect(lastDay.cover).toBeNull();
  expect(lastDay.hints.join()).toMatch(/最后一天/);
});

test('the day is the one in Shanghai', () => {
  const at = (now: string) =>
    assessEnrollment({
      policy: huaibei(2026),
      facts: someone(),
      coverageYear: 2026,
      now: Date.parse(now),
    });
  expect(at('2025-10-19T15:59:59Z').outcome).toBe('ineligible');
  expect(at('2025-10-19T16:00:00Z').outcome).toBe('eligible');
});

test('2024: 380 yuan, no wait whatever the break', () => {
  const assessment = eligible({ insuredYears: [2018] }, { on: '2024-02-29', year: 2024 });
  expect(assessment).toMatchObject({
    fee: { payableFen: 38000 },
    waiting: { months: 0, reason: 'none' },
    cover: { from: '2024-03-01', to: '2024-12-31' },
    collectionEnds: '2024-02-29',
  });
});

test('insured elsewhere says where, what and since when it is suspended', () => {
  expect(assess({ insurances: [insurance({ suspendedAt: 1_763_600_000_000 })] })).toMatchObject({
    outcome: 'insuredElsewhere',
    poolingArea: '340100',
    poolingAreaName: '合肥市',
    insurance: 'resident',
    suspendedAt: 1_763_600_000_000,
    rows: [{ id: '340600-2026-single-insurance' }, { id: '340600-2026-elsewhere' }],
  });
});

test.each([
  [1, true],
  [7, false],
])('suspended %i hours ago: the hint to be patient is %s', (hours, hinted) => {
  const suspendedAt = shanghai('2025-11-20') - hours * 3_600_000;
  const { hints } = eligible({ insurances: [insurance({ status: 'suspended', suspendedAt })] });
  expect(/合肥市刚刚停保.*6 小时/.test(hints.join())).toBe(hinted);
});

test('other things worth knowing', () => {
  const orphan = [{ identity: 'orphan' as const, from: '2025-01-01', to: null }];
  expect(eligible({ hardship: orphan }).hints.join()).toMatch(/不用自己付钱/);
  expect(eligible({ insuredYears: [2025, 2026] }).hints.join()).toMatch(/免得缴两次/);
});

test('who may not enrol is told why, with the row', () => {
  expect(assess({ deceased: true })).toMatchObject({ outcome: 'ineligible', reason: 'deceased' });
  expect(assess({ householdRegion: '320300' })).toMatchObject({
    outcome: 'ineligible',
    reason: 'notResident',
  });
});

test('a year that is not announced says 标准待公布', () => {
  const assessment = assessEnrollment({
    policy: policyFor('340600', 2027)!,
    facts: someone(),
    coverageYear: 2027,
    now: shanghai('2025-11-20'),
  });
  expect(assessment).toMatchObject({ outcome: 'unpublished' });
  if (assessment.outcome === 'unpublished') expect(assessment.message).toContain('标准待公布');
});

test("another year's policy is a mistake of the caller", () => {
  expect(() =>
    assessEnrollment({
      policy: huaibei(2025),
      facts: someone(),
      coverageYear: 2026,
      now: shanghai('2025-11-20'),
    }),
  ).toThrow(RangeError);
});
