import {
  type FindingKind,
  type OwnRow,
  type ReconcileSource,
  type StatementRow,
} from '@yibao/shared/rules/reconciliation';
import { type Queryable } from '../../lib/database/database';
import { type Statement } from '../../lib/ports/statement';
import { type Runtime } from '../../lib/runtime';

/** A difference that asking or sending again may settle. */
export interface Healable {
  kind: FindingKind;
  reference: string;
  orderId: string | null;
}

/** One list of a day and what we hold against it; comparing them is the same for all. */
export interface Source {
  name: ReconcileSource;
  /** The other side's list of a day ('YYYY-MM-DD'). @throws UpstreamError when it does not answer */
  statement(runtime: Runtime, day: string): Promise<Statement>;
  /** Everything of ours that should stand in that list. */
  ownOfDay(db: Queryable, day: string): Promise<OwnRow[]>;
  /** What we hold under the numbers of rows that are not of ours of that day. */
  ownByReference(db: Queryable, rows: StatementRow[]): Promise<OwnRow[]>;
  /** The movement of the day by the ledger alone, in fen. */
  ledgerFen(db: Queryable, day: string): Promise<number>;
  /**
   * Asks or sends again; what came of it the next comparison says.
   *
   * @throws whatever kept it from being done
   */
  heal(runtime: Runtime, finding: Healable, traceId: string): Promise<void>;
}

/** Numbers that one statement asks for at a time. */
export const lookupSize = 500;

/** @returns the references of rows of a kind, in portions for one SQL statement each */
export function portions(rows: StatementRow[], kind: StatementRow['kind']): string[][] {
  const references = rows.filter((row) => row.kind === kind).map(({ reference }) => reference);
  const made: string[][] = [];
  for (let from = 0; from < references.length; from += lookupSize) {
    made.push(references.slice(from, from + lookupSize));
  }
  return made;
}
