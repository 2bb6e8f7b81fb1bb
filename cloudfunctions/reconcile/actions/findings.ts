import { and, asc, eq, gt, inArray, or } from 'drizzle-orm';
import { readCursor, writeCursor } from '../../lib/cursor';
import { reconcileFinding } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { checkDay } from '../check-day';
import { viewFindings } from '../view';

const pageSize = 50;

/** The work list, oldest first: what is open comes before anything else. */
export const findings = query(
  'reconcile.findings',
  async ({ runtime }, { show, day, source, cursor }) => {
    const { id, foundAt, state } = reconcileFinding;
    const from = readCursor(cursor);
    const found = await runtime.db
      .select()
      .from(reconcileFinding)
      .where(
        and(
          show === 'open' ? inArray(state, ['open']) : undefined,
          day === undefined ? undefined : eq(reconcileFinding.day, checkDay(day)),
          source === undefined ? undefined : eq(reconcileFinding.source, source),
          from ? or(gt(foundAt, from.at), and(eq(foundAt, from.at), gt(id, from.id))) : undefined,
        ),
      )
      .orderBy(asc(foundAt), asc(id))
      .limit(pageSize + 1);
    const rows = found.slice(0, pageSize);
    const last = found.length > pageSize ? rows.at(-1) : undefined;
    return {
      rows: await viewFindings(runtime, runtime.db, rows),
      nextCursor: last ? writeCursor({ at: last.foundAt, id: last.id }) : null,
    };
  },
);
