import { dateTime, yuan } from './format';

test('moments are Shanghai’s, whatever clock the browser has', () => {
  expect(dateTime(Date.UTC(2025, 10, 19, 16, 5))).toBe('2025-11-20 00:05');
  expect(dateTime(null)).toBe('—');
});

test('amounts have two decimals and groups of three', () => {
  expect(yuan(123_456_789)).toBe('1,234,567.89');
  expect(yuan(-50)).toBe('-0.50');
  expect(yuan(undefined)).toBe('—');
});
