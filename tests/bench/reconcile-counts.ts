import { type DiscrepancyName } from '../support/reconcile/discrepancies';

/** Fifty discrepancies of every kind there is, the line that the bill repeats being the fiftieth. */
export const fifty: Partial<Record<DiscrepancyName, number>> = {
  openOrderPaid: 6,
  closedOrderPaid: 3,
  paidTwice: 2,
  unknownOrder: 3,
  missingThere: 3,
  amountDiffers: 3,
  numberDiffers: 2,
  dayDiffers: 2,
  postingUnknown: 3,
  postingUnconfirmed: 4,
  postingLost: 3,
  postingStuck: 3,
  postingAmountDiffers: 2,
  postingOnItsWay: 2,
  refundUnfinished: 2,
  refundMissing: 2,
  refundUnknown: 2,
  refundAmountDiffers: 1,
  refundFailedThere: 1,
};

/** Rows on either side of midnight, and refunds that both sides have, are no discrepancy. */
export const asItShouldBe: Partial<Record<DiscrepancyName, number>> = {
  acrossMidnight: 3,
  acrossMidnightBefore: 3,
  refundedOnBothSides: 20,
};
