import {
  addDays,
  addMonths,
  laterOf,
  monthEndOf,
  monthOf,
  yearEnd,
  yearOf,
  yearStart,
} from '@yibao/shared/rules/dates';
import { dayWords } from '../../services/format';

/** Days of which data may be seen, both included. */
export interface Period {
  dataFrom: string;
  dataTo: string;
}

const earlierOf = (a: string, b: string): string => (a < b ? a : b);

/** `part` as far as it lies within `whole`; null where nothing does. */
function within(part: Period, whole: Period): Period | null {
  const dataFrom = laterOf(part.dataFrom, whole.dataFrom);
  const dataTo = earlierOf(part.dataTo, whole.dataTo);
  return dataFrom <= dataTo ? { dataFrom, dataTo } : null;
}

const isSame = (a: Period, b: Period): boolean =>
  a.dataFrom === b.dataFrom && a.dataTo === b.dataTo;

/** 「2024 年 1 月 1 日到 2025 年 11 月 20 日」. */
export function periodWords({ dataFrom, dataTo }: Period): string {
  return dataFrom === dataTo
    ? `${dayWords(dataFrom)}这一天`
    : `${dayWords(dataFrom)}到 ${dayWords(dataTo)}`;
}

export interface PeriodChoice extends Period {
  value: string;
  label: string;
}

/**
 * Periods that people think in, as far as they lie within what was asked for: all of it, this
 * year, the last one …
 *
 * @param today in Shanghai
 * @param allLabel what all of it is called
 */
export function periodChoices(whole: Period, today: string, allLabel: string): PeriodChoice[] {
  const year = yearOf(today);
  const since = (months: number) => addDays(addMonths(today, -months), 1);
  const named = [
    { value: 'two-years', label: '今年和去年', from: yearStart(year - 1), to: yearEnd(year) },
    { value: 'this-year', label: '只看今年', from: yearStart(year), to: yearEnd(year) },
    { value: 'last-year', label: '只看去年', from: yearStart(year - 1), to: yearEnd(year - 1) },
    { value: 'half-year', label: '最近半年', from: since(6), to: today },
    { value: 'quarter', label: '最近三个月', from: since(3), to: today },
  ];
  const found: PeriodChoice[] = [{ value: 'all', label: allLabel, ...periodOf(whole) }];
  for (const { value, label, from, to } of named) {
    const part = within({ dataFrom: from, dataTo: to }, whole);
    if (part && !found.some((other) => isSame(other, part))) found.push({ value, label, ...part });
  }
  return found;
}

/** Only the two days of something that has more. */
export function periodOf({ dataFrom, dataTo }: Period): Period {
  return { dataFrom, dataTo };
}

/** Which of the choices a period is; undefined where the person picked the months. */
export function chosenPeriod(period: Period, choices: readonly PeriodChoice[]): string | undefined {
  return choices.find((choice) => isSame(choice, period))?.value;
}

/** The years that a period touches, latest first. */
export function yearsOf({ dataFrom, dataTo }: Period): number[] {
  const first = yearOf(dataFrom);
  return Array.from({ length: yearOf(dataTo) - first + 1 }, (_each, n) => first + n).reverse();
}

/** The months of a year that a period touches. */
export function monthsOf(year: number, period: Period): number[] {
  const part = within({ dataFrom: yearStart(year), dataTo: yearEnd(year) }, period);
  if (!part) return [];
  const first = monthOf(part.dataFrom);
  return Array.from({ length: monthOf(part.dataTo) - first + 1 }, (_each, n) => first + n);
}

/** Whether there is more than one month to choose from. */
export function spansMonths({ dataFrom, dataTo }: Period): boolean {
  return dataFrom.slice(0, 7) !== dataTo.slice(0, 7);
}

export interface Month {
  year: number;
  month: number;
}

export function monthIn(day: string): Month {
  return { year: yearOf(day), month: monthOf(day) };
}

const firstDay = ({ year, month }: Month): string => `${year}-${String(month).padStart(2, '0')}-01`;

/** The month asked for, or the nearest one within `whole`. */
function nearest(asked: Month, whole: Period): string {
  const first = firstDay(monthIn(whole.dataFrom));
  const last = firstDay(monthIn(whole.dataTo));
  return earlierOf(laterOf(firstDay(asked), first), last);
}

/** Begins with a month; an end before it moves along. Never beyond `whole`. */
export function beginWith(asked: Month, period: Period, whole: Period): Period {
  const start = nearest(asked, whole);
  const dataFrom = laterOf(start, whole.dataFrom);
  const dataTo = period.dataTo < dataFrom ? monthEndOf(start) : period.dataTo;
  return { dataFrom, dataTo: earlierOf(dataTo, whole.dataTo) };
}

/** Ends with a month; a beginning after it moves along. Never beyond `whole`. */
export function endWith(asked: Month, period: Period, whole: Period): Period {
  const start = nearest(asked, whole);
  const dataTo = earlierOf(monthEndOf(start), whole.dataTo);
  const dataFrom = period.dataFrom > dataTo ? start : period.dataFrom;
  return { dataFrom: laterOf(dataFrom, whole.dataFrom), dataTo };
}
