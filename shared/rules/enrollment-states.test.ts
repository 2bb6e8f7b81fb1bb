import fc from 'fast-check';
import {
  type EnrollmentEvent,
  type EnrollmentStatus,
  enrollmentEvents,
  enrollmentStatuses,
  enrollmentStatusInfo,
  enrollmentTransitions,
} from './enrollment-states';
import { huaibei } from './testing/people';
import { testSeed } from './testing/seed';
import { transition } from './transition';

const seed = testSeed();
const no = null;

/** Written out in full: what every event does in every status; `no` is a refusal. */
const expected: Record<EnrollmentStatus, Record<EnrollmentEvent, EnrollmentStatus | null>> = {
  checking: {
    core_accepted: 'registered',
    core_elsewhere: 'conflict_elsewhere',
    core_refused: 'cancelled',
    core_unreachable: 'manual_review',
    suspension_declared: no,
    still_elsewhere: no,
    sync_deadline_passed: no,
    recheck_requested: no,
    paid: no,
    refunded: no,
    cancel: no,
  },
  registered: {
    core_accepted: no,
    core_elsewhere: no,
    core_refused: no,
    core_unreachable: no,
    suspension_declared: no,
    still_elsewhere: no,
    sync_deadline_passed: no,
    recheck_requested: no,
    paid: 'covered',
    refunded: no,
    cancel: 'cancelled',
  },
  conflict_elsewhere: {
    core_accepted: no,
    core_elsewhere: no,
    core_refused: no,
    core_unreachable: no,
    suspension_declared: 'wait_sync',
    still_elsewhere: no,
    sync_deadline_passed: no,
    recheck_requested: no,
    paid: no,
    refunded: no,
    cancel: 'cancelled',
  },
  wait_sync: {
    core_accepted: 'registered',
    core_elsewhere: no,
    core_refused: 'cancelled',
    core_unreachable: no,
    suspension_declared: no,
    still_elsewhere: 'wait_sync',
    sync_deadline_passed: 'sync_overdue',
    recheck_requested: no,
    paid: no,
    refunded: no,
    cancel: 'cancelled',
  },
  sync_overdue: {
    core_accepted: 'registered',
    core_elsewhere: no,
    core_refused: 'cancelled',
    core_unreachable: no,
    suspension_declared: no,
    still_elsewhere: no,
    sync_deadline_passed: no,
    recheck_requested: 'wait_sync',
    paid: no,
    refunded: no,
    cancel: 'cancelled',
  },
  manual_review: {
    core_accepted: 'registered',
    core_elsewhere: 'conflict_elsewhere',
    core_refused: 'cancelled',
    core_unreachable: no,
    suspension_declared: no,
    still_elsewhere: no,
    sync_deadline_passed: no,
    recheck_requested: 'checking',
    paid: no,
    refunded: no,
    cancel: 'cancelled',
  },
  covered: {
    core_accepted: no,
    core_elsewhere: no,
    core_refused: no,
    core_unreachable: no,
    suspension_declared: no,
    still_elsewhere: no,
    sync_deadline_passed: no,
    recheck_requested: no,
    paid: no,
    refunded: 'cancelled',
    cancel: no,
  },
  cancelled: {
    core_accepted: no,
    core_elsewhere: no,
    core_refused: no,
    core_unreachable: no,
    suspension_declared: no,
    still_elsewhere: no,
    sync_deadline_passed: no,
    recheck_requested: no,
    paid: no,
    refunded: no,
    cancel: no,
  },
};

const step = (from: EnrollmentStatus, event: EnrollmentEvent) =>
  transition(enrollmentTransitions, from, event);

describe.each(enrollmentStatuses)('%s', (from) => {
  test.each(enrollmentEvents)('%s', (event) => {
    const to = expected[from][event];
    expect(step(from, event)).toEqual(to === null ? { ok: false } : { ok: true, to });
  });
});

test('the table holds every step once', () => {
  const keys = enrollmentTransitions.map(({ from, event }) => `${from} ${event}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(Object.keys(expected).sort()).toEqual([...enrollmentStatuses].sort());
});

test('whatever happens: final statuses stay, and only the registered can be paid for', () => {
  const events = fc.array(fc.constantFrom(...enrollmentEvents), { maxLength: 60 });
  fc.assert(
    fc.property(events, (happened) => {
      let status: EnrollmentStatus = 'checking';
      for (const event of happened) {
        const result = step(status, event);
        if (!result.ok) continue;
        expect(enrollmentStatuses).toContain(result.to);
        expect(status).not.toBe('cancelled');
        // cover is left by one way only: its money has gone back
        if (status === 'covered') expect(event).toBe('refunded');
        if (result.to === 'covered') expect([status, event]).toEqual(['registered', 'paid']);
        status = result.to;
      }
    }),
    { seed, numRuns: 2000 },
  );
});

test('every status can still reach an end, and says so kindly', () => {
  for (const status of enrollmentStatuses) {
    const info = enrollmentStatusInfo[status];
    // nobody has to move a cover on, although a refund may end it
    const final = !enrollmentTransitions.some(
      ({ from, event }) => from === status && event !== 'refunded',
    );
    expect(info.owner === 'none').toBe(final);
    expect(info.timeoutMinutes === null).toBe(info.sweep === null);
    expect(info.sentence).toMatch(/。$/);
    expect(info.label.length).toBeLessThanOrEqual(10);
  }
});

test('the wait for another city is the policy of every year', () => {
  for (const year of [2024, 2025, 2026]) {
    const { syncHours } = huaibei(year).elsewhere;
    expect(enrollmentStatusInfo.wait_sync.timeoutMinutes).toBe(syncHours * 60);
    expect(enrollmentStatusInfo.wait_sync.sentence).toContain(`${syncHours} 小时`);
  }
});
