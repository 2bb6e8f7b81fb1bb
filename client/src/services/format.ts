/** Words for dates, times and amounts as screens use them, all in Beijing time. */
import {
  dayMs,
  dayOf,
  formatChineseDate,
  formatChineseDateTime,
  monthOf,
  shanghaiDate,
} from '@yibao/shared/rules/dates';
import { fenToYuanText, formatYuan } from '@yibao/shared/rules/money';

/** '2026-01-01' → 「2026 年 1 月 1 日」. */
export const dayWords = formatChineseDate;

/** Epoch milliseconds → 「2025 年 11 月 20 日上午 9:05」. */
export const momentWords = formatChineseDateTime;

/** 40000 fen → 「400 元」. */
export const amountWords = formatYuan;

/** '2026-01-01' → 「1 月 1 日」, where the year stands beside it already. */
export function shortDayWords(isoDate: string): string {
  return `${monthOf(isoDate)} 月 ${dayOf(isoDate)} 日`;
}

/** Epoch milliseconds → 「11 月 20 日上午 9:05」. */
export function shortMomentWords(instant: number): string {
  return momentWords(instant).replace(/^\d+ 年 /, '');
}

/** Epoch milliseconds → 「上午 9:05」. */
export function timeWords(instant: number): string {
  return momentWords(instant).replace(/^.*日/, '');
}

/** Epoch milliseconds → 「今天上午 9:05」, 「明天…」, 「昨天…」 or the day, seen from `now`. */
export function relativeMomentWords(instant: number, now: number): string {
  const day = shanghaiDate(instant);
  if (day === shanghaiDate(now)) return `今天${timeWords(instant)}`;
  if (day === shanghaiDate(now + dayMs)) return `明天${timeWords(instant)}`;
  if (day === shanghaiDate(now - dayMs)) return `昨天${timeWords(instant)}`;
  return shortMomentWords(instant);
}

/** 40000 fen → '400', 40050 → '400.50': a figure whose unit stands beside it. */
export function yuan(amountFen: number): string {
  return fenToYuanText(amountFen).replace(/\.00$/, '');
}

/**
 * The clauses of a sentence, each with its comma. As blocks within a line they break between each
 * other before they break inside a word, which Chinese type does anywhere.
 */
export function clausesOf(sentence: string): string[] {
  return sentence.match(/[^，]+，*/g) ?? [sentence];
}

/** Large type: no line may end inside a date or between a figure and its unit. */
export function unbroken(sentence: string): string {
  return sentence
    .replace(/(\d) ([年月日元人天次条])/g, '$1\u00a0$2')
    .replace(/([年月]) (\d)/g, '$1\u00a0$2');
}
