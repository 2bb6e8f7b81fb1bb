import { dayMs, shanghaiDate, startOfDay } from '@yibao/shared/rules/dates';

const WEEK_DAYS = 7;

/** The stretch of time a message stands under. */
export function timeHeading(at: number, now: number): string {
  const today = startOfDay(shanghaiDate(now));
  if (at >= today) return '今天';
  return at >= today - WEEK_DAYS * dayMs ? '最近 7 天' : '更早';
}
