import { contributionFor, personCategory } from './contribution';
import type { HardshipIdentity } from './facts';
import { huaibei, someone } from './testing/people';

const listed = (...identities: HardshipIdentity[]) =>
  identities.map((identity) => ({ identity, from: '2025-01-01', to: null }));

test.each([
  [2026, [], 40000, 0, null],
  [2026, ['extremePoverty'], 0, 40000, 'extremePoverty'],
  [2026, ['orphan'], 0, 40000, 'orphan'],
  [2026, ['minimumLiving'], 4000, 36000, 'minimumLiving'],
  [2026, ['povertyMonitored'], 20000, 20000, 'povertyMonitored'],
  [2026, ['returnedToPoverty'], 9500, 30500, 'returnedToPoverty'],
  [2026, ['povertyMonitored', 'minimumLiving'], 4000, 36000, 'minimumLiving'],
  [2026, ['minimumLiving', 'povertyMonitored'], 4000, 36000, 'minimumLiving'],
  [2026, ['povertyMonitored', 'orphan', 'minimumLiving'], 0, 40000, 'orphan'],
  [2025, ['minimumLiving'], 6500, 33500, 'minimumLiving'],
  [2024, ['minimumLiving'], 38000, 0, null],
] as [number, HardshipIdentity[], number, number, string | null][])(
  '%i, on the lists %j: pays %i fen',
  (year, identities, payableFen, subsidyFen, identity) => {
    const facts = someone({ hardship: listed(...identities) });
    const fee = contributionFor({ policy: huaibei(year), facts, on: '2025-11-20' });
    expect(fee).toMatchObject({ payableFen, subsidyFen, identity });
    expect(fee.payableFen + fee.subsidyFen).toBe(fee.standardFen);
    expect(fee.rows.map(({ id }) => id)[0]).toBe(`340600-${year}-contribution`);
    expect(fee.rows).toHaveLength(identity ? 2 : 1);
  },
);

test.each([
  ['2025-01-01', '2025-11-20', 4000],
  ['2025-01-01', '2025-11-19', 40000],
  ['2025-11-21', null, 40000],
  ['2025-11-20', null, 4000],
])('a record from %s to %s on 2025-11-20: pays %i fen', (from, to, payableFen) => {
  const facts = someone({ hardship: [{ identity: 'minimumLiving', from, to }] });
  const fee = contributionFor({ policy: huaibei(2026), facts, on: '2025-11-20' });
  expect(fee.payableFen).toBe(payableFen);
});

test('a city may subsidise by a fixed amount or a ratio, never above the standard', () => {
  const base = huaibei(2026);
  const row = { ...base.family, identity: 'minimumLiving' as const };
  const payable = (subsidy: (typeof base.subsidies)[number]) =>
    contributionFor({
      policy: { ...base, subsidies: [subsidy] },
      facts: someone({ hardship: listed('minimumLiving') }),
      on: '2025-11-20',
    }).payableFen;
  expect(payable({ ...row, mode: 'fixedSubsidy', subsidyFen: 15000 })).toBe(25000);
  expect(payable({ ...row, mode: 'fixedSubsidy', subsidyFen: 90000 })).toBe(0);
  expect(payable({ ...row, mode: 'ratio', percent: 90 })).toBe(4000);
  expect(payable({ ...row, mode: 'fixedSelfPay', selfPayFen: 90000 })).toBe(40000);
});

test('a broken fen is rounded for the person', () => {
  const base = huaibei(2026);
  const policy = {
    ...base,
    contributions: base.contributions.map((entry) => ({ ...entry, amountFen: 33333 })),
    subsidies: [
      { ...base.family, identity: 'orphan' as const, mode: 'ratio' as const, percent: 50 },
    ],
  };
  const facts = someone({ hardship: listed('orphan') });
  expect(contributionFor({ policy, facts, on: '2025-11-20' }).payableFen).toBe(16666);
});

test.each([
  ['2008-01-02', false, 'child'],
  ['2008-01-01', false, 'workingAge'],
  ['1966-01-02', false, 'workingAge'],
  ['1966-01-01', false, 'elder'],
  ['2004-01-01', true, 'student'],
])('born %s, student %s: %s', (birthDate, isStudentHere, category) => {
  const facts = someone({ birthDate, isStudentHere });
  expect(personCategory(huaibei(2026), facts)).toBe(category);
});

test('amounts may differ by category', () => {
  const base = huaibei(2026);
  const [row] = base.contributions;
  const policy = {
    ...base,
    contributions: [
      { ...row!, categories: ['child' as const, 'student' as const], amountFen: 43500 },
      { ...row!, categories: ['workingAge' as const, 'elder' as const], amountFen: 79500 },
    ],
  };
  const standard = (birthDate: string) =>
    contributionFor({ policy, facts: someone({ birthDate }), on: '2025-11-20' }).standardFen;
  expect(standard('2020-01-01')).toBe(43500);
  expect(standard('1990-01-01')).toBe(79500);
});
