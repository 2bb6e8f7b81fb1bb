import fc from 'fast-check';
import { huaibei } from './testing/people';
import { testSeed } from './testing/seed';
import { brokenYears, waitingMonths } from './waiting-period';

const seed = testSeed();
const rule = huaibei(2026).waiting!;

test.each([
  // [in window, broken, repaired, exempt, months]; the first six are the reference's own vectors
  [true, 0, 0, false, 0],
  [false, 0, 0, false, 3],
  [true, 1, 0, false, 4],
  [true, 2, 1, false, 4],
  [true, 4, 0, false, 7],
  [true, 4, 4, false, 6],
  [true, 1, 1, false, 3],
  [true, 3, 3, false, 3],
  [true, 4, 1, false, 6],
  [true, 5, 0, false, 8],
  [true, 5, 9, false, 6],
  [false, 1, 0, false, 4],
  [false, 4, 4, false, 6],
  [true, 4, 0, true, 0],
  [false, 0, 0, true, 0],
])('in window %s, broken %i, repaired %i, exempt %s: %i months', (...vector) => {
  const [inWindow, broken, repairedYears, exempt, months] = vector;
  const input = { inWindow, brokenYears: broken, repairedYears, exempt };
  expect(waitingMonths(input, rule)).toBe(months);
});

test('before the rule existed nobody waits', () => {
  const input = { inWindow: false, brokenYears: 5, repairedYears: 0, exempt: false };
  expect(waitingMonths(input, null)).toBe(0);
});

test('no more years are repaired than are broken', () => {
  const steep = { ...rule, perBrokenYearMonths: 2 };
  const input = { inWindow: true, brokenYears: 2, repairedYears: 9, exempt: false };
  expect(waitingMonths(input, steep)).toBe(3 + 4 - 2);
});

test('repairing never lengthens the wait and never goes below the fixed part', () => {
  const small = fc.integer({ min: 0, max: 12 });
  fc.assert(
    fc.property(fc.boolean(), small, small, (inWindow, broken, repairedYears) => {
      const at = (repaired: number) =>
        waitingMonths(
          { inWindow, brokenYears: broken, repairedYears: repaired, exempt: false },
          rule,
        );
      expect(at(repairedYears)).toBeLessThanOrEqual(at(0));
      expect(at(repairedYears + 1)).toBeLessThanOrEqual(at(repairedYears));
      if (broken > 0) expect(at(repairedYears)).toBeGreaterThanOrEqual(broken >= 4 ? 6 : 3);
    }),
    { seed },
  );
});

test.each([
  ['never insured', [], null, undefined, 0],
  ['insured last year', [2025], null, undefined, 0],
  ['in any order', [2025, 2019, 2021], null, undefined, 0],
  ['last insured two years ago', [2024], null, undefined, 1],
  ['last insured six years ago', [2020, 2018], null, undefined, 5],
  ['already insured in the coverage year, not before', [2026], null, undefined, 0],
  ['already insured in the coverage year and earlier', [2023, 2026], null, undefined, 2],
  ['counted from 2025', [2020], 2025, undefined, 1],
  ['counted from the coverage year', [2020], 2026, undefined, 0],
  ['counted from later than the coverage year', [2020], 2028, undefined, 0],
  ['counted from before the break', [2024], 2020, undefined, 1],
  ['a record from before birth does not count', [2019], null, 2024, 2],
])('broken years: %s', (_what, insured, countFrom, birthYear, expected) => {
  expect(brokenYears(insured, 2026, countFrom, birthYear)).toBe(expected);
});
