/** What can be wrong with a day, each kind with what the reconciliation has to say of it. */
import { addDays, dayMs, startOfDay } from '@yibao/shared/rules/dates';
import { type FindingKind, type ReconcileSource } from '@yibao/shared/rules/reconciliation';
import { type DraftMaker, momentOf, type OrderDraft, premiumFen, type RefundDraft } from './drafts';

export interface PlannedFinding {
  source: ReconcileSource;
  kind: FindingKind;
  reference: string;
  /** How one run leaves it. */
  state: 'healed' | 'open' | 'waiting';
}

/** Orders to write, and what has to be found among them. */
export interface Planned {
  orders: OrderDraft[];
  findings: PlannedFinding[];
}

const named = (
  order: OrderDraft,
  kind: FindingKind,
  state: PlannedFinding['state'] = 'open',
): Planned => ({
  orders: [order],
  findings: [{ source: order.rail, kind, reference: order.outTradeNo, state }],
});

const ofItem = (
  order: OrderDraft,
  kind: FindingKind,
  state: PlannedFinding['state'] = 'open',
): Planned => ({
  orders: [order],
  findings: [{ source: 'corePlatform', kind, reference: order.items[0]!.id, state }],
});

const ofRefund = (
  order: OrderDraft & { refund: RefundDraft },
  kind: FindingKind,
  state: PlannedFinding['state'] = 'open',
): Planned => ({
  orders: [order],
  findings: [{ source: order.rail, kind, reference: order.refund.outRefundNo, state }],
});

/** Money came and nobody here noticed. */
function unnoticed(make: DraftMaker, status: 'prepaid' | 'closed'): OrderDraft {
  const order = make.order({ known: true, people: 1 });
  order.status = status;
  for (const item of order.items) {
    item.live = status === 'prepaid';
    item.posted = false;
    item.there = null;
  }
  return order;
}

/** Each kind of discrepancy, by a name of its own. */
export const discrepancies = {
  openOrderPaid: (make) => named(unnoticed(make, 'prepaid'), 'paymentUnbooked', 'healed'),
  closedOrderPaid: (make) => named(unnoticed(make, 'closed'), 'paymentUnbooked', 'healed'),

  /** Paid twice: by an order that was closed, and by another one for the same people. */
  paidTwice: (make) => {
    const first = make.order({ known: true, people: 1 });
    const second = unnoticed(make, 'closed');
    const [item] = first.items;
    second.items = [
      {
        ...second.items[0]!,
        personId: item!.personId,
        enrollmentId: item!.enrollmentId,
        resident: null,
      },
    ];
    const planned = named(second, 'paymentUnbooked', 'healed');
    return { ...planned, orders: [first, second] };
  },

  unknownOrder: (make) => {
    const order = make.order({ people: 1 });
    order.here = false;
    order.items = [];
    return named(order, 'paymentUnknownHere');
  },

  missingThere: (make) => {
    const order = make.order();
    order.there = null;
    return named(order, 'paymentMissingThere');
  },

  amountDiffers: (make) => {
    const order = make.order();
    order.there!.amountFen -= 100;
    return named(order, 'amountDiffers');
  },

  numberDiffers: (make) => {
    const order = make.order();
    order.there!.transactionId = `${order.transactionId.slice(0, -4)}X001`;
    return named(order, 'numberDiffers');
  },

  dayDiffers: (make) => {
    const order = make.order();
    order.paidAt = momentOf(make.random, addDays(make.day, -2));
    return named(order, 'dayDiffers');
  },

  postingUnknown: (make) => {
    const order = make.order({ people: 1 });
    order.here = false;
    order.there = null;
    return ofItem(order, 'postingUnknownHere');
  },

  postingUnconfirmed: (make) => {
    const order = make.order({ people: 1 });
    order.status = 'paid';
    order.items[0]!.posted = false;
    return ofItem(order, 'postingUnconfirmedHere', 'healed');
  },

  postingLost: (make) => {
    const order = make.order({ people: 1, known: true });
    order.items[0]!.there = null;
    return ofItem(order, 'postingMissingThere', 'healed');
  },

  postingStuck: (make) => {
    const order = make.order({ people: 1, known: true });
    order.status = 'paid';
    order.items[0]!.posted = false;
    order.items[0]!.there = null;
    return ofItem(order, 'postingNotSent', 'healed');
  },

  postingAmountDiffers: (make) => {
    const order = make.order({ people: 1 });
    order.items[0]!.there = { amountFen: premiumFen - 1_000, arrived: true };
    return ofItem(order, 'postingAmountDiffers');
  },

  postingOnItsWay: (make) => {
    const order = make.order({ people: 1 });
    order.items[0]!.there = { amountFen: premiumFen, arrived: false };
    return ofItem(order, 'postingStateDiffers', 'waiting');
  },

  refundUnfinished: (make) => {
    const order = make.refunded();
    order.status = 'refund_due';
    order.refund.here = 'refunding';
    return ofRefund(order, 'refundUnfinishedHere', 'healed');
  },

  refundMissing: (make) => {
    const order = make.refunded();
    order.refund.there = null;
    return ofRefund(order, 'refundMissingThere');
  },

  refundUnknown: (make) => {
    const order = make.refunded();
    order.status = 'refund_due';
    order.refund.here = null;
    return ofRefund(order, 'refundUnknownHere');
  },

  refundAmountDiffers: (make) => {
    const order = make.refunded();
    order.refund.there!.amountFen -= 100;
    return ofRefund(order, 'refundAmountDiffers');
  },

  refundFailedThere: (make) => {
    const order = make.refunded();
    order.refund.there!.end = 'ABNORMAL';
    return ofRefund(order, 'refundStateDiffers');
  },

  /** No discrepancy: paid back on both sides. */
  refundedOnBothSides: (make) => ({ orders: [make.refunded()], findings: [] }),

  /** No discrepancy: the same event seconds before midnight there, seconds after it here. */
  acrossMidnight: (make) => {
    const order = make.order({ people: 1 });
    const midnight = startOfDay(make.day) + dayMs;
    order.there!.paidAt = midnight - 2_000;
    order.paidAt = midnight + 1_000;
    // the platform was told our moment
    return { orders: [order], findings: [] };
  },

  /** No discrepancy: ours is of this day, theirs stands in the list of the day before. */
  acrossMidnightBefore: (make) => {
    const order = make.order({ people: 1 });
    const midnight = startOfDay(make.day);
    order.there!.paidAt = midnight - 2_000;
    order.paidAt = midnight + 1_000;
    return { orders: [order], findings: [] };
  },
} satisfies Record<string, (make: DraftMaker) => Planned>;

export type DiscrepancyName = keyof typeof discrepancies;
