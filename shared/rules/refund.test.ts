import { startOfDay } from './dates';
import { provesReason, type RefundFacts, refundGateOpen, refundReasons } from './refund';

test('the gate closes with the last second before the benefit period', () => {
  const begins = startOfDay('2026-01-01');
  expect(refundGateOpen('2026-01-01', begins - 1)).toBe(true);
  expect(refundGateOpen('2026-01-01', begins)).toBe(false);
  // Shanghai's midnight, not Greenwich's
  expect(begins).toBe(Date.UTC(2025, 11, 31, 16));
});

test('a newborn covered from birth has none', () => {
  const born = startOfDay('2025-11-18');
  expect(refundGateOpen('2025-11-18', born + 1)).toBe(false);
});

describe('what proves a reason', () => {
  const nothing: RefundFacts = { deceased: false, insurances: [], paidOtherwise: false };
  const home = ['340600', '340699'];
  const insurance = (
    kind: 'resident' | 'employee',
    poolingArea: string,
    status: 'active' | 'suspended' | 'ended' = 'active',
  ) => ({ ...nothing, insurances: [{ insurance: kind, status, poolingArea }] });

  test.each(refundReasons)('nothing proves %s', (reason) => {
    expect(provesReason(reason, nothing, home)).toBe(false);
  });

  test.each([
    ['DEATH', { ...nothing, deceased: true }, true],
    ['DUPLICATE_PAYMENT', { ...nothing, paidOtherwise: true }, true],
    ['JOINED_EMPLOYEE', insurance('employee', '340600'), true],
    ['JOINED_EMPLOYEE', insurance('employee', '340100'), true],
    ['JOINED_EMPLOYEE', insurance('employee', '340600', 'suspended'), false],
    ['JOINED_EMPLOYEE', insurance('resident', '340100'), false],
    ['JOINED_ELSEWHERE', insurance('resident', '340100'), true],
    ['JOINED_ELSEWHERE', insurance('resident', '340699'), false],
    ['JOINED_ELSEWHERE', insurance('resident', '340100', 'ended'), false],
    ['DEATH', insurance('employee', '340600'), false],
  ] as const)('%s by %j: %s', (reason, facts, proven) => {
    expect(provesReason(reason, facts, home)).toBe(proven);
  });
});
