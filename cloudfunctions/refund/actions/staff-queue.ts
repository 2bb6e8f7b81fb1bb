import { and, asc, eq, gt, or } from 'drizzle-orm';
import { refund } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { readCursor, writeCursor } from '../cursor';
import { viewStaffRefunds } from '../staff';

const pageSize = 20;

/** What waits for a clerk's decision, or for somebody to get it out of trouble; oldest first. */
export const queue = query('refund.queue', async ({ runtime }, { show, cursor: text }) => {
  const { db } = runtime;
  const cursor = readCursor(text);
  const status = show === 'decide' ? 'staff_review' : 'abnormal';
  const after = cursor
    ? or(
        gt(refund.statusSince, cursor.at),
        and(eq(refund.statusSince, cursor.at), gt(refund.id, cursor.id)),
      )
    : undefined;
  const found = await db
    .select()
    .from(refund)
    .where(and(eq(refund.status, status), after))
    .orderBy(asc(refund.statusSince), asc(refund.id))
    .limit(pageSize + 1);
  const rows = found.slice(0, pageSize);
  const last = found.length > pageSize ? rows.at(-1) : undefined;
  return {
    refunds: await viewStaffRefunds(db, runtime, rows),
    nextCursor: last ? writeCursor({ at: last.statusSince, id: last.id }) : null,
  };
});
