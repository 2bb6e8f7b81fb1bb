import { refundKinds } from './refund';
import {
  agreedRefundStatuses,
  drivenRefundStatuses,
  endedRefundStatuses,
  isWithdrawable,
  type RefundEvent,
  refundEvents,
  type RefundStatus,
  refundSentence,
  refundStatuses,
  refundStatusInfo,
  refundTransitions,
  staffReviewCauses,
} from './refund-states';
import { transition } from './transition';

/** Written out in full: what every event does in every status; what is not named is a refusal. */
const expected: Record<RefundStatus, Partial<Record<RefundEvent, RefundStatus>>> = {
  proposed: { confirmed: 'requested', withdraw: 'withdrawn' },
  requested: {
    tax_accepted: 'tax_review',
    tax_approved: 'insurance_review',
    tax_approved_unbooked: 'refunding',
    tax_rejected: 'rejected',
    tax_rejected_owed: 'staff_review',
    withdraw: 'withdrawn',
    absorbed: 'withdrawn',
  },
  tax_review: {
    tax_approved: 'insurance_review',
    tax_approved_unbooked: 'refunding',
    tax_rejected: 'rejected',
    tax_rejected_owed: 'staff_review',
    withdraw: 'withdrawn',
    absorbed: 'withdrawn',
  },
  insurance_review: {
    insurance_confirmed: 'refunding',
    facts_missing: 'staff_review',
    platform_refused: 'staff_review',
    absorbed: 'withdrawn',
  },
  staff_review: {
    staff_approved: 'insurance_review',
    staff_rejected: 'rejected',
    staff_sent_again: 'requested',
    absorbed: 'withdrawn',
  },
  refunding: { rail_succeeded: 'refunded', rail_failed: 'abnormal', staff_stopped: 'abnormal' },
  abnormal: { rail_succeeded: 'refunded', retried: 'refunding', paid_otherwise: 'refunded' },
  refunded: {},
  rejected: {},
  withdrawn: {},
};

describe.each(refundStatuses)('in %s', (status) => {
  test.each(refundEvents)('%s', (event) => {
    const to = expected[status][event];
    const step = transition(refundTransitions, status, event);
    expect(step).toEqual(to === undefined ? { ok: false } : { ok: true, to });
  });

  test('somebody moves it on, or it is final', () => {
    const { owner, timeoutMinutes, sweep } = refundStatusInfo[status];
    const isFinal = Object.keys(expected[status]).length === 0;
    expect(owner === 'none').toBe(isFinal);
    expect(endedRefundStatuses.some((each) => each === status)).toBe(isFinal);
    // what others owe us is looked after; what a person may leave lying is not
    const isLookedAfter = !isFinal && owner !== 'person';
    expect(sweep !== null).toBe(isLookedAfter);
    expect(timeoutMinutes !== null).toBe(isLookedAfter);
  });

  test('can be withdrawn exactly where the table says so', () => {
    expect(isWithdrawable(status)).toBe(expected[status].withdraw === 'withdrawn');
  });
});

test('no pair of status and event stands twice', () => {
  const pairs = refundTransitions.map(({ from, event }) => `${from} ${event}`);
  expect(new Set(pairs).size).toBe(pairs.length);
});

test('a refund can end well from every status that is not final', () => {
  const reaches = (from: RefundStatus, seen = new Set<RefundStatus>()): boolean => {
    if (from === 'refunded') return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return Object.values(expected[from]).some((to) => reaches(to, seen));
  };
  const open = refundStatuses.filter((status) => Object.keys(expected[status]).length > 0);
  expect(open.filter((status) => !reaches(status))).toEqual([]);
});

test('once agreed it never becomes a no', () => {
  const agreed: readonly RefundStatus[] = agreedRefundStatuses;
  for (const status of agreed) {
    for (const to of Object.values(expected[status])) expect(agreed).toContain(to);
  }
  const owners = drivenRefundStatuses.map((status) => refundStatusInfo[status].owner);
  expect(new Set<string>(owners)).toEqual(new Set(['platform']));
});

describe('in words', () => {
  const all = refundStatuses.flatMap((status) =>
    refundKinds.flatMap((kind) =>
      staffReviewCauses.map(
        (cause) => [status, kind, refundSentence(status, kind, cause)] as const,
      ),
    ),
  );

  test.each(all)('%s of %s: %s', (_status, kind, sentence) => {
    expect(sentence).toMatch(/^[^，。].*。$/);
    expect(sentence).not.toMatch(/[，。、：；]{2}/);
    // money that bought nothing has no cover to speak of, and a part leaves it as it is
    if (kind === 'superseded') expect(sentence).not.toContain('医保照常');
    if (kind === 'superseded') expect(sentence).not.toContain('医保不受影响');
    if (kind === 'difference') expect(sentence).not.toContain('医保照常');
  });

  test.each(['requested', 'tax_review', 'insurance_review', 'staff_review'] as const)(
    'cover stands while it is %s, and it says so',
    (status) => {
      expect(refundSentence(status, 'cover', 'tax')).toContain('钱退回之前，医保照常有效。');
      expect(refundSentence(status, 'difference', 'tax')).toContain('医保不受影响。');
    },
  );

  test('a clerk’s turn says what brought it there', () => {
    expect(refundSentence('staff_review', 'superseded', 'tax')).toBe(
      '税务部门这次没有同意，工作人员正在核实，有结果马上告诉您。',
    );
    expect(refundSentence('staff_review', 'cover', 'platform')).toMatch(/^医保系统这次没有办成，/);
    expect(refundSentence('staff_review', 'cover', 'facts')).toMatch(/^系统里还查不到退费的原因，/);
    expect(refundSentence('tax_review', 'cover', 'facts')).not.toContain('查不到');
  });
});
