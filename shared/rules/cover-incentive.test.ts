import type { IncentiveRule } from '../policy/schema';
import { policyFor } from '../policy';
import { continuousYears, coverIncentive, type IncentiveFacts } from './cover-incentive';

const row = { title: 't', document: 'd', confidence: 'assumed' } as const;
const rule = (countFrom: number | null): IncentiveRule => ({
  continuous: { ...row, id: '340600-2026-a', afterYears: 4, perYearFen: 300_000, countFrom },
  zeroClaim: { ...row, id: '340600-2026-b', perYearFen: 300_000, countFrom },
  limit: { ...row, id: '340600-2026-c', percentOfCap: 20 },
});
const capFen = 30_000_000;
const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n);
const facts = (rest: Partial<IncentiveFacts>): IncentiveFacts => ({
  insuredYears: [],
  claimYears: range(1990, 2100),
  rewardUsedYears: [],
  lastFinishedYear: 2100,
  ...rest,
});

test.each([
  [[], 2026, 0],
  [[2025], 2026, 0],
  [[2026], 2026, 1],
  [[2024, 2025, 2026], 2026, 3],
  [[2023, 2025, 2026], 2026, 2],
  [[2026, 2024, 2025, 2025], 2026, 3],
])('insured in %j: %i is year %i in a row', (years, year, expected) => {
  expect(continuousYears(years, year)).toBe(expected);
});

test.each([
  // years in a row up to 2030, raised by
  [1, 0],
  [3, 0],
  [4, 0],
  [5, 300_000],
  [6, 600_000],
  [23, 5_700_000],
  [24, 6_000_000],
  [25, 6_000_000],
])('%i continuous years raise by %i fen, never above a fifth of the cap', (years, totalFen) => {
  const insuredYears = range(2031 - years, 2030);
  const raise = coverIncentive(2030, facts({ insuredYears }), rule(null), capFen);
  expect(raise).toMatchObject({ totalFen, limitFen: 6_000_000, countedYears: years });
});

test('a break starts the count again and keeps what was raised', () => {
  const insuredYears = [...range(2010, 2015), ...range(2017, 2019)];
  const raise = coverIncentive(2019, facts({ insuredYears }), rule(null), capFen);
  expect(raise).toMatchObject({ continuousFen: 600_000, countedYears: 3, continuousYears: 3 });
});

test('years before the count begins do not count, however long somebody was insured', () => {
  const insuredYears = range(2010, 2029);
  const at = (year: number) => coverIncentive(year, facts({ insuredYears }), rule(2025), capFen);
  expect(at(2028)).toMatchObject({ continuousYears: 19, countedYears: 4, totalFen: 0 });
  expect(at(2029)).toMatchObject({ countedYears: 5, totalFen: 300_000 });
});

describe('a year without a claim', () => {
  const insuredYears = range(2025, 2027);
  const raise = (rest: Partial<IncentiveFacts>) =>
    coverIncentive(2027, facts({ insuredYears, claimYears: [], ...rest }), rule(2025), capFen);

  test('raises the year after it, once each', () => {
    expect(raise({})).toMatchObject({ zeroClaimYears: 2, zeroClaimFen: 600_000 });
    expect(raise({ claimYears: [2025] })).toMatchObject({ zeroClaimYears: 1 });
    // the year itself is not over
    expect(raise({ claimYears: [2025, 2026] })).toMatchObject({ zeroClaimYears: 0 });
  });

  test('counts only once it is over', () => {
    expect(raise({ lastFinishedYear: 2025 })).toMatchObject({ zeroClaimYears: 1 });
    expect(raise({ lastFinishedYear: 0 })).toMatchObject({ zeroClaimYears: 0 });
  });

  test('without insurance is none', () => {
    expect(raise({ insuredYears: [2027] })).toMatchObject({ zeroClaimYears: 0 });
  });

  test('is cleared by using the reward, which leaves what continuity raised', () => {
    const years = range(2015, 2027);
    const used = coverIncentive(
      2027,
      facts({ insuredYears: years, claimYears: [2026], rewardUsedYears: [2026] }),
      rule(null),
      capFen,
    );
    expect(used.zeroClaimFen).toBe(0);
    expect(used.continuousFen).toBe(9 * 300_000);
  });
});

test('the published policies carry it from 2025, and no year before', () => {
  const of = (year: number) => {
    const policy = policyFor('340600', year);
    return policy?.status === 'published' ? policy.incentive : undefined;
  };
  expect(of(2024)).toBeNull();
  expect(of(2025)?.continuous).toMatchObject({ afterYears: 4, perYearFen: 300_000 });
  expect(of(2026)?.limit.percentOfCap).toBe(20);
});
