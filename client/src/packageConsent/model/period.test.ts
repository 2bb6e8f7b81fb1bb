import { today } from '../testing/examples';
import {
  beginWith,
  chosenPeriod,
  endWith,
  monthsOf,
  periodChoices,
  periodWords,
  spansMonths,
  yearsOf,
} from './period';

const whole = { dataFrom: '2023-12-05', dataTo: '2025-11-20' };

test('the periods people think in, within what was asked', () => {
  expect(periodChoices(whole, today, '对方要的全部')).toEqual([
    { value: 'all', label: '对方要的全部', ...whole },
    { value: 'two-years', label: '今年和去年', dataFrom: '2024-01-01', dataTo: '2025-11-20' },
    { value: 'this-year', label: '只看今年', dataFrom: '2025-01-01', dataTo: '2025-11-20' },
    { value: 'last-year', label: '只看去年', dataFrom: '2024-01-01', dataTo: '2024-12-31' },
    { value: 'half-year', label: '最近半年', dataFrom: '2025-05-21', dataTo: '2025-11-20' },
    { value: 'quarter', label: '最近三个月', dataFrom: '2025-08-21', dataTo: '2025-11-20' },
  ]);
});

test('what lies outside, or is the same as another, is not offered', () => {
  const march = { dataFrom: '2025-03-01', dataTo: '2025-03-31' };
  expect(periodChoices(march, today, '对方要的全部').map(({ value }) => value)).toEqual(['all']);
  const year = { dataFrom: '2025-01-01', dataTo: '2025-12-31' };
  expect(periodChoices(year, today, '对方要的全部').map(({ value }) => value)).toEqual([
    'all',
    'half-year',
    'quarter',
  ]);
});

test('which one was chosen; own months are none of them', () => {
  const choices = periodChoices(whole, today, '对方要的全部');
  expect(chosenPeriod({ dataFrom: '2024-01-01', dataTo: '2024-12-31' }, choices)).toBe('last-year');
  expect(chosenPeriod({ dataFrom: '2024-02-01', dataTo: '2024-12-31' }, choices)).toBeUndefined();
});

test('years and months that a period touches', () => {
  expect(yearsOf(whole)).toEqual([2025, 2024, 2023]);
  expect(monthsOf(2023, whole)).toEqual([12]);
  expect(monthsOf(2025, whole)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(monthsOf(2022, whole)).toEqual([]);
  expect(spansMonths(whole)).toBe(true);
  expect(spansMonths({ dataFrom: '2025-03-02', dataTo: '2025-03-31' })).toBe(false);
});

test('a month to begin with: never before what was asked, the end moves along', () => {
  expect(beginWith({ year: 2023, month: 12 }, whole, whole)).toEqual(whole);
  expect(beginWith({ year: 2025, month: 3 }, whole, whole)).toEqual({
    dataFrom: '2025-03-01',
    dataTo: '2025-11-20',
  });
  const spring = { dataFrom: '2024-03-01', dataTo: '2024-05-31' };
  expect(beginWith({ year: 2024, month: 9 }, spring, whole)).toEqual({
    dataFrom: '2024-09-01',
    dataTo: '2024-09-30',
  });
  // the same month of a year that has it no more
  expect(beginWith({ year: 2023, month: 3 }, spring, whole)).toEqual({
    dataFrom: '2023-12-05',
    dataTo: '2024-05-31',
  });
});

test('a month to end with: never after what was asked, the beginning moves along', () => {
  expect(endWith({ year: 2025, month: 11 }, whole, whole)).toEqual(whole);
  expect(endWith({ year: 2024, month: 2 }, whole, whole)).toEqual({
    dataFrom: '2023-12-05',
    dataTo: '2024-02-29',
  });
  const autumn = { dataFrom: '2025-09-01', dataTo: '2025-11-20' };
  expect(endWith({ year: 2025, month: 4 }, autumn, whole)).toEqual({
    dataFrom: '2025-04-01',
    dataTo: '2025-04-30',
  });
});

test('a period in words', () => {
  expect(periodWords(whole)).toBe('2023 年 12 月 5 日到 2025 年 11 月 20 日');
  expect(periodWords({ dataFrom: today, dataTo: today })).toBe('2025 年 11 月 20 日这一天');
});
