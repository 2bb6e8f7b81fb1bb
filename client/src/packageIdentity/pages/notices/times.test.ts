import { timeHeading } from './times';

const now = Date.parse('2025-12-24T12:00:00+08:00');

test.each([
  ['2025-12-24T11:59:00+08:00', '今天'],
  ['2025-12-24T00:00:00+08:00', '今天'],
  ['2025-12-23T23:59:59+08:00', '最近 7 天'],
  ['2025-12-17T00:00:00+08:00', '最近 7 天'],
  ['2025-12-16T23:59:59+08:00', '更早'],
  ['2024-12-24T12:00:00+08:00', '更早'],
])('%s stands under %s', (at, heading) => {
  expect(timeHeading(Date.parse(at), now)).toBe(heading);
});
