import fc from 'fast-check';
import { type Policy, policyFor } from '../policy';
import { addDays, daysBetween, yearOf } from './dates';
import type { HardshipIdentity, HardshipRecord } from './facts';
import { differenceOwed, type NewbornMoneyQuestion, quoteNewborn } from './newborn-money';
import { huaibei } from './testing/people';
import { testSeed } from './testing/seed';

const seed = testSeed();
const policyOf = (year: number): Policy | null => policyFor('340600', year);
const listed = (identity: HardshipIdentity): HardshipRecord[] => [
  { identity, from: '2025-01-01', to: null },
];

function quote(bornOn: string, submittedOn: string, changes: Partial<NewbornMoneyQuestion> = {}) {
  return quoteNewborn({
    policyOf,
    bornOn,
    submittedOn,
    decidedOn: submittedOn,
    hardship: [],
    sex: 'female',
    householdRegion: '340603',
    ...changes,
  });
}

const idsOf = (rows: { id: string }[] = []) => rows.map(({ id }) => id.replace('340600-', ''));

describe('within 90 days', () => {
  test('the birth year is covered from birth, whatever the collection windows say', () => {
    const found = quote('2025-05-10', '2025-05-12');
    expect(found).toMatchObject({
      withinWindow: true,
      windowEnds: '2025-08-08',
      payBy: '2025-08-08',
      nextYearOffered: false,
      sentence: '缴 400 元，从出生那天（2025 年 5 月 10 日）起可以报销，最晚 2025 年 8 月 8 日缴费',
    });
    expect(found.years).toHaveLength(1);
    expect(found.years[0]).toMatchObject({
      coverageYear: 2025,
      fee: { standardFen: 40000, subsidyFen: 0, payableFen: 40000 },
      payBy: '2025-08-08',
      fromBirth: true,
      cover: { from: '2025-05-10', to: '2025-12-31' },
      sentence: found.sentence,
      waitingMonths: 0,
      waitingReason: '新生儿没有等待期',
      brokenYears: 0,
      waitingExempt: false,
      hints: [],
    });
    expect(idsOf(found.years[0]?.rows)).toEqual(['2025-contribution', '2025-newborn']);
  });

  test.each([
    ['2025-11-14', '2026-02-12'],
    ['2024-12-01', '2025-03-01'],
    ['2023-12-01', '2024-02-29'],
    ['2024-02-29', '2024-05-29'],
    ['2025-12-31', '2026-03-31'],
  ])('born %s: day 90 is %s and in, day 91 is out', (bornOn, day90) => {
    expect(daysBetween(bornOn, day90)).toBe(90);
    expect(quote(bornOn, day90)).toMatchObject({ windowEnds: day90 });
    expect(quote(bornOn, day90).withinWindow).toBe(true);
    expect(quote(bornOn, addDays(day90, 1))).toMatchObject({ withinWindow: false, payBy: null });
  });

  test('a late answer leaves ten days to pay, and the day of sending decides', () => {
    const asked = { decidedOn: '2026-02-20' };
    const found = quote('2025-11-14', '2026-02-12', asked);
    expect(found).toMatchObject({ withinWindow: true, payBy: '2026-03-02' });
    expect(found.years.map(({ payBy }) => payBy)).toEqual(['2026-03-02', '2026-03-02']);
    expect(found.years[0]?.cover).toEqual({ from: '2025-11-14', to: '2025-12-31' });
    expect(quote('2025-11-14', '2026-02-02').payBy).toBe('2026-02-12');
    expect(quote('2025-11-14', '2026-02-03').payBy).toBe('2026-02-13');
  });

  test('born on 31 December: one day of the birth year, and the next year may be paid too', () => {
    const found = quote('2025-12-31', '2026-01-02');
    expect(found.nextYearOffered).toBe(true);
    expect(found.years.map(({ cover }) => cover)).toEqual([
      { from: '2025-12-31', to: '2025-12-31' },
      { from: '2026-01-01', to: '2026-12-31' },
    ]);
    expect(found.years[1]?.sentence).toBe(
      '再缴 400 元，2026 年度从 2026 年 1 月 1 日起可以报销，最晚 2026 年 3 月 31 日缴费',
    );
    expect(idsOf(found.years[1]?.rows)).toEqual(['2026-contribution', '2026-newborn']);
  });

  test.each([
    ['2025-09-30', '2025-10-02', false],
    ['2025-10-01', '2025-10-02', true],
    ['2025-11-18', '2025-11-20', true],
    ['2025-12-31', '2025-12-31', true],
  ])('born %s, decided %s: next year offered %s', (bornOn, on, offered) => {
    const found = quote(bornOn, on);
    expect(found.nextYearOffered).toBe(offered);
    expect(found.years.map(({ coverageYear }) => coverageYear)).toEqual(
      offered ? [2025, 2026] : [2025],
    );
  });

  test('decided in the year after the birth: that year is offered whatever the month', () => {
    const found = quote('2025-09-30', '2025-12-29', { decidedOn: '2026-01-02' });
    expect(found).toMatchObject({ nextYearOffered: true, payBy: '2026-01-12' });
    expect(found.years[1]).toMatchObject({
      coverageYear: 2026,
      cover: { from: '2026-01-01', to: '2026-12-31' },
      fromBirth: true,
    });
  });

  test('a next year that is not announced is not offered', () => {
    const found = quote('2026-11-18', '2026-11-20');
    expect(found).toMatchObject({ withinWindow: true, nextYearOffered: false });
    expect(found.years.map(({ coverageYear }) => coverageYear)).toEqual([2026]);
  });

  test('hardship households pay what their list says of the day of the decision', () => {
    const found = quote('2025-11-18', '2025-11-20', { hardship: listed('minimumLiving') });
    expect(found.years.map(({ fee }) => fee.payableFen)).toEqual([6500, 4000]);
    expect(found.sentence).toMatch(/^缴 65 元，从出生那天/);
    expect(found.years[0]?.waitingExempt).toBe(true);
    expect(idsOf(found.years[0]?.rows)).toEqual([
      '2025-contribution',
      '2025-subsidy-minimum-living',
      '2025-newborn',
    ]);
    const ended = [{ identity: 'minimumLiving' as const, from: '2025-01-01', to: '2025-11-19' }];
    expect(quote('2025-11-18', '2025-11-20', { hardship: ended }).years[0]?.fee.payableFen).toBe(
      40000,
    );
  });

  test('fully subsidised: nothing to pay, but to confirm', () => {
    const found = quote('2025-11-18', '2025-11-20', { hardship: listed('orphan') });
    expect(found.sentence).toBe(
      '不用自己付钱，从出生那天（2025 年 11 月 18 日）起可以报销，最晚 2026 年 2 月 16 日确认',
    );
    expect(found.years[1]?.sentence).toMatch(/不用自己付钱，最晚 2026 年 2 月 16 日确认$/);
    expect(found.years[0]?.hints.join()).toMatch(/再点一次确认/);
  });

  test('2024: 380 yuan and no waiting period to be exempt from', () => {
    const found = quote('2024-02-29', '2024-03-01');
    expect(found.years[0]).toMatchObject({
      fee: { payableFen: 38000 },
      cover: { from: '2024-02-29', to: '2024-12-31' },
      waitingExempt: false,
    });
  });
});

describe('after 90 days', () => {
  test.each([
    ['late in the year of birth', '2025-05-10', '2025-08-09', 3, '2025-11-10'],
    ['in the extension of the next year', '2025-09-01', '2026-01-15', 0, '2026-01-16'],
    ['late in the next year', '2025-11-14', '2026-03-10', 3, '2026-06-11'],
  ])('%s: born %s, sent %s, waits %i months', (_what, bornOn, on, months, from) => {
    const found = quote(bornOn, on);
    expect(found).toMatchObject({ withinWindow: false, payBy: null, nextYearOffered: false });
    expect(found.sentence).toMatch(/^出生已经超过 90 天，不能从出生那天起报销。缴 400 元/);
    expect(/等待期 3 个月/.test(found.sentence)).toBe(months > 0);
    expect(found.years).toHaveLength(1);
    expect(found.years[0]).toMatchObject({
      coverageYear: yearOf(on),
      fromBirth: false,
      payBy: null,
      cover: { from, to: `${yearOf(on)}-12-31` },
      waitingMonths: months,
      waitingExempt: false,
    });
  });

  test('late, and nothing left of the year: the following year is offered as soon as it can be paid', () => {
    const found = quote('2025-08-12', '2025-11-20');
    expect(found).toMatchObject({ withinWindow: false, payBy: null });
    expect(found.years.map(({ coverageYear, cover }) => [coverageYear, cover])).toEqual([
      [2025, null],
      [2026, { from: '2026-01-01', to: '2026-12-31' }],
    ]);
    expect(found.sentence).toContain('超过 90 天');
    expect(found.sentence).toContain('2026 年 1 月 1 日起可以报销');
  });

  test('the rows are the contribution, the late window, the wait and what the window would be', () => {
    expect(idsOf(quote('2025-11-14', '2026-03-10').years[0]?.rows)).toEqual([
      '2026-contribution',
      '2026-window-late',
      '2026-waiting',
      '2026-newborn',
    ]);
  });

  test('where the household will be is not a question of money', () => {
    const anywhere = quote('2025-11-14', '2026-03-10', { householdRegion: null });
    expect(anywhere).toEqual(quote('2025-11-14', '2026-03-10', { householdRegion: '320300' }));
    expect(anywhere.years).toHaveLength(1);
  });

  test('hardship households do not wait', () => {
    const found = quote('2025-05-10', '2025-08-09', { hardship: listed('extremePoverty') });
    expect(found.years[0]).toMatchObject({
      fee: { payableFen: 0 },
      waitingMonths: 0,
      waitingExempt: true,
      cover: { from: '2025-08-10', to: '2025-12-31' },
    });
    expect(found.sentence).toMatch(/不用自己付钱，现在确认，从 2025 年 8 月 10 日起可以报销$/);
  });

  test('a wait beyond the end of the year leaves no cover, and says so', () => {
    const found = quote('2025-06-01', '2025-10-15');
    expect(found.years[0]?.cover).toBeNull();
    expect(found.sentence).toMatch(/2025 年度内已经没有可以报销的日子/);
    expect(found.years[0]?.hints.join()).toMatch(/2026 年 1 月 15 日/);
  });

  test('a year whose collection is over, or that is not announced, has no price', () => {
    expect(quote('2024-01-10', '2024-05-01')).toMatchObject({ years: [], withinWindow: false });
    expect(quote('2024-01-10', '2024-05-01').sentence).toMatch(/已经在 2024 年 2 月 29 日结束/);
    const unannounced = quote('2026-09-10', '2027-01-05');
    expect(unannounced).toMatchObject({ years: [], withinWindow: false });
    expect(unannounced.sentence).toMatch(/^出生已经超过 90 天.*标准待公布/);
  });
});

test.each([
  ['not announced', '2027-01-10', '2027-01-12', '2027-04-10'],
  ['not on file, the next one is', '2023-12-20', '2024-01-10', '2024-03-19'],
  ['unknown altogether', '2035-01-10', '2035-01-10', '2035-01-10'],
])('a birth year %s has no years and says so', (_what, bornOn, on, windowEnds) => {
  expect(quote(bornOn, on)).toEqual({
    withinWindow: true,
    windowEnds,
    payBy: null,
    sentence: expect.stringMatching(/^标准待公布：/) as string,
    years: [],
    nextYearOffered: false,
  });
});

test('whenever a baby is born and whenever it is decided: the promises hold', () => {
  const day = fc.integer({ min: 0, max: 700 }).map((days) => addDays('2024-01-01', days));
  const later = fc.integer({ min: 0, max: 200 });
  const decided = fc.integer({ min: 0, max: 30 });
  fc.assert(
    fc.property(day, later, decided, (bornOn, age, wait) => {
      const submittedOn = addDays(bornOn, age);
      const found = quote(bornOn, submittedOn, { decidedOn: addDays(submittedOn, wait) });
      expect(found.withinWindow).toBe(age <= 90);
      expect(daysBetween(bornOn, found.windowEnds)).toBe(90);
      for (const year of found.years) {
        expect(year.fromBirth).toBe(found.withinWindow);
        expect(year.payBy).toBe(found.payBy);
        const cover = year.cover;
        if (cover) {
          expect([yearOf(cover.from), yearOf(cover.to)]).toEqual([
            year.coverageYear,
            year.coverageYear,
          ]);
          expect(cover.from >= bornOn && cover.from <= cover.to).toBe(true);
        }
      }
      if (!found.withinWindow) return;
      expect(found.years[0]?.cover?.from).toBe(bornOn);
      expect(found.payBy !== null && found.payBy >= addDays(submittedOn, wait + 10)).toBe(true);
      expect(found.payBy !== null && found.payBy >= found.windowEnds).toBe(true);
      expect(found.years.every(({ waitingMonths }) => waitingMonths === 0)).toBe(true);
    }),
    { seed, numRuns: 500 },
  );
});

describe('paid in full, listed afterwards', () => {
  const owed = (paidFen: number, hardship: HardshipRecord[], on = '2026-03-10', year = 2026) =>
    differenceOwed({
      paidFen,
      policy: huaibei(year),
      hardship,
      on,
      bornOn: '2025-11-18',
      sex: 'female',
    });

  test('the difference is owed, with the row of the list', () => {
    const { row, ...sums } = owed(40000, listed('minimumLiving'))!;
    expect(sums).toEqual({ dueFen: 4000, differenceFen: 36000 });
    expect(row.id).toBe('340600-2026-subsidy-minimum-living');
    expect(owed(40000, listed('extremePoverty'))).toMatchObject({ differenceFen: 40000 });
  });

  test('the best of several lists counts, also for who paid less than the standard', () => {
    const both = [...listed('povertyMonitored'), ...listed('minimumLiving')];
    expect(owed(20000, both)).toMatchObject({ dueFen: 4000, differenceFen: 16000 });
  });

  test.each([
    ['on no list', 40000, []],
    ['on no list, paid too much', 50000, []],
    [
      'the list is over',
      40000,
      [{ identity: 'orphan' as const, from: '2025-01-01', to: '2026-03-09' }],
    ],
    [
      'the list begins tomorrow',
      40000,
      [{ identity: 'orphan' as const, from: '2026-03-11', to: null }],
    ],
    ['paid what the list says', 4000, listed('minimumLiving')],
    ['paid less', 0, listed('minimumLiving')],
  ])('%s: nothing', (_what, paidFen, hardship) => {
    expect(owed(paidFen, hardship)).toBeNull();
  });

  type Days = [from: string, to: string | null];
  const owedFor = (year: number, on: string, [from, to]: Days) =>
    owed(40000, [{ identity: 'orphan', from, to }], on, year)?.row.id ?? null;

  test.each<[string, Days, string | null]>([
    ['listed before the year ended', ['2025-12-01', null], '340600-2025-subsidy-orphan'],
    ['listed on its last day', ['2025-12-31', '2026-01-31'], '340600-2025-subsidy-orphan'],
    ['listed the day after', ['2026-01-01', null], null],
    ['listed in June of the next one', ['2026-06-01', null], null],
    ['no longer listed when it ended', ['2025-11-01', '2025-12-30'], null],
  ])('of 2025, in June 2026, %s', (_what, days, expected) => {
    expect(owedFor(2025, '2026-06-10', days)).toBe(expected);
  });

  test.each<[string, Days, string | null]>([
    ['a list that goes on', ['2025-11-01', null], '340600-2026-subsidy-orphan'],
    ['a list until its first day', ['2025-11-01', '2026-01-01'], '340600-2026-subsidy-orphan'],
    ['a list that ends before it begins', ['2025-11-01', '2025-12-31'], null],
  ])('of 2026, in November 2025, %s', (_what, days, expected) => {
    expect(owedFor(2026, '2025-11-20', days)).toBe(expected);
  });
});
