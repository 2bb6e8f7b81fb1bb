import { and, desc, eq, lt, or } from 'drizzle-orm';
import { readCursor, writeCursor } from '../../lib/cursor';
import { reconcileRun } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { checkDay } from '../check-day';
import { viewRun } from '../view';

const pageSize = 50;

export const runs = query('reconcile.runs', async ({ runtime: { db } }, { day, cursor }) => {
  const { id, startedAt } = reconcileRun;
  const from = readCursor(cursor);
  const found = await db
    .select()
    .from(reconcileRun)
    .where(
      and(
        day === undefined ? undefined : eq(reconcileRun.day, checkDay(day)),
        from ? or(lt(startedAt, from.at), and(eq(startedAt, from.at), lt(id, from.id))) : undefined,
      ),
    )
    .orderBy(desc(startedAt), desc(id))
    .limit(pageSize + 1);
  const rows = found.slice(0, pageSize);
  const last = found.length > pageSize ? rows.at(-1) : undefined;
  return {
    rows: rows.map(viewRun),
    nextCursor: last ? writeCursor({ at: last.startedAt, id: last.id }) : null,
  };
});
