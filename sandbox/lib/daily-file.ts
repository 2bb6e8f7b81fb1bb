import { createHash } from 'node:crypto';
import {
  dailyFileColumns,
  type dailyFileOutput,
  dailyFileTotal,
} from '@yibao/shared/protocols/daily-file';
import { addMonths } from '@yibao/shared/rules/dates';
import { fenToYuanText } from '@yibao/shared/rules/money';
import type * as z from 'zod';
import { toGbk } from './gbk';
import { type StatementDamage } from './statement-damage';
import { dayMs, hourMs, isoDate, startOfDay, wireTime } from './time';

/** One line of a rail's daily file. */
export interface DailyLine {
  /** The merchant's number of the order or refund. */
  reference: string;
  /** The rail's own number of it. */
  number: string;
  kind: '缴费' | '退费';
  amountFen: number;
  /** Business time, epoch ms. */
  at: number;
  state: '成功' | '处理中' | '失败';
}

/** A day's file is made from nine the next morning on, and kept for three months. */
const readyAfterMs = dayMs + 9 * hourMs;
const monthsKept = 3;

const sum = (lines: DailyLine[], kind: DailyLine['kind']): string =>
  fenToYuanText(lines.reduce((fen, line) => (line.kind === kind ? fen + line.amountFen : fen), 0));

const textOf = (appId: string, line: DailyLine): string =>
  [
    appId,
    line.reference,
    line.number,
    line.kind,
    fenToYuanText(line.amountFen),
    wireTime(line.at),
    line.state,
  ].join(',');

/** The lines as a damage leaves them; the text of a line may be wrong where its fields are right. */
function damaged(
  lines: DailyLine[],
  appId: string,
  damage: StatementDamage | null,
): { lines: DailyLine[]; texts: string[] } {
  const texts = lines.map((line) => textOf(appId, line));
  const [first] = lines;
  if (!first) return { lines, texts };
  const stray = { ...first, reference: 'NOBODY-000001', number: 'NOBODY-000001' };
  const more = (text: string) => ({ lines: [...lines, stray], texts: [...texts, text] });
  switch (damage) {
    case 'duplicateLine':
      return { lines: [...lines, first], texts: [...texts, textOf(appId, first)] };
    case 'unknownOrder':
      return more(textOf(appId, stray));
    case 'otherMerchant':
      return more(textOf('somebody-else', stray));
    case 'otherDay':
      return more(textOf(appId, { ...stray, at: first.at - dayMs }));
    default:
      return { lines, texts };
  }
}

function fileOf(lines: DailyLine[], appId: string, damage: StatementDamage | null): Buffer {
  const made = damaged(lines, appId, damage);
  const told = damage === 'wrongTotals' ? lines.slice(1) : made.lines;
  const totals = [dailyFileTotal, told.length, sum(told, '缴费'), sum(told, '退费')].join(',');
  const text = `${[dailyFileColumns.join(','), ...made.texts, totals].join('\n')}\n`;
  if (damage === 'cut') return Buffer.from(text.slice(0, text.length >> 1));
  return damage === 'gbk' ? toGbk(text) : Buffer.from(text);
}

/**
 * A rail's answer for the daily file of a day.
 *
 * @param lines everything in the rail's books, of whatever day
 * @param appId by which the rail knows the merchant; @param now business time, epoch ms
 */
export function answerDailyFile(
  lines: DailyLine[],
  day: string,
  { appId, now, damage }: { appId: string; now: number; damage: StatementDamage | null },
): z.input<typeof dailyFileOutput> {
  const nothing = { day, digest: '', content: '' };
  if (day < addMonths(isoDate(now), -monthsKept)) return { ...nothing, status: 'expired' };
  if (now < startOfDay(day) + readyAfterMs || damage === 'notReady') {
    return { ...nothing, status: 'creating' };
  }
  const ofDay = lines.filter(({ at }) => isoDate(at) === day).sort((a, b) => a.at - b.at);
  const file = fileOf(ofDay, appId, damage);
  const hashed = damage === 'wrongHash' ? Buffer.concat([file, Buffer.from(' ')]) : file;
  const digest = createHash('sm3').update(hashed).digest('hex');
  return { day, status: 'ready', digest, content: file.toString('base64') };
}
