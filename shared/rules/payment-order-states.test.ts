import fc from 'fast-check';
import {
  isSettled,
  type PaymentOrderEvent,
  paymentOrderEvents,
  type PaymentOrderStatus,
  paymentOrderStatuses,
  paymentOrderStatusInfo,
  paymentOrderTransitions,
} from './payment-order-states';
import { huaibei } from './testing/people';
import { testSeed } from './testing/seed';
import { transition } from './transition';

const seed = testSeed();
const no = null;

/** Written out in full: what every event does in every status; `no` is a refusal. */
const expected: Record<PaymentOrderStatus, Record<PaymentOrderEvent, PaymentOrderStatus | null>> = {
  created: {
    prepay_ready: 'prepaid',
    deduct_committed: no,
    pay_succeeded: 'paid',
    pay_superseded: no,
    close_confirmed: 'closed',
    posting_confirmed: no,
    posting_deadline_passed: no,
    all_refunded: no,
  },
  prepaid: {
    prepay_ready: 'prepaid',
    deduct_committed: 'committed',
    pay_succeeded: 'paid',
    pay_superseded: no,
    close_confirmed: 'closed',
    posting_confirmed: no,
    posting_deadline_passed: no,
    all_refunded: no,
  },
  committed: {
    prepay_ready: no,
    deduct_committed: no,
    pay_succeeded: 'paid',
    pay_superseded: no,
    close_confirmed: 'closed',
    posting_confirmed: no,
    posting_deadline_passed: no,
    all_refunded: no,
  },
  paid: {
    prepay_ready: no,
    deduct_committed: no,
    pay_succeeded: no,
    pay_superseded: no,
    close_confirmed: no,
    posting_confirmed: 'posted',
    posting_deadline_passed: 'posting_overdue',
    all_refunded: 'refunded',
  },
  posted: {
    prepay_ready: no,
    deduct_committed: no,
    pay_succeeded: no,
    pay_superseded: no,
    close_confirmed: no,
    posting_confirmed: no,
    posting_deadline_passed: no,
    all_refunded: 'refunded',
  },
  posting_overdue: {
    prepay_ready: no,
    deduct_committed: no,
    pay_succeeded: no,
    pay_superseded: no,
    close_confirmed: no,
    posting_confirmed: 'posted',
    posting_deadline_passed: no,
    all_refunded: 'refunded',
  },
  closed: {
    prepay_ready: no,
    deduct_committed: no,
    pay_succeeded: 'paid',
    pay_superseded: 'refund_due',
    close_confirmed: no,
    posting_confirmed: no,
    posting_deadline_passed: no,
    all_refunded: no,
  },
  refund_due: {
    prepay_ready: no,
    deduct_committed: no,
    pay_succeeded: no,
    pay_superseded: no,
    close_confirmed: no,
    posting_confirmed: no,
    posting_deadline_passed: no,
    all_refunded: 'refunded',
  },
  refunded: {
    prepay_ready: no,
    deduct_committed: no,
    pay_succeeded: no,
    pay_superseded: no,
    close_confirmed: no,
    posting_confirmed: no,
    posting_deadline_passed: no,
    all_refunded: no,
  },
};

const step = (from: PaymentOrderStatus, event: PaymentOrderEvent) =>
  transition(paymentOrderTransitions, from, event);

describe.each(paymentOrderStatuses)('%s', (from) => {
  test.each(paymentOrderEvents)('%s', (event) => {
    const to = expected[from][event];
    expect(step(from, event)).toEqual(to === null ? { ok: false } : { ok: true, to });
  });
});

test('the table holds every step once', () => {
  const keys = paymentOrderTransitions.map(({ from, event }) => `${from} ${event}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(Object.keys(expected).sort()).toEqual([...paymentOrderStatuses].sort());
});

test.each([
  ['created', false],
  ['prepaid', false],
  ['committed', false],
  ['closed', false],
  ['paid', true],
  ['posted', true],
  ['posting_overdue', true],
  ['refund_due', true],
  ['refunded', true],
] as const)('money of a %s order has come in: %s', (status, settled) => {
  expect(isSettled(status)).toBe(settled);
  // A repeated notification is no step once settled.
  expect(step(status, 'pay_succeeded').ok).toBe(!settled);
});

test('whatever happens: known statuses only, paid never becomes unpaid, final ones stay', () => {
  const events = fc.array(fc.constantFrom(...paymentOrderEvents), { maxLength: 60 });
  fc.assert(
    fc.property(events, (happened) => {
      let status: PaymentOrderStatus = 'created';
      for (const event of happened) {
        const result = step(status, event);
        if (!result.ok) continue;
        expect(paymentOrderStatuses).toContain(result.to);
        // what is settled for good is left by one way only: everything has gone back
        if (status === 'posted' || status === 'refund_due') expect(event).toBe('all_refunded');
        expect(status).not.toBe('refunded');
        if (isSettled(status)) expect(isSettled(result.to)).toBe(true);
        status = result.to;
      }
    }),
    { seed, numRuns: 2000 },
  );
});

test('every status has an owner, and what can get stuck has a sweep', () => {
  for (const status of paymentOrderStatuses) {
    const info = paymentOrderStatusInfo[status];
    expect(info.sentence).toMatch(/。$/);
    if (info.timeoutMinutes !== null) expect(info.sweep).not.toBeNull();
    if (info.owner === 'none') expect(info.sweep).toBeNull();
  }
});

test('time-outs are the policy of every year', () => {
  for (const year of [2024, 2025, 2026]) {
    const { posting, order, rails } = huaibei(year);
    expect(paymentOrderStatusInfo.paid.timeoutMinutes).toBe(posting.postingOverdueHours * 60);
    expect(paymentOrderStatusInfo.prepaid.timeoutMinutes).toBe(order.orderValidMinutes);
    expect(paymentOrderStatusInfo.created.timeoutMinutes).toBe(order.orderValidMinutes);
    const { batchAnswerDays } = rails.mutualAid;
    expect(paymentOrderStatusInfo.committed.timeoutMinutes).toBe((31 + batchAnswerDays) * 24 * 60);
  }
});
