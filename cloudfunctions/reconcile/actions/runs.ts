import { and, eq } from 'drizzle-orm';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { reconcileRun } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { checkDay } from '../check-day';
import { viewRun } from '../view';

const pageSize = 50;
const sorting: Sorting = { at: reconcileRun.startedAt, id: reconcileRun.id, first: 'newest' };

export const runs = query('reconcile.runs', async ({ runtime: { db } }, { day, cursor }) => {
  const found = await db
    .select()
    .from(reconcileRun)
    .where(
      and(
        day === undefined ? undefined : eq(reconcileRun.day, checkDay(day)),
        afterCursor(sorting, cursor),
      ),
    )
    .orderBy(...sortedBy(sorting))
    .limit(pageSize + 1);
  const { rows, nextCursor } = pageOf(found, pageSize, ({ startedAt, id }) => ({
    at: startedAt,
    id,
  }));
  return { rows: rows.map(viewRun), nextCursor };
});
