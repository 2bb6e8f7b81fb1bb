import { and, gte, lt, type SQL } from 'drizzle-orm';
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
