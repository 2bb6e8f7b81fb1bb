/** What `npm run reconcile` is asked for. Whatever cannot be meant is said before any books are written. */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { addMonths, isIsoDate, shanghaiDate } from '@yibao/shared/rules/dates';
import { type ReconcileSource, reconcileSources } from '@yibao/shared/rules/reconciliation';
import { type Runtime } from '../lib/runtime';
import { type DayReport, reconcileDay } from '../reconcile/reconcile-day';
import { monthsKept } from '../reconcile/reconcile-list';
import { BooksError } from './open-books';

export interface ReconcileRequest {
  day: string;
  only: ReconcileSource[] | null;
  json: boolean;
  heal: boolean;
}

const usage =
  '用法 / usage: npm run reconcile -- --date 2025-11-20 ' +
  `[--source ${reconcileSources.join('|')}] [--json] [--no-heal]`;

const refuse = (chinese: string, english: string): BooksError =>
  new BooksError(`${chinese} / ${english}\n${usage}`);

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        date: { type: 'string' },
        source: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
        'no-heal': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    const [why = ''] = message.split('\n');
    throw refuse('看不懂这个命令', `not understood: ${why}`);
  }
}

/** @throws BooksError what is wrong with it, in Chinese and English, and how it is meant */
export function readRequest(args: string[]): ReconcileRequest {
  const { date, source, json, 'no-heal': noHeal } = parse(args);
  if (date === undefined) throw refuse('请用 --date 写明日期', '--date is missing');
  if (!isIsoDate(date)) {
    throw refuse(
      '--date 要写日历上有的一天，例如 2025-11-20',
      '--date must be a day of the calendar',
    );
  }
  const only = source?.map((name) => {
    const known = reconcileSources.find((each) => each === name);
    if (!known) throw refuse('没有这份账单', `--source must be one of those below`);
    return known;
  });
  return { day: date, only: only ?? null, json, heal: !noHeal };
}

/**
 * Reconciles the day that was asked for.
 *
 * @throws BooksError for a day that is not over, or of which no list can be had any more
 */
export async function reconcileAsAsked(
  runtime: Runtime,
  { day, only, heal }: ReconcileRequest,
): Promise<DayReport> {
  const today = shanghaiDate(runtime.clock.now());
  if (day >= today) {
    throw refuse(
      `${day} 还没有过完，账单要到第二天才有（今天是 ${today}）`,
      `${day} is not over, its lists come the day after (today is ${today})`,
    );
  }
  if (day < addMonths(today, -monthsKept)) {
    throw refuse(`${day} 的账单对方不再提供`, `no list of ${day} can be had any more`);
  }
  const options = { day, traceId: randomUUID(), heal };
  return reconcileDay(runtime, { ...options, ...(only ? { only } : {}) });
}
