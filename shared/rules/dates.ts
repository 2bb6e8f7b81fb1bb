/**
 * Days in Asia/Shanghai (UTC+8, no daylight saving since 1991, so a fixed offset is exact for
 * every business moment). Plain arithmetic instead of dayjs: a time zone plugin would weigh more
 * than these lines, and a test compares them with dayjs.
 */
import type { IsoDate } from './facts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
const shanghaiOffsetMs = 8 * hourMs;

const utcMs = (date: IsoDate): number => Date.UTC(yearOf(date), monthOf(date) - 1, dayOf(date));
const isoOf = (ms: number): IsoDate => new Date(ms).toISOString().slice(0, 10);
const pad = (value: number): string => String(value).padStart(2, '0');

/** Calendar year of a date. */
export function yearOf(date: IsoDate): number {
  return Number(date.slice(0, 4));
}

/** Month of a date, 1 to 12. */
export function monthOf(date: IsoDate): number {
  return Number(date.slice(5, 7));
}

/** Day of the month, 1 to 31. */
export function dayOf(date: IsoDate): number {
  return Number(date.slice(8, 10));
}

/** @returns whether the text is 'YYYY-MM-DD' and a day the calendar has (1900 to 2199) */
export function isIsoDate(text: string): boolean {
  if (!/^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = utcMs(text);
  return !Number.isNaN(ms) && isoOf(ms) === text;
}

function assertDate(date: IsoDate): void {
  if (!isIsoDate(date)) throw new RangeError('not a calendar date (YYYY-MM-DD)');
}

/**
 * @param now epoch milliseconds
 * @returns the day it is in Shanghai at that moment
 * @throws RangeError when `now` is no moment
 */
export function shanghaiDate(now: number): IsoDate {
  return isoOf(now + shanghaiOffsetMs);
}

/** @returns epoch milliseconds of midnight in Shanghai at which the day begins */
export function startOfDay(date: IsoDate): number {
  assertDate(date);
  return utcMs(date) - shanghaiOffsetMs;
}

/** @param days may be negative */
export function addDays(date: IsoDate, days: number): IsoDate {
  assertDate(date);
  return isoOf(utcMs(date) + days * dayMs);
}

/**
 * The same day of the month so many months later; the month's last day where it has no such day
 * (31 January plus one month is 28 or 29 February).
 *
 * @param months may be negative
 */
export function addMonths(date: IsoDate, months: number): IsoDate {
  assertDate(date);
  const total = yearOf(date) * 12 + monthOf(date) - 1 + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return isoOf(Date.UTC(year, month, Math.min(dayOf(date), lastDay)));
}

/** @returns the last day of the month a day lies in */
export function monthEndOf(date: IsoDate): IsoDate {
  return addDays(addMonths(`${date.slice(0, 7)}-01`, 1), -1);
}

/** @returns days from `from` to `to`, negative when `to` is earlier */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  assertDate(from);
  assertDate(to);
  return Math.round((utcMs(to) - utcMs(from)) / dayMs);
}

/**
 * Completed years of age (周岁). Who was born on 29 February completes a year on 1 March where
 * the year has no such day.
 *
 * @returns negative when `on` lies before the birth
 */
export function ageOn(birthDate: IsoDate, on: IsoDate): number {
  assertDate(birthDate);
  assertDate(on);
  const years = yearOf(on) - yearOf(birthDate);
  return on.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** First day of a calendar year. */
export function yearStart(year: number): IsoDate {
  return `${year}-01-01`;
}

/** Last day of a calendar year. */
export function yearEnd(year: number): IsoDate {
  return `${year}-12-31`;
}

/** The later of two dates. */
export function laterOf(a: IsoDate, b: IsoDate): IsoDate {
  return a > b ? a : b;
}

/** @returns 「2026 年 1 月 1 日」 */
export function formatChineseDate(date: IsoDate): string {
  assertDate(date);
  return `${yearOf(date)} 年 ${monthOf(date)} 月 ${dayOf(date)} 日`;
}

/** @returns 「1 月 1 日」, where the year is plain */
export function formatMonthAndDay(date: IsoDate): string {
  assertDate(date);
  return `${monthOf(date)} 月 ${dayOf(date)} 日`;
}

/**
 * @param now epoch milliseconds
 * @returns 「2026 年 1 月 1 日下午 3:05」, in Shanghai time
 */
export function formatChineseDateTime(now: number): string {
  const local = new Date(now + shanghaiOffsetMs);
  const hour = local.getUTCHours();
  const half = hour < 12 ? '上午' : '下午';
  const clock = `${hour > 12 ? hour - 12 : hour}:${pad(local.getUTCMinutes())}`;
  return `${formatChineseDate(shanghaiDate(now))}${half} ${clock}`;
}
