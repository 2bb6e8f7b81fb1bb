/** What people are reminded of, and when. */
import type { CollectionWindow, CoveragePolicy } from '../policy/schema';
import type { ReminderPolicy } from '../policy/reminders';
import { addDays, dayMs, daysBetween, minuteMs, shanghaiDate, startOfDay } from './dates';
import type { IsoDate } from './facts';

/** Reminders that a day brings; what happens at a moment (paid, posted …) is told at once. */
export const reminderEvents = [
  'windowOpens',
  'windowCloses',
  'newbornCloses',
  'coverBegins',
  'consentEnds',
] as const;
export type ReminderEvent = (typeof reminderEvents)[number];

export interface WindowReminder {
  event: 'windowOpens' | 'windowCloses';
  window: CollectionWindow;
}

/**
 * What a day brings for those who have not paid for a coverage year. A window's opening is told
 * for the year's first window only: an extension is nothing new. Its end is told for every window
 * whose end costs something; after the late window's end nothing can be paid any more, but it has
 * been open for most of a year. On a day on which both would be told, the end says it all.
 *
 * @param on Shanghai day
 */
export function windowRemindersOn(
  { windows }: Pick<CoveragePolicy, 'windows'>,
  on: IsoDate,
  rule: Pick<ReminderPolicy, 'closesBeforeDays' | 'catchUpDays'>,
): WindowReminder[] {
  const inTime = windows.filter(({ waits }) => !waits);
  const closing = inTime
    .filter(({ from, to }) => from <= on && addDays(to, -rule.closesBeforeDays) <= on && on <= to)
    .map((window) => ({ event: 'windowCloses' as const, window }));
  const [first] = inTime;
  if (closing.length > 0 || !first) return closing;
  const isNew = first.from <= on && on <= addDays(first.from, rule.catchUpDays) && on <= first.to;
  return isNew ? [{ event: 'windowOpens', window: first }] : [];
}

/**
 * The reminder a newborn's guardians are due for: with few days left only the last one.
 *
 * @param payBy last day on which paying covers from birth (医保办函〔2021〕11 号: 90 days)
 * @returns the days before the end at which it was due (14 or 3), null when none is
 */
export function newbornReminderOn(
  payBy: IsoDate,
  on: IsoDate,
  { newbornBeforeDays }: Pick<ReminderPolicy, 'newbornBeforeDays'>,
): number | null {
  if (on > payBy) return null;
  const due = newbornBeforeDays.filter((before) => addDays(payBy, -before) <= on);
  return due.length > 0 ? Math.min(...due) : null;
}

/**
 * @returns 'tomorrow' on the eve of the cover, 'begun' for some days from its first, else null
 */
export function coverReminderOn(
  coverFrom: IsoDate,
  on: IsoDate,
  { catchUpDays }: Pick<ReminderPolicy, 'catchUpDays'>,
): 'tomorrow' | 'begun' | null {
  if (addDays(coverFrom, -1) === on) return 'tomorrow';
  return coverFrom <= on && on <= addDays(coverFrom, catchUpDays) ? 'begun' : null;
}

type ConsentEnd = Pick<ReminderPolicy, 'consentEndsBeforeDays'>;

/**
 * Whether a consent comes to its end so soon that its person is told, its organisation too.
 *
 * @param validTo its end, epoch milliseconds (exclusive)
 */
export function consentEndsSoon(
  validTo: number,
  now: number,
  { consentEndsBeforeDays }: ConsentEnd,
): boolean {
  const daysLeft = daysBetween(shanghaiDate(now), shanghaiDate(validTo));
  return now < validTo && daysLeft <= consentEndsBeforeDays;
}

/**
 * The same for who granted it: not of one that was short enough to be remembered.
 *
 * @param grantedAt epoch milliseconds
 */
export function consentEndIsNews(
  { grantedAt, validTo }: { grantedAt: number; validTo: number },
  now: number,
  rule: ConsentEnd,
): boolean {
  const days = daysBetween(shanghaiDate(grantedAt), shanghaiDate(validTo));
  return days > rule.consentEndsBeforeDays && consentEndsSoon(validTo, now, rule);
}

/**
 * Whether the begin of a cover is worth a message: who pays in the extended window is covered the
 * day after, and has just read so.
 */
export function coverBeginIsNews(paidOn: IsoDate, coverFrom: IsoDate): boolean {
  return coverFrom > addDays(paidOn, 1);
}

/** Whether the books were slow enough that the end of it is news. */
export function postedIsNews(
  paidAt: number,
  postedAt: number,
  { postedIsNewsAfterMinutes }: Pick<ReminderPolicy, 'postedIsNewsAfterMinutes'>,
): boolean {
  return postedAt - paidAt > postedIsNewsAfterMinutes * minuteMs;
}

type Quiet = Pick<ReminderPolicy, 'quietFrom' | 'quietUntil'>;

const minutesOf = (clock: string): number =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const momentOf = (day: IsoDate, clock: string): number =>
  startOfDay(day) + minutesOf(clock) * minuteMs;

/**
 * The next moment at which something may be pushed: now, or the end of the quiet hours. The end
 * is the first moment that is not quiet any more, the begin the first that is.
 *
 * @param now epoch milliseconds
 */
export function nextPushMoment(now: number, { quietFrom, quietUntil }: Quiet): number {
  const today = shanghaiDate(now);
  const morning = momentOf(today, quietUntil);
  const evening = momentOf(today, quietFrom);
  if (evening < morning) return evening <= now && now < morning ? morning : now;
  if (now < morning) return morning;
  return now < evening ? now : momentOf(addDays(today, 1), quietUntil);
}

/** When the next day's first message may go: for who had all of today's. */
export function nextDaysFirstPush(now: number, quiet: Quiet): number {
  const tomorrow = startOfDay(addDays(shanghaiDate(now), 1));
  return nextPushMoment(tomorrow, quiet);
}

/** When a day's reminders begin to go out. */
export function firstPushOf(day: IsoDate, quiet: Quiet): number {
  return nextPushMoment(startOfDay(day), quiet);
}

/** Last moment at which a matter with a last day is still a matter. */
export function endOfDay(day: IsoDate): number {
  return startOfDay(day) + dayMs - 1;
}
