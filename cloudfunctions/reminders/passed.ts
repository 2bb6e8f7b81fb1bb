import { inArray } from 'drizzle-orm';
import { type Queryable } from '../lib/database/database';
import { type Notice, reminder } from '../lib/database/schema';
import { stillAsks } from './judge';

/**
 * Which of a page of notices ask for nothing any more: the window is over, or everybody it named
 * has paid meanwhile.
 *
 * @returns their ids
 */
export async function passedOf(db: Queryable, rows: Notice[], now: number): Promise<Set<string>> {
  const over = rows.filter(({ expiresAt }) => expiresAt !== null && expiresAt < now);
  const passed = new Set(over.map(({ id }) => id));
  const asking = rows.filter(({ id, expiresAt }) => expiresAt !== null && !passed.has(id));
  if (asking.length === 0) return passed;
  const planned = await db
    .select()
    .from(reminder)
    .where(
      inArray(
        reminder.noticeId,
        asking.map(({ id }) => id),
      ),
    );
  for (const row of planned) {
    if (row.noticeId !== null && !(await stillAsks(db, row, now))) passed.add(row.noticeId);
  }
  return passed;
}
