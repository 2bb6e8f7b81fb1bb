import { guardianActs } from './guardianship';
import { shanghai } from './testing/people';

const acts = (birthDate: string, today: string, endedAt: number | null = null) =>
  guardianActs({ birthDate, endedAt, today });

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
