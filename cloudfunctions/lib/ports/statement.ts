import { createHash } from 'node:crypto';
import { type StatementRefusal, type StatementRow } from '@yibao/shared/rules/reconciliation';

/** The other side's list of a day. */
export type Statement =
  /** `digest`: SM3 of the list as it came, to tell whether two runs saw the same. */
  | { outcome: 'read'; rows: StatementRow[]; digest: string }
  /** Not made yet: ask again later. */
  | { outcome: 'notReady' }
  /** Nothing of it is believed. */
  | { outcome: 'refused'; reason: StatementRefusal; line?: number };

/** A list that is not what it should be; turned into an outcome where it is fetched. */
export class StatementError extends Error {
  override name = 'StatementError';

  /** @param line 1 for the header; never the line's content */
  constructor(
    readonly reason: StatementRefusal,
    readonly line?: number,
  ) {
    super(`statement refused: ${reason}`);
  }
}

/** @returns the refusal as an outcome; anything else is thrown on */
export function refusalOf(error: unknown): Statement {
  if (!(error instanceof StatementError)) throw error;
  const { reason, line } = error;
  return { outcome: 'refused', reason, ...(line === undefined ? {} : { line }) };
}

/** No list of a day may be larger, unpacked: some 250,000 rows. */
export const statementBytesMax = 80 * 1024 * 1024;

/** A line is some 500 characters. */
const lineLengthMax = 64 * 1024;

/** An incremental SM3, by the platform's own library: lists are too long for the one in JavaScript. */
export const sm3Stream = () => createHash('sm3');

/** Words with which a list of ours begins. */
const gbkHeader = /交易|订单|日期/;

/**
 * Bytes to lines, strictly UTF-8, a byte order mark and CR before LF allowed.
 *
 * @throws StatementError `gbk` or `encoding` for other bytes, `malformed` for a line without end
 */
export class LineReader {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private rest = '';
  private head: Uint8Array | null = null;

  constructor(private readonly onLine: (line: string, number: number) => void) {}

  private lines = 0;

  push(chunk: Uint8Array): void {
    this.head ??= chunk.subarray(0, 200);
    this.take(this.decode(chunk, true));
  }

  /** @returns what stands behind the last line's end: a last line without one, or half of one */
  end(): string {
    this.take(this.decode(new Uint8Array(), false));
    return this.rest;
  }

  private decode(chunk: Uint8Array, stream: boolean): string {
    try {
      return this.decoder.decode(chunk, { stream });
    } catch {
      throw new StatementError(isGbk(this.head) ? 'gbk' : 'encoding');
    }
  }

  private take(text: string): void {
    const parts = (this.rest + text).split('\n');
    this.rest = parts.pop() ?? '';
    if (this.rest.length > lineLengthMax) throw new StatementError('malformed', this.lines + 1);
    for (const line of parts) {
      this.onLine(line.endsWith('\r') ? line.slice(0, -1) : line, ++this.lines);
    }
  }
}

function isGbk(head: Uint8Array | null): boolean {
  try {
    return gbkHeader.test(new TextDecoder('gbk').decode(head ?? undefined));
  } catch {
    return false; // a Node without that table
  }
}

/** One row twice is told, not refused: the engine names it and counts it once. */
export function distinctRows(rows: StatementRow[]): StatementRow[] {
  const seen = new Set<string>();
  return rows.filter(({ kind, number }) => {
    const key = `${kind} ${number}`;
    return !seen.has(key) && seen.add(key);
  });
}
