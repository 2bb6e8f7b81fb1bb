import { and, asc, eq, gt, inArray, isNotNull, or, type SQL } from 'drizzle-orm';
import { type Input } from '@yibao/shared/contracts';
import { drivenRefundStatuses } from '@yibao/shared/rules/refund-states';
import { refund } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { readCursor, writeCursor } from '../cursor';
import { viewStaffRefunds } from '../staff';
import { paidTwice } from '../store';

const pageSize = 20;

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
export const queue = query('refund.queue', async ({ runtime }, { show, cursor: text }) => {
  const { db } = runtime;
  const cursor = readCursor(text);
  const after = cursor
    ? or(
        gt(refund.statusSince, cursor.at),
        and(eq(refund.statusSince, cursor.at), gt(refund.id, cursor.id)),
      )
    : undefined;
  const found = await db
    .select()
    .from(refund)
    .where(and(lists[show], after))
    .orderBy(asc(refund.statusSince), asc(refund.id))
    .limit(pageSize + 1);
  const rows = found.slice(0, pageSize);
  const last = found.length > pageSize ? rows.at(-1) : undefined;
  return {
    refunds: await viewStaffRefunds(db, runtime, rows),
    nextCursor: last ? writeCursor({ at: last.statusSince, id: last.id }) : null,
  };
});
