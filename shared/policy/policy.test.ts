import { reminderPolicyOf } from './reminders';
import { policyFor, coverageYearsOf, regions } from '.';
import { policySchema, rowsOf } from './schema';
import { huaibei } from '../rules/testing/people';

const years = [2024, 2025, 2026];

test('Huaibei is the city, with three published years and one to come', () => {
  expect(regions).toEqual([{ code: '340600', name: '淮北市' }]);
  expect(coverageYearsOf('340600')).toEqual([2024, 2025, 2026, 2027]);
  expect(policyFor('340600', 2027)).toMatchObject({ status: 'unpublished', year: 2027 });
});

test('an unknown city or year has no policy', () => {
  expect(policyFor('110000', 2026)).toBeNull();
  expect(policyFor('340600', 2030)).toBeNull();
  expect(coverageYearsOf('110000')).toEqual([]);
});

test.each([
  [2024, 38000, 64000, 'official'],
  [2025, 40000, 67000, 'reported'],
  [2026, 40000, 70000, 'reported'],
])('%i: everybody pays %i fen, the public purse %i (%s)', (year, amountFen, purse, confidence) => {
  const { contributions } = huaibei(year);
  expect(contributions).toHaveLength(1);
  expect(contributions[0]).toMatchObject({
    id: `340600-${year}-contribution`,
    amountFen,
    governmentSubsidyFen: purse,
    confidence,
  });
  expect(contributions[0]?.title).toContain(`${amountFen / 100} 元`);
});

test.each([
  [2024, ['2023-09-01/2023-12-31 yearStart', '2024-01-01/2024-02-29 dayAfterPayment']],
  [
    2025,
    [
      '2024-09-01/2024-12-31 yearStart',
      '2025-01-01/2025-02-28 dayAfterPayment',
      '2025-03-01/2025-12-31 afterWaiting waits',
    ],
  ],
  [
    2026,
    [
      '2025-10-20/2025-12-31 yearStart',
      '2026-01-01/2026-02-28 dayAfterPayment',
      '2026-03-01/2026-12-31 afterWaiting waits',
    ],
  ],
])('%i: windows', (year, expected) => {
  const shown = huaibei(year).windows.map(
    ({ from, to, benefitStart, waits }) => `${from}/${to} ${benefitStart}${waits ? ' waits' : ''}`,
  );
  expect(shown).toEqual(expected);
});

test.each([
  [2024, {}],
  [
    2025,
    {
      extremePoverty: 'full',
      orphan: 'full',
      minimumLiving: 6500,
      povertyMonitored: 20000,
      returnedToPoverty: 9500,
    },
  ],
  [
    2026,
    {
      extremePoverty: 'full',
      orphan: 'full',
      minimumLiving: 4000,
      povertyMonitored: 20000,
      returnedToPoverty: 9500,
    },
  ],
])('%i: what people on the hardship lists pay themselves', (year, expected) => {
  const shown = huaibei(year).subsidies.map((row) => [
    row.identity,
    row.mode === 'fixedSelfPay' ? row.selfPayFen : row.mode,
  ]);
  expect(Object.fromEntries(shown)).toEqual(expected);
});

test('2024 knows no waiting period; later years count as 国办发〔2024〕38号 says', () => {
  expect(huaibei(2024).waiting).toBeNull();
  for (const year of [2025, 2026]) {
    expect(huaibei(year).waiting).toMatchObject({
      fixedMonths: 3,
      perBrokenYearMonths: 1,
      repairReducesMonths: 1,
      floor: { brokenYears: 4, months: 6 },
      brokenYearsCountFrom: null,
      waitStartsOn: 'laterOfYearStartAndDayAfterPayment',
      exempt: { newbornWithinDays: 90 },
    });
  }
});

test.each(years)('%i: limits of family, rechecks, posting and orders', (year) => {
  expect(huaibei(year)).toMatchObject({
    family: { mutualAidMaxMembers: 7 },
    elsewhere: { recheckEveryMinutes: 30, syncHours: 6 },
    posting: { postingOverdueHours: 48 },
    insuredOtherwise: { confidence: 'assumed', knownForDays: 30 },
    order: { maxEnrollmentsPerOrder: 8, orderValidMinutes: 30 },
  });
});

test.each(years)('%i: newborns, their certificates, births, photographs and guardians', (year) => {
  const { newborn } = huaibei(year);
  expect(newborn).toMatchObject({
    id: `340600-${year}-newborn`,
    title: '新生儿出生 90 天内参保缴费，从出生那天起报销',
    document: '医保办函〔2021〕11 号',
    confidence: 'reported',
    windowDays: 90,
    nextYearFromMonth: 10,
    latePaymentGraceDays: 10,
    maxAgeDays: 365,
    appealWithinDays: 60,
    certificate: { certificateProvince: '34', sixthEditionUntil: '2023-03-31' },
    births: { minDaysBetweenBirths: 270, sameDeliveryDays: 2, motherMinAge: 12 },
    retention: { photoKeptDays: 30, draftKeptDays: 30 },
  });
  expect(newborn.note).toMatch(/60 天内可以申请人工再核对.*推定/);
  const listed = rowsOf(huaibei(year)).map(({ id }) => id.replace(`340600-${year}-`, ''));
  expect(listed.filter((id) => /^(newborn|guardianship)/.test(id))).toEqual([
    'newborn',
    'newborn-certificate',
    'newborn-births',
    'newborn-retention',
  ]);
  expect(new Set(listed).size).toBe(listed.length);
});

test.each([2025, 2026])('%i: no wait within the very days that cover from birth', (year) => {
  const { waiting, newborn } = huaibei(year);
  expect(waiting?.exempt.newbornWithinDays).toBe(newborn.windowDays);
  expect(newborn.births.sameDeliveryDays).toBeLessThan(newborn.births.minDaysBetweenBirths);
  expect(newborn.windowDays).toBeLessThan(newborn.maxAgeDays);
});

test.each(years)('%i: what nobody official said for Huaibei is not called official', (year) => {
  const policy = huaibei(year);
  const official = rowsOf(policy).filter(({ confidence }) => confidence === 'official');
  for (const { document } of official) expect(document).toContain('淮北');
  expect(rowsOf(policy).filter(({ document }) => document.includes('第三方'))).not.toHaveLength(0);
  for (const row of rowsOf(policy)) {
    if (/第三方|芜湖/.test(row.document)) expect(row.confidence).not.toBe('official');
  }
});

describe('a policy file is refused', () => {
  const good = huaibei(2026);
  const [normal, extended, late] = good.windows;
  const [contribution] = good.contributions;
  const cases: [string, unknown, RegExp][] = [
    ['an unknown field', { ...good, surprise: 1 }, /surprise/],
    [
      'a fraction of a fen',
      { ...good, contributions: [{ ...contribution, amountFen: 0.5 }] },
      /int/,
    ],
    [
      'a missing category',
      { ...good, contributions: [{ ...contribution, categories: ['elder'] }] },
      /no contribution for child/,
    ],
    [
      'two amounts for one category',
      {
        ...good,
        contributions: [
          contribution,
          { ...contribution, id: '340600-2026-b', categories: ['elder'] },
        ],
      },
      /two contributions for elder/,
    ],
    [
      'overlapping windows',
      { ...good, windows: [normal, { ...extended, from: '2025-12-31' }, late] },
      /overlaps/,
    ],
    ['windows out of order', { ...good, windows: [extended, normal] }, /overlaps/],
    [
      'a window that ends before it starts',
      { ...good, windows: [{ ...normal, to: '2025-10-01' }] },
      /ends before/,
    ],
    [
      'a day that does not exist',
      { ...good, windows: [{ ...normal, to: '2026-02-29' }] },
      /calendar/,
    ],
    ['a row id twice', { ...good, family: { ...good.family, id: good.order.id } }, /appears twice/],
    [
      "another year's row id",
      { ...good, family: { ...good.family, id: '340600-2025-family' } },
      /must start with 340600-2026-/,
    ],
    ['a row without a source', { ...good, family: { ...good.family, document: '' } }, /document/],
    ['a wait without a rule', { ...good, waiting: null }, /no waiting rule/],
    [
      'two subsidies for one identity',
      { ...good, subsidies: [...good.subsidies, { ...good.subsidies[0], id: '340600-2026-more' }] },
      /two subsidies/,
    ],
    [
      'a year without a newborn row',
      Object.fromEntries(Object.entries(good).filter(([key]) => key !== 'newborn')),
      /newborn/,
    ],
    [
      'a newborn row id twice',
      {
        ...good,
        newborn: {
          ...good.newborn,
          retention: { ...good.newborn.retention, id: good.newborn.id },
        },
      },
      /340600-2026-newborn appears twice/,
    ],
    [
      'a province of three digits',
      {
        ...good,
        newborn: {
          ...good.newborn,
          certificate: { ...good.newborn.certificate, certificateProvince: '340' },
        },
      },
      /certificateProvince/,
    ],
    [
      'a thirteenth month',
      { ...good, newborn: { ...good.newborn, nextYearFromMonth: 13 } },
      /nextYearFromMonth/,
    ],
    ['an unpublished year with amounts', { ...good, status: 'unpublished' }, /unrecognized/i],
  ];
  test.each(cases)('%s', (_what, file, message) => {
    const parsed = policySchema.safeParse(file);
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).toMatch(message);
  });

  test('and the good one is not', () => {
    expect(policySchema.safeParse(good).success).toBe(true);
  });
});

test('every city says when its people are reminded', () => {
  for (const { code } of regions) expect(reminderPolicyOf(code).region).toBe(code);
  expect(() => reminderPolicyOf('110000')).toThrow('no reminder policy for 110000');
});
