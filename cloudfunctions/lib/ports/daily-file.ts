import {
  dailyFileColumns,
  dailyFileKinds,
  type dailyFileOutput,
  dailyFileStates,
  dailyFileTotal,
} from '@yibao/shared/protocols/daily-file';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { yuanTextToFen } from '@yibao/shared/rules/money';
import { type StatementRow } from '@yibao/shared/rules/reconciliation';
import type * as z from 'zod';
import {
  distinctRows,
  LineReader,
  refusalOf,
  sm3Stream,
  type Statement,
  statementBytesMax,
  StatementError,
} from './statement';
import { fromWireTime } from './wire-time';

const header = dailyFileColumns.join(',');

/** A payment of one kind, by its column's word; nothing every object has is one. */
function wordOf<T>(words: Record<string, T>, text: string | undefined): T {
  const found = text !== undefined && Object.hasOwn(words, text) ? words[text] : undefined;
  if (found === undefined) throw new StatementError('malformed');
  return found;
}

/** Reads the daily file of a rail, line by line. */
class DailyFileReader {
  private readonly rows: StatementRow[] = [];
  private totals: string[] | null = null;
  private isBegun = false;

  constructor(
    private readonly day: string,
    private readonly appId: string,
  ) {}

  take(line: string): void {
    if (!this.isBegun) {
      if (line !== header) throw new StatementError('malformed');
      this.isBegun = true;
    } else if (this.totals) {
      throw new StatementError('malformed');
    } else {
      const values = line.split(',');
      if (values[0] === dailyFileTotal) this.totals = values;
      else this.rows.push(this.toRow(values));
    }
  }

  end(): StatementRow[] {
    const [, count, paid, refunded, ...rest] = this.totals ?? [];
    if (refunded === undefined || rest.length > 0) throw new StatementError('cut');
    const isTold = [this.rows, distinctRows(this.rows)].some(
      (rows) =>
        count === String(rows.length) &&
        yuanTextToFen(paid ?? '') === sumOf(rows, 'payment') &&
        yuanTextToFen(refunded) === sumOf(rows, 'refund'),
    );
    if (!isTold) throw new StatementError('totalsDiffer');
    return this.rows;
  }

  private toRow(values: string[]): StatementRow {
    const [appId, reference = '', number = '', kind, amount = '', time = '', state] = values;
    if (values.length !== dailyFileColumns.length) throw new StatementError('malformed');
    if (appId !== this.appId) throw new StatementError('otherMerchant');
    const isNamed = /^[\w|*@-]{1,64}$/.test(reference) && /^[\w|*@-]{1,64}$/.test(number);
    const at = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(time) ? fromWireTime(time) : NaN;
    if (!isNamed || Number.isNaN(at)) throw new StatementError('malformed');
    if (shanghaiDate(at) !== this.day) throw new StatementError('otherDay');
    return {
      kind: wordOf(dailyFileKinds, kind),
      reference,
      number,
      amountFen: yuanTextToFen(amount),
      at,
      state: wordOf(dailyFileStates, state),
    };
  }
}

const sumOf = (rows: StatementRow[], kind: StatementRow['kind']): number =>
  rows.reduce((fen, row) => (row.kind === kind ? fen + row.amountFen : fen), 0);

/** An amount or a count that is none is a line nobody can read. */
function named<T>(line: number | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new StatementError('malformed', line);
    if (error instanceof StatementError && error.line === undefined && line !== undefined) {
      throw new StatementError(error.reason, line);
    }
    throw error;
  }
}

/** Base64 is a third longer than what it stands for. */
const base64Max = Math.ceil((statementBytesMax * 4) / 3);

/**
 * Reads what a rail answered for its daily file; the envelope's signature is checked before.
 *
 * @param day the day that was asked for; @param appId by which the rail knows us
 */
export function readDailyFile(
  { day: told, status, digest, content }: z.output<typeof dailyFileOutput>,
  day: string,
  appId: string,
): Statement {
  if (status === 'creating') return { outcome: 'notReady' };
  if (status === 'expired') return { outcome: 'refused', reason: 'tooOld' };
  try {
    if (told !== day) throw new StatementError('otherDay');
    if (content.length > base64Max) throw new StatementError('tooLarge');
    const file = Buffer.from(content, 'base64');
    if (sm3Stream().update(file).digest('hex') !== digest) throw new StatementError('wrongHash');
    const reader = new DailyFileReader(day, appId);
    const lines = new LineReader((line, number) => named(number, () => reader.take(line)));
    lines.push(file);
    const rest = lines.end();
    if (rest !== '') throw new StatementError('cut');
    return { outcome: 'read', rows: named(undefined, () => reader.end()), digest };
  } catch (error) {
    return refusalOf(error);
  }
}
