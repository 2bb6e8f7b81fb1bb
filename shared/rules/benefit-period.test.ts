import fc from 'fast-check';
import { benefitPeriod } from './benefit-period';
import { addDays } from './dates';
import { huaibei } from './testing/people';
import { testSeed } from './testing/seed';

const seed = testSeed();

test.each([
  // year, paid on, months of wait, cover from, last day of the wait, window
  [2026, '2025-11-20', 0, '2026-01-01', null, 'normal'],
  [2026, '2025-12-31', 0, '2026-01-01', null, 'normal'],
  [2026, '2026-01-01', 0, '2026-01-02', null, 'extended'],
  [2026, '2026-02-28', 0, '2026-03-01', null, 'extended'],
  [2026, '2025-11-20', 4, '2026-05-01', '2026-04-30', 'normal'],
  [2026, '2026-01-30', 4, '2026-05-31', '2026-05-30', 'extended'],
  [2026, '2026-03-01', 3, '2026-06-02', '2026-06-01', 'late'],
  [2026, '2026-03-30', 3, '2026-06-30', '2026-06-29', 'late'],
  [2026, '2026-05-30', 6, '2026-11-30', '2026-11-29', 'late'],
  [2026, '2026-09-30', 3, null, '2026-12-31', 'late'],
  [2026, '2026-09-29', 3, '2026-12-30', '2026-12-29', 'late'],
  [2026, '2026-11-29', 3, null, '2027-02-27', 'late'],
  [2026, '2026-06-10', 0, '2026-06-11', null, 'late'],
  [2026, '2026-12-30', 0, '2026-12-31', null, 'late'],
  [2026, '2026-12-31', 0, null, null, 'late'],
  [2024, '2023-11-01', 0, '2024-01-01', null, 'normal'],
  [2024, '2024-02-29', 0, '2024-03-01', null, 'extended'],
] as const)(
  '%i paid on %s, waiting %i months: from %s',
  (year, paidOn, months, from, until, kind) => {
    const period = benefitPeriod({ policy: huaibei(year), paidOn, waitingMonths: months });
    expect(period).toMatchObject({ waitingUntil: until, windowRow: { kind } });
    expect(period).toMatchObject(
      from === null ? { kind: 'noCoverThisYear' } : { kind: 'cover', from, to: `${year}-12-31` },
    );
  },
);

test.each(['2025-10-19', '2027-01-01'])('paid on %s, outside every window', (paidOn) => {
  const period = benefitPeriod({ policy: huaibei(2026), paidOn, waitingMonths: 0 });
  expect(period).toEqual({ kind: 'outsideWindow' });
});

test.each([
  ['laterOfYearStartAndDayAfterPayment', '2026-03-31'],
  ['dayAfterPayment', '2026-02-20'],
  ['paymentDay', '2026-02-19'],
] as const)('a city may start the wait by %s', (waitStartsOn, waitingUntil) => {
  const base = huaibei(2026);
  const policy = { ...base, waiting: { ...base.waiting!, waitStartsOn } };
  expect(benefitPeriod({ policy, paidOn: '2025-11-20', waitingMonths: 3 })).toMatchObject({
    waitingUntil,
    from: addDays(waitingUntil, 1),
  });
});

test('a wait that ends before the year begins never brings cover forward', () => {
  const base = huaibei(2026);
  const policy = { ...base, waiting: { ...base.waiting!, waitStartsOn: 'paymentDay' as const } };
  expect(benefitPeriod({ policy, paidOn: '2025-10-20', waitingMonths: 1 })).toMatchObject({
    waitingUntil: '2025-11-19',
    from: '2026-01-01',
  });
});

test('cover lies inside its year, after the payment and after the wait', () => {
  const paid = fc.integer({ min: 0, max: 437 }).map((days) => addDays('2025-10-20', days));
  fc.assert(
    fc.property(paid, fc.integer({ min: 0, max: 12 }), (paidOn, months) => {
      const period = benefitPeriod({ policy: huaibei(2026), paidOn, waitingMonths: months });
      if (period.kind !== 'cover') return;
      expect(period.from > paidOn && period.from >= '2026-01-01').toBe(true);
      expect(period.from <= period.to && period.to === '2026-12-31').toBe(true);
      expect(period.from > (period.waitingUntil ?? '')).toBe(true);
    }),
    { seed, numRuns: 500 },
  );
});
