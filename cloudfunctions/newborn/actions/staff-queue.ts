import { and, eq, inArray, isNotNull, isNull, ne, or, type SQL } from 'drizzle-orm';
import { undecidedNewbornStatuses } from '@yibao/shared/rules/newborn-states';
import { type Caller } from '../../lib/caller';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { type Queryable } from '../../lib/database/database';
import { newbornApplication, type NewbornApplication } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { lapsedClaim, viewStaffRows } from '../staff';

const pageSize = 20;

type Show = 'waiting' | 'mine' | 'decided';

/** Decided ones are listed by the decision, newest first; the others by age, oldest first. */
const momentOf = (show: Show, row: NewbornApplication): number =>
  show === 'decided' ? (row.decidedAt ?? row.statusSince) : row.submittedAt;

function sortingOf(show: Show): Sorting {
  const { id, submittedAt, decidedAt } = newbornApplication;
  return show === 'decided'
    ? { at: decidedAt, id, first: 'newest' }
    : { at: submittedAt, id, first: 'oldest' };
}

/**
 * `waiting` is what a clerk can take up: what nobody has in hand, what a colleague has left lying,
 * and what a colleague has approved against a mismatch and another one has to approve as well.
 */
function shown(
  show: Show,
  { db, caller: { accountId }, now }: { db: Queryable; caller: Caller; now: number },
): SQL | undefined {
  const { status, claimedBy, firstApprover, decidedBy } = newbornApplication;
  switch (show) {
    case 'waiting': {
      const second = and(isNotNull(firstApprover), ne(firstApprover, accountId));
      const leftLying = and(ne(claimedBy, accountId), lapsedClaim(db, now));
      return and(eq(status, 'queued'), or(isNull(claimedBy), leftLying, second));
    }
    case 'mine':
      return and(eq(claimedBy, accountId), inArray(status, undecidedNewbornStatuses));
    case 'decided':
      return eq(decidedBy, 'staff');
  }
}

export const staffQueue = query('newborn.staffQueue', async (context, { show, cursor }) => {
  const { runtime, caller, now } = context;
  const sorting = sortingOf(show);
  const found = await runtime.db
    .select()
    .from(newbornApplication)
    .where(and(shown(show, { db: runtime.db, caller, now }), afterCursor(sorting, cursor)))
    .orderBy(...sortedBy(sorting))
    .limit(pageSize + 1);
  const { rows, nextCursor } = pageOf(found, pageSize, (row) => ({
    at: momentOf(show, row),
    id: row.id,
  }));
  return { rows: await viewStaffRows(runtime.db, context, rows), nextCursor };
});
