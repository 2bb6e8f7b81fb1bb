import {
  tradeBillColumns,
  type TradeBillColumn,
  tradeBillSummaryColumns,
} from '@yibao/shared/protocols/trade-bill';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { yuanTextToFen } from '@yibao/shared/rules/money';
import { type StatementRow } from '@yibao/shared/rules/reconciliation';
import { distinctRows, LineReader, StatementError } from './statement';
import { fromWireTime } from './wire-time';

const header = tradeBillColumns.join(',');
const summaryHeader = tradeBillSummaryColumns.join(',');
const indexOf = Object.fromEntries(tradeBillColumns.map((name, index) => [name, index])) as Record<
  TradeBillColumn,
  number
>;

interface Summary {
  count: number;
  paymentsFen: number;
  refundsFen: number;
}

/** What comes next while the lines are read. */
type Expecting = 'header' | 'rows' | 'summary' | 'nothing';

/** Commas stand in product names too; a comma before a backtick separates. */
function valuesOf(line: string): string[] {
  return line.startsWith('`') ? line.slice(1).split(',`') : [];
}

/**
 * Reads WeChat Pay's trade bill of one day as it comes in. Of each line it keeps numbers, amount,
 * time and state; the payer's openid, what was bought and the bank are dropped while reading.
 */
export class TradeBillReader {
  private readonly lines = new LineReader((line, number) => this.take(line, number));
  private readonly rows: StatementRow[] = [];
  private summary: Summary | null = null;
  private expecting: Expecting = 'header';

  /** @param day the day that was asked for; @param mchid ours */
  constructor(
    private readonly day: string,
    private readonly mchid: string,
  ) {}

  /** @throws StatementError */
  push(chunk: Uint8Array): void {
    this.lines.push(chunk);
  }

  /**
   * @returns all rows, one that stands twice included
   * @throws StatementError `cut` without a summary, `totalsDiffer` when it says otherwise
   */
  end(): StatementRow[] {
    const rest = this.lines.end();
    // the last line may do without its end; any other line without one was cut through
    if (rest !== '' && this.expecting === 'summary') this.takeLine(rest);
    if (!this.summary) throw new StatementError('cut');
    const isTold = [this.rows, distinctRows(this.rows)].some((rows) => fits(rows, this.summary));
    if (!isTold) throw new StatementError('totalsDiffer');
    return this.rows;
  }

  private take(line: string, number: number): void {
    try {
      this.takeLine(line);
    } catch (error) {
      // an amount or a day that is none
      if (error instanceof RangeError) throw new StatementError('malformed', number);
      if (error instanceof StatementError && error.line === undefined) {
        throw new StatementError(error.reason, number);
      }
      throw error;
    }
  }

  private takeLine(line: string): void {
    if (this.expecting === 'header') {
      if (line !== header) throw new StatementError('malformed');
      this.expecting = 'rows';
    } else if (this.expecting === 'rows') {
      if (line === summaryHeader) this.expecting = 'summary';
      else this.rows.push(this.toRow(line));
    } else if (this.expecting === 'summary') {
      this.summary = toSummary(line);
      this.expecting = 'nothing';
    } else if (line !== '') throw new StatementError('malformed');
  }

  private toRow(line: string): StatementRow {
    const values = valuesOf(line);
    if (values.length !== tradeBillColumns.length) throw new StatementError('malformed');
    const value = (name: TradeBillColumn): string => values[indexOf[name]] ?? '';
    if (value('商户号') !== this.mchid) throw new StatementError('otherMerchant');
    if (value('货币种类') !== 'CNY') throw new StatementError('malformed');
    const at = timeOf(value('交易时间'));
    if (shanghaiDate(at) !== this.day) throw new StatementError('otherDay');
    if (value('交易状态') === 'SUCCESS') {
      return {
        kind: 'payment',
        reference: required(value('商户订单号')),
        number: required(value('微信订单号')),
        // what we get; less than 订单金额 when a coupon was used
        amountFen: yuanTextToFen(value('应结订单金额')),
        at,
        state: 'done',
      };
    }
    if (value('交易状态') !== 'REFUND') throw new StatementError('malformed');
    return {
      kind: 'refund',
      reference: required(value('商户退款单号')),
      number: required(value('微信退款单号')),
      amountFen: yuanTextToFen(value('退款金额')),
      at,
      state: refundState(value('退款状态')),
    };
  }
}

function required(text: string): string {
  if (text === '' || text === '0' || text.length > 64) throw new StatementError('malformed');
  return text;
}

function timeOf(text: string): number {
  const at = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text) ? fromWireTime(text) : NaN;
  if (Number.isNaN(at)) throw new StatementError('malformed');
  return at;
}

function refundState(text: string): StatementRow['state'] {
  if (text === 'SUCCESS') return 'done';
  if (text === 'PROCESSING') return 'pending';
  if (text === 'FAIL' || text === 'CHANGE') return 'failed';
  throw new StatementError('malformed');
}

function toSummary(line: string): Summary {
  const [count = '', payments = '', refunds = '', ...rest] = valuesOf(line);
  const isWhole = rest.length === tradeBillSummaryColumns.length - 3 && /^\d{1,9}$/.test(count);
  if (!isWhole) throw new StatementError('cut');
  return {
    count: Number(count),
    paymentsFen: yuanTextToFen(payments),
    refundsFen: yuanTextToFen(refunds),
  };
}

function fits(rows: StatementRow[], summary: Summary | null): boolean {
  const sum = (kind: string): number =>
    rows.reduce((fen, row) => (row.kind === kind ? fen + row.amountFen : fen), 0);
  return (
    summary?.count === rows.length &&
    summary.paymentsFen === sum('payment') &&
    summary.refundsFen === sum('refund')
  );
}
