import { refundStatuses } from './refund-states';
import { openRefundSteps, type RefundStanding } from './refund-steps';

const asked: RefundStanding = {
  status: 'staff_review',
  kind: 'cover',
  requestedBy: 'somebody',
  taxApproved: true,
  isOverdue: false,
};
const stepsOf = (changes: Partial<RefundStanding>) => openRefundSteps({ ...asked, ...changes });

test('what the tax bureau agreed to can be agreed to, refused or sent again', () => {
  expect(stepsOf({})).toEqual(['approve', 'reject', 'sendAgain']);
});

test('what it did not agree to can only be refused or sent again', () => {
  expect(stepsOf({ taxApproved: false })).toEqual(['reject', 'sendAgain']);
});

test('what is owed whatever anybody says is never refused', () => {
  for (const owed of [
    { requestedBy: null },
    { kind: 'superseded' },
    { kind: 'difference' },
  ] as const) {
    expect(stepsOf(owed)).toEqual(['approve', 'sendAgain']);
    expect(stepsOf({ ...owed, taxApproved: false })).toEqual(['sendAgain']);
  }
});

test('what no rail paid is tried again or paid otherwise', () => {
  expect(stepsOf({ status: 'abnormal' })).toEqual(['retry', 'paidOtherwise']);
});

test('only a rail is waited for no longer, and only when it took too long', () => {
  for (const status of ['requested', 'tax_review', 'insurance_review'] as const) {
    expect(stepsOf({ status, isOverdue: true })).toEqual(['askAgain']);
  }
  expect(stepsOf({ status: 'refunding', isOverdue: true })).toEqual(['askAgain', 'stop']);
});

test('before that, and once it is over, there is nothing to do', () => {
  const ways = refundStatuses.filter((status) => stepsOf({ status }).length > 0);
  expect(ways).toEqual(['staff_review', 'abnormal']);
  for (const status of ['refunded', 'rejected', 'withdrawn', 'proposed'] as const) {
    expect(stepsOf({ status, isOverdue: true })).toEqual([]);
  }
});
