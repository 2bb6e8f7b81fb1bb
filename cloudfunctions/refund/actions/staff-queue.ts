import { and, eq, inArray, isNotNull, or, type SQL } from 'drizzle-orm';
import { type Input } from '@yibao/shared/contracts';
import { drivenRefundStatuses } from '@yibao/shared/rules/refund-states';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { refund } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { viewStaffRefunds } from '../staff';
import { paidTwice } from '../store';

const pageSize = 20;
const sorting: Sorting = { at: refund.statusSince, id: refund.id, first: 'oldest' };

/** Which refunds each list shows. */
const lists = {
  decide: eq(refund.status, 'staff_review'),
  abnormal: or(eq(refund.status, 'abnormal'), eq(refund.railProblem, paidTwice)),
  overdue: and(inArray(refund.status, [...drivenRefundStatuses]), isNotNull(refund.overdueToldAt)),
} satisfies Record<Input<'refund.queue'>['show'], SQL | undefined>;

/**
 * What waits for a clerk's decision, for somebody to get it out of trouble, or for another system for
 * longer than usual; oldest first.
 */
export const queue = query('refund.queue', async ({ runtime }, { show, cursor }) => {
  const { db } = runtime;
  const found = await db
    .select()
    .from(refund)
    .where(and(lists[show], afterCursor(sorting, cursor)))
    .orderBy(...sortedBy(sorting))
    .limit(pageSize + 1);
  const { rows, nextCursor } = pageOf(found, pageSize, ({ statusSince, id }) => ({
    at: statusSince,
    id,
  }));
  return { refunds: await viewStaffRefunds(db, runtime, rows), nextCursor };
});
