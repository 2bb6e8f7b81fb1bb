import { and, type AnyColumn, asc, desc, eq, gt, lt, or, type SQL } from 'drizzle-orm';
import { refuseField } from './dispatcher/input';

/** Where the next page begins: the last row's moment and id. */
export interface Cursor {
  at: number;
  id: string;
}

const cursorPattern = /^(\d{1,16})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

function readCursor(text: string): Cursor {
  const [, at, id] = cursorPattern.exec(text) ?? [];
  const moment = Number(at);
  if (id === undefined || !(moment <= 8.64e15)) {
    throw refuseField('cursor', '翻页位置不对，请刷新后重试');
  }
  return { at: moment, id };
}

const writeCursor = ({ at, id }: Cursor): string => `${at}.${id}`;

/** What a list is sorted by: a moment, and the id where two are of one moment. */
export interface Sorting {
  at: AnyColumn;
  id: AnyColumn;
  first: 'newest' | 'oldest';
}

/**
 * The rows that come after a cursor; all of them without one.
 *
 * @throws ServiceError bad_input for what is no cursor of ours
 */
export function afterCursor(
  { at, id, first }: Sorting,
  cursor: string | undefined,
): SQL | undefined {
  if (cursor === undefined) return undefined;
  const from = readCursor(cursor);
  const beyond = first === 'newest' ? lt : gt;
  return or(beyond(at, from.at), and(eq(at, from.at), beyond(id, from.id)));
}

/** The order that `afterCursor` goes by. */
export function sortedBy({ at, id, first }: Sorting): SQL[] {
  const direction = first === 'newest' ? desc : asc;
  return [direction(at), direction(id)];
}

/**
 * One page of what was found with a limit of one more than a page holds.
 *
 * @param cursorOf the moment and id a row was sorted by
 */
export function pageOf<Row>(
  found: Row[],
  pageSize: number,
  cursorOf: (row: Row) => Cursor,
): { rows: Row[]; nextCursor: string | null } {
  const rows = found.slice(0, pageSize);
  const last = found.length > pageSize ? rows.at(-1) : undefined;
  return { rows, nextCursor: last ? writeCursor(cursorOf(last)) : null };
}
