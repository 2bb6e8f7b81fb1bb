import { and, eq, gt, gte, lt, or, type SQL } from 'drizzle-orm';
import { type PgColumn } from 'drizzle-orm/pg-core';
import { dayMs, isIsoDate, startOfDay } from '@yibao/shared/rules/dates';
import { refuseField } from '../lib/dispatcher/input';

/**
 * Moments of one day in Shanghai; all of them without a day.
 *
 * @throws ServiceError bad_input for a day the calendar lacks
 */
export function onDay(column: PgColumn, day: string | undefined): SQL | undefined {
  if (day === undefined) return undefined;
  if (!isIsoDate(day)) throw refuseField('day', '日期不是日历上的一天');
  const from = startOfDay(day);
  return and(gte(column, from), lt(column, from + dayMs));
}

const cursorPattern = /^(\d{4}-\d{2}-\d{2})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** What a list is sorted by that goes by a day: the earliest first, and the id within a day. */
export interface DaySorting {
  day: PgColumn;
  id: PgColumn;
}

/**
 * The rows that come after a cursor of such a list; all of them without one.
 *
 * @throws ServiceError bad_input for what is no cursor of ours
 */
export function afterDay({ day, id }: DaySorting, cursor: string | undefined): SQL | undefined {
  if (cursor === undefined) return undefined;
  const [, on, rowId] = cursorPattern.exec(cursor) ?? [];
  if (on === undefined || rowId === undefined || !isIsoDate(on)) {
    throw refuseField('cursor', '翻页位置不对，请刷新后重试');
  }
  return or(gt(day, on), and(eq(day, on), gt(id, rowId)));
}

/** One page of what was found with a limit of one more than a page holds. */
export function dayPageOf<Row>(
  found: Row[],
  pageSize: number,
  placeOf: (row: Row) => { day: string; id: string },
): { rows: Row[]; nextCursor: string | null } {
  const rows = found.slice(0, pageSize);
  const last = found.length > pageSize ? rows.at(-1) : undefined;
  if (!last) return { rows, nextCursor: null };
  const { day, id } = placeOf(last);
  return { rows, nextCursor: `${day}.${id}` };
}
