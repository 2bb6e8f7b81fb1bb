import { and, eq } from 'drizzle-orm';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { reconcileFinding } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { checkDay } from '../check-day';
import { viewFindings } from '../view';

const pageSize = 50;
const sorting: Sorting = {
  at: reconcileFinding.foundAt,
  id: reconcileFinding.id,
  first: 'oldest',
};

/** The work list, oldest first: what is open comes before anything else. */
export const findings = query(
  'reconcile.findings',
  async (context, { show, day, source, cursor }) => {
    const { runtime } = context;
    const found = await runtime.db
      .select()
      .from(reconcileFinding)
      .where(
        and(
          show === 'open' ? eq(reconcileFinding.state, 'open') : undefined,
          day === undefined ? undefined : eq(reconcileFinding.day, checkDay(day)),
          source === undefined ? undefined : eq(reconcileFinding.source, source),
          afterCursor(sorting, cursor),
        ),
      )
      .orderBy(...sortedBy(sorting))
      .limit(pageSize + 1);
    const { rows, nextCursor } = pageOf(found, pageSize, ({ foundAt, id }) => ({
      at: foundAt,
      id,
    }));
    return { rows: await viewFindings(context, runtime.db, rows), nextCursor };
  },
);
