import { actsAlone, guardianActs } from './guardianship';
import { shanghai } from './testing/people';

const acts = (birthDate: string, today: string, endedAt: number | null = null) =>
  guardianActs({ birthDate, endedAt, today, untilAge: 18 });

test.each([
  ['on the day of birth', '2025-11-18', '2025-11-18', true],
  ['the day before 14', '2011-11-20', '2025-11-19', true],
  ['at 14', '2011-11-20', '2025-11-20', true],
  ['the day before 18', '2007-11-20', '2025-11-19', true],
  ['at 18', '2007-11-20', '2025-11-20', false],
  ['long after', '1990-03-07', '2025-11-20', false],
  ['born on 29 February, 28 February of a common year', '2008-02-29', '2026-02-28', true],
  ['born on 29 February, 1 March', '2008-02-29', '2026-03-01', false],
  ['born on 31 December, the last day at 17', '2007-12-31', '2025-12-30', true],
  ['born on 31 December, at 18', '2007-12-31', '2025-12-31', false],
])('the guardian acts %s: born %s, %s', (_what, birthDate, today, expected) => {
  expect(acts(birthDate, today)).toBe(expected);
});

test('what a court or a household change ended stays ended, however young the child', () => {
  expect(acts('2025-11-18', '2025-11-20', shanghai('2025-11-19'))).toBe(false);
});

test('the age at which it ends is the policy row’s', () => {
  const child = { birthDate: '2010-01-01', endedAt: null, today: '2025-11-20' };
  expect(guardianActs({ ...child, untilAge: 15 })).toBe(false);
  expect(guardianActs({ ...child, untilAge: 16 })).toBe(true);
});

test.each([
  ['2011-11-21', false],
  ['2011-11-20', true],
  ['2012-02-29', false],
  ['1990-03-07', true],
])('born %s, on 20 November 2025 acts alone: %s', (birthDate, expected) => {
  expect(actsAlone(birthDate, '2025-11-20')).toBe(expected);
});

test('from 14 to 17 both may act', () => {
  expect(actsAlone('2010-01-01', '2025-11-20')).toBe(true);
  expect(acts('2010-01-01', '2025-11-20')).toBe(true);
});
