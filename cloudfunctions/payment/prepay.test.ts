import { policyFor } from '@yibao/shared/policy';
import { minuteMs } from '@yibao/shared/rules/dates';
import { newOutTradeNo, orderExpiry } from './prepay';

const policy = policyFor('340600', 2026);
if (policy?.status !== 'published') throw new Error('2026 is published');
const at = (text: string) => Date.parse(`${text}+08:00`);

describe('when an order ends', () => {
  test.each([
    ['in the window', '2025-11-20T09:00:00', 30 * minuteMs],
    ['ten minutes before the window does', '2025-12-31T23:50:00', 10 * minuteMs],
    ['ninety seconds before the window does', '2025-12-31T23:58:30', 90_000],
    ['in the first moment of the next window', '2026-01-01T00:00:00', 30 * minuteMs],
  ])('%s', (_title, now, validMs) => {
    expect(orderExpiry(policy, at(now))).toBe(at(now) + validMs);
  });

  test.each([
    ['before the first window', '2025-10-19T23:59:59'],
    ['after the last', '2027-01-01T00:00:00'],
    ['too late to pay in time', '2025-12-31T23:58:31'],
  ])('there is none %s', (_title, now) => {
    expect(() => orderExpiry(policy, at(now))).toThrow(
      expect.objectContaining({ code: 'window_closed' }) as Error,
    );
  });
});

test('order numbers are what WeChat Pay takes, of the day, and never the same', () => {
  const numbers = Array.from({ length: 1000 }, () => newOutTradeNo(at('2025-11-20T00:30:00')));
  expect(new Set(numbers).size).toBe(1000);
  for (const number of numbers) expect(number).toMatch(/^YB251120\d{12}$/);
});
