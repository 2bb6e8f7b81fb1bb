import dayjs from 'dayjs';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  ageOn,
  daysBetween,
  formatChineseDate,
  formatChineseDateTime,
  formatMonthAndDay,
  isIsoDate,
  shanghaiDate,
  startOfDay,
} from './dates';
import { testSeed } from './testing/seed';

const seed = testSeed();
const anyDate = fc
  .integer({ min: Date.UTC(1930, 0, 1), max: Date.UTC(2150, 0, 1) })
  .map((ms) => new Date(ms).toISOString().slice(0, 10));

test.each([
  ['2024-02-29', true],
  ['2023-02-29', false],
  ['1900-02-29', false],
  ['2000-02-29', true],
  ['2026-04-31', false],
  ['2026-00-10', false],
  ['2026-13-01', false],
  ['2026-1-1', false],
  ['0050-01-01', false],
  ['2026-01-01T00:00', false],
  ['', false],
])('isIsoDate(%s) is %s', (text, expected) => {
  expect(isIsoDate(text)).toBe(expected);
});

test.each([
  ['2025-12-31T15:59:59.999Z', '2025-12-31'],
  ['2025-12-31T16:00:00.000Z', '2026-01-01'],
  ['2024-02-28T16:00:00.000Z', '2024-02-29'],
])('at %s it is %s in Shanghai', (utc, expected) => {
  expect(shanghaiDate(Date.parse(utc))).toBe(expected);
});

test('a day starts at midnight in Shanghai', () => {
  expect(startOfDay('2026-01-01')).toBe(Date.parse('2026-01-01T00:00:00+08:00'));
});

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-01-31', 1, '2024-02-29'],
  ['2026-11-30', 3, '2027-02-28'],
  ['2026-01-01', 4, '2026-05-01'],
  ['2026-03-31', -1, '2026-02-28'],
  ['2026-01-15', -13, '2024-12-15'],
  ['2026-05-31', 0, '2026-05-31'],
])('%s plus %i months is %s', (date, months, expected) => {
  expect(addMonths(date, months)).toBe(expected);
});

test.each([
  ['2000-02-29', '2001-02-28', 0],
  ['2000-02-29', '2001-03-01', 1],
  ['2000-02-29', '2004-02-29', 4],
  ['1943-11-21', '2025-11-20', 81],
  ['1943-11-20', '2025-11-20', 82],
  ['2025-11-20', '2025-11-20', 0],
  ['2025-11-20', '2024-11-20', -1],
])('born %s, on %s aged %i', (birthDate, on, expected) => {
  expect(ageOn(birthDate, on)).toBe(expected);
});

test('adds days and months as dayjs does, and undoes itself', () => {
  const days = fc.integer({ min: -3000, max: 3000 });
  const months = fc.integer({ min: -240, max: 240 });
  fc.assert(
    fc.property(anyDate, days, months, (date, d, m) => {
      expect(addDays(date, d)).toBe(dayjs(date).add(d, 'day').format('YYYY-MM-DD'));
      expect(addMonths(date, m)).toBe(dayjs(date).add(m, 'month').format('YYYY-MM-DD'));
      expect(daysBetween(date, addDays(date, d))).toBe(d);
      expect(shanghaiDate(startOfDay(date))).toBe(date);
      expect(shanghaiDate(startOfDay(date) - 1)).toBe(addDays(date, -1));
    }),
    { seed },
  );
});

test('speaks Chinese dates and times', () => {
  const at = (time: string) => formatChineseDateTime(Date.parse(`2026-01-01T${time}:00+08:00`));
  expect(formatChineseDate('2026-01-01')).toBe('2026 年 1 月 1 日');
  expect(formatMonthAndDay('2026-12-31')).toBe('12 月 31 日');
  expect(at('09:05')).toBe('2026 年 1 月 1 日上午 9:05');
  expect(at('12:00')).toBe('2026 年 1 月 1 日下午 12:00');
  expect(at('15:30')).toBe('2026 年 1 月 1 日下午 3:30');
  expect(at('00:01')).toBe('2026 年 1 月 1 日上午 0:01');
});

test('refuses what is no date or moment', () => {
  expect(() => addDays('2023-02-29', 1)).toThrow(RangeError);
  expect(() => addMonths('2023-2-1', 1)).toThrow(RangeError);
  expect(() => formatChineseDate('soon')).toThrow(RangeError);
  expect(() => startOfDay('')).toThrow(RangeError);
  expect(() => shanghaiDate(Number.NaN)).toThrow(RangeError);
});
