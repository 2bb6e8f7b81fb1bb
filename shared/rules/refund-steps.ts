/** What a clerk can do about a refund as it stands (退费处理). */
import { isOwedBack, type RefundKind } from './refund';
import { drivenRefundStatuses, refundWaitsFor, type RefundStatus } from './refund-states';

export const refundSteps = [
  'approve',
  'reject',
  'sendAgain',
  'retry',
  'paidOtherwise',
  'askAgain',
  'stop',
] as const;
export type RefundStep = (typeof refundSteps)[number];

export interface RefundStanding {
  status: RefundStatus;
  kind: RefundKind;
  /** Who asked for it, or confirmed a proposal; null when the service found it. */
  requestedBy: string | null;
  taxApproved: boolean;
  /** It waits for another system for longer than usual. */
  isOverdue: boolean;
}

type Driven = (typeof drivenRefundStatuses)[number];

const isDriven = (status: RefundStatus): status is Driven =>
  drivenRefundStatuses.some((each) => each === status);

/**
 * Agreed to only what the tax bureau agreed to; never refused what is owed whatever anybody says; a
 * rail alone can be waited for no longer. Each action asks again on the locked row.
 *
 * @returns in the order of the buttons; nothing while it is nobody's turn
 */
export function openRefundSteps(standing: RefundStanding): RefundStep[] {
  const { status, taxApproved, isOverdue } = standing;
  if (status === 'staff_review') {
    return [
      ...(taxApproved ? (['approve'] as const) : []),
      ...(isOwedBack(standing) ? [] : (['reject'] as const)),
      'sendAgain',
    ];
  }
  if (status === 'abnormal') return ['retry', 'paidOtherwise'];
  if (!isDriven(status) || !isOverdue) return [];
  return refundWaitsFor[status] === 'rail' ? ['askAgain', 'stop'] : ['askAgain'];
}
