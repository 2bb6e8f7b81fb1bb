import {
  and,
  asc,
  desc,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  lt,
  ne,
  or,
  type SQL,
} from 'drizzle-orm';
import { undecidedNewbornStatuses } from '@yibao/shared/rules/newborn-states';
import { type Caller } from '../../lib/caller';
import { type Cursor, readCursor, writeCursor } from '../../lib/cursor';
import { type Queryable } from '../../lib/database/database';
import { newbornApplication, type NewbornApplication } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { lapsedClaim, viewStaffRows } from '../staff';

const pageSize = 20;

type Show = 'waiting' | 'mine' | 'decided';

/** Decided ones are listed by the decision, newest first; the others by age, oldest first. */
const momentOf = (show: Show, row: NewbornApplication): number =>
  show === 'decided' ? (row.decidedAt ?? row.statusSince) : row.submittedAt;

function after(show: Show, cursor: Cursor | null): SQL | undefined {
  if (!cursor) return undefined;
  const { id, submittedAt, decidedAt } = newbornApplication;
  const [column, beyond] =
    show === 'decided' ? ([decidedAt, lt] as const) : ([submittedAt, gt] as const);
  return or(beyond(column, cursor.at), and(eq(column, cursor.at), beyond(id, cursor.id)));
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
  const { id, submittedAt, decidedAt } = newbornApplication;
  const order = show === 'decided' ? [desc(decidedAt), desc(id)] : [asc(submittedAt), asc(id)];
  const found = await runtime.db
    .select()
    .from(newbornApplication)
    .where(and(shown(show, { db: runtime.db, caller, now }), after(show, readCursor(cursor))))
    .orderBy(...order)
    .limit(pageSize + 1);
  const rows = found.slice(0, pageSize);
  const last = found.length > pageSize ? rows.at(-1) : undefined;
  return {
    rows: await viewStaffRows(runtime.db, context, rows),
    nextCursor: last ? writeCursor({ at: momentOf(show, last), id: last.id }) : null,
  };
});
