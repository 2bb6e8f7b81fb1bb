import { isInsured, withinDays } from './cover-shown';

test.each([
  ['effective', true],
  ['waiting', true],
  ['upcoming', true],
  ['processing', true],
  // as an employee, or in another city
  ['elsewhere', true],
  ['pending', false],
  ['ended', false],
  ['none', false],
] as const)('somebody whose year is %s is insured: %s', (state, expected) => {
  expect(isInsured({ state })).toBe(expected);
});

const asked = { dataFrom: '2020-12-01', dataTo: '2025-11-20' };

test.each([
  ['2020-01-01', '2020-12-31', [{ from: '2020-12-01', to: '2020-12-31' }]],
  ['2023-01-01', '2023-12-31', [{ from: '2023-01-01', to: '2023-12-31' }]],
  ['2025-01-01', '2025-12-31', [{ from: '2025-01-01', to: '2025-11-20' }]],
  ['2019-01-01', '2020-11-30', []],
] as const)('of %s to %s only the days that were asked for', (from, to, expected) => {
  expect(withinDays({ period: { from, to } }, asked)).toEqual(expected);
});

test('a year without days has none', () => {
  expect(withinDays({ period: null }, asked)).toEqual([]);
});
