import { shanghaiDate } from '@yibao/shared/rules/dates';
import {
  type FindingKind,
  judgeMissing,
  judgeRow,
  mayYetCome,
  otherDays,
  type OwnRow,
  type StatementRow,
} from '@yibao/shared/rules/reconciliation';
import { type Runtime } from '../lib/runtime';
import { type Source } from './sources/source';

/** One row that is named: what is different, and the figures on both sides. */
export interface Finding {
  kind: FindingKind;
  reference: string;
  /**
   * Which row of this reference it is about: what kind of row, their number of it if they list it,
   * and the how-many-th of these.
   */
  rowKey: string;
  number: string | null;
  orderId: string | null;
  thereFen: number | null;
  hereFen: number | null;
  /** Time may settle it: it is explained until then. */
  waiting: boolean;
}

export interface Comparison {
  /** Distinct rows of their list, and rows of ours that belong to the day. */
  rowsThere: number;
  rowsHere: number;
  matched: number;
  /** Payments less refunds, in fen: by their list, and by our books of the day. */
  thereFen: number;
  hereFen: number;
  /**
   * By how much these set the two apart: the findings, rows on either side of midnight, and what
   * their list has no more of contributions that were given back.
   */
  findingsFen: number;
  edgeFen: number;
  givenBackFen: number;
  findings: Finding[];
}

/** Which of a list's differences it is: the same one at every run, and no two of them alike. */
export const findingKey = ({
  kind,
  reference,
  rowKey,
}: Pick<Finding, 'kind' | 'reference' | 'rowKey'>): string => `${kind} ${reference} ${rowKey}`;

const keyOf = (row: Pick<StatementRow, 'kind' | 'reference'>): string =>
  `${row.kind} ${row.reference}`;

/** One line of theirs; the same one again is a repeated line, whatever else it says. */
const lineOf = (row: StatementRow): string => `${keyOf(row)} ${row.number}`;

const signed = (row: { kind: StatementRow['kind']; amountFen: number }): number =>
  row.kind === 'refund' ? -row.amountFen : row.amountFen;

/** What our books say of a day: row by row, and the ledger by itself. */
export interface OwnBooks {
  own: OwnRow[];
  ledgerFen: number;
}

/** Both readings from one moment: something may be booked for the day between them. */
export function readBooks(runtime: Runtime, source: Source, day: string): Promise<OwnBooks> {
  return runtime.db.transaction(
    async (tx) => {
      const own = await source.ownOfDay(tx, day);
      return { own, ledgerFen: await source.ledgerFen(tx, day) };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

/** Collects what is found; the sums are kept beside it, so that they can contradict each other. */
class Tally {
  readonly findings: Finding[] = [];
  private readonly met = new Map<string, number>();
  matched = 0;
  thereFen = 0;
  findingsFen = 0;
  edgeFen = 0;
  givenBackFen = 0;

  match(here: OwnRow | null, edge: boolean, apartFen: number): void {
    this.matched++;
    if (!edge && here && here.givenBackFen > 0) this.givenBackFen += apartFen;
    else this.edgeFen += apartFen;
  }

  name(named: Difference, movesFen: number): void {
    const { kind, there, here, waiting = false } = named;
    const row = there ?? here;
    // of theirs by their number; of one that only we have, our own number says the rest
    const name = there ? `${there.kind} ${there.number}` : row.kind;
    const facts = { kind, reference: row.reference };
    const nth = (this.met.get(findingKey({ ...facts, rowKey: name })) ?? 0) + 1;
    this.met.set(findingKey({ ...facts, rowKey: name }), nth);
    this.findings.push({
      ...facts,
      rowKey: `${name} ${nth}`,
      number: row.number,
      orderId: here?.orderId ?? null,
      thereFen: there?.amountFen ?? null,
      hereFen: here?.amountFen ?? null,
      waiting,
    });
    this.findingsFen += movesFen;
  }
}

/** On one side at least there is a row. */
type Difference = { kind: FindingKind; waiting?: boolean } & (
  { there: StatementRow; here: OwnRow | null } | { there: null; here: OwnRow }
);

/**
 * Holds a list of a day against our books: every row on either side is matched or named. Reads
 * only; the same list and the same books give the same findings.
 *
 * @param rows their list of the day; @param own our rows of the day
 * @throws UpstreamError when a neighbouring day's list is needed and does not come
 */
export async function compare(
  runtime: Runtime,
  source: Source,
  day: string,
  rows: StatementRow[],
  own: OwnRow[],
): Promise<Comparison> {
  const ofDay = new Map(own.map((row) => [keyOf(row), row]));
  const known = rows.filter((row) => !ofDay.has(keyOf(row)));
  const others = await source.ownByReference(runtime.db, known);
  const elsewhere = new Map(others.map((row) => [keyOf(row), row]));
  const tally = new Tally();
  const seen = judgeTheirs({ day, rows, ofDay, elsewhere, tally, now: runtime.clock.now() });
  const missing = own.filter((row) => !seen.has(keyOf(row)));
  await judgeOurs(runtime, source, { day, missing, tally });
  const counted = own.filter(({ state }) => state === 'done');
  return {
    rowsThere: new Set(rows.map(lineOf)).size,
    rowsHere: own.length,
    matched: tally.matched,
    thereFen: tally.thereFen,
    hereFen: counted.reduce((fen, row) => fen + signed(row), 0),
    findingsFen: tally.findingsFen,
    edgeFen: tally.edgeFen,
    givenBackFen: tally.givenBackFen,
    findings: tally.findings,
  };
}

/** @returns keys of our rows that their list has, however it judged them */
function judgeTheirs({
  day,
  rows,
  ofDay,
  elsewhere,
  tally,
  now,
}: {
  day: string;
  rows: StatementRow[];
  ofDay: Map<string, OwnRow>;
  elsewhere: Map<string, OwnRow>;
  tally: Tally;
  now: number;
}): Set<string> {
  const lines = new Set<string>();
  const seen = new Set<string>();
  const pairs = rows.map((row) => ({
    row,
    here: ofDay.get(keyOf(row)) ?? elsewhere.get(keyOf(row)) ?? null,
  }));
  // whatever their order: the line with the number we know is ours, and another one of it is not
  const isKnown = ({ row, here }: (typeof pairs)[number]) => here?.number === row.number;
  const others = pairs.filter((pair) => !isKnown(pair));
  for (const { row, here } of [...pairs.filter(isKnown), ...others]) {
    const key = keyOf(row);
    if (lines.has(lineOf(row))) {
      tally.name({ kind: 'duplicateRow', there: row, here }, 0);
      continue;
    }
    lines.add(lineOf(row));
    const thereFen = row.state === 'done' ? signed(row) : 0;
    // what our books of the day say of it already; once, however often they list it
    const counts = ofDay.get(key)?.state === 'done' && !seen.has(key);
    const apartFen = thereFen - (counts && here ? signed(here) : 0);
    // the same reference under another number of theirs: money that moved twice
    const isSecond = seen.has(key) && row.state === 'done';
    seen.add(key);
    tally.thereFen += thereFen;
    const judged = judgeRow(row, here, day);
    if (isSecond && judged.verdict === 'matched') {
      tally.name({ kind: 'numberDiffers', there: row, here }, apartFen);
    } else if (judged.verdict !== 'matched') {
      const waiting = mayYetCome(judged.verdict, row.at, now, false);
      tally.name({ kind: judged.verdict, there: row, here, waiting }, apartFen);
    } else {
      tally.match(here, judged.edge, apartFen);
    }
  }
  return seen;
}

/** What we have and they do not: perhaps it stands in the list of the day before or after. */
async function judgeOurs(
  runtime: Runtime,
  source: Source,
  { day, missing, tally }: { day: string; missing: OwnRow[]; tally: Tally },
): Promise<void> {
  const now = runtime.clock.now();
  const lists = new OtherLists(runtime, source);
  for (const row of missing) {
    const found = [];
    for (const other of otherDays(row, day)) found.push(await lists.has(other, row));
    const judged = judgeMissing(row, found.includes('yes'));
    const apartFen = row.state === 'done' ? -signed(row) : 0;
    if (judged.verdict === 'matched') {
      tally.match(row, judged.edge, apartFen);
    } else {
      const waiting = mayYetCome(judged.verdict, row.at, now, found.includes('unknown'));
      tally.name({ kind: judged.verdict, there: null, here: row, waiting }, apartFen);
    }
  }
}

/** The lists of other days, fetched when the first row asks for one. */
class OtherLists {
  private readonly lists = new Map<string, Promise<Map<string, number> | null>>();

  constructor(
    private readonly runtime: Runtime,
    private readonly source: Source,
  ) {}

  /** @returns `unknown` while that day's list is not there yet */
  async has(day: string, row: OwnRow): Promise<'yes' | 'no' | 'unknown'> {
    const list = this.lists.get(day) ?? this.load(day);
    this.lists.set(day, list);
    const amounts = await list;
    if (!amounts) return 'unknown';
    return amounts.get(keyOf(row)) === row.amountFen ? 'yes' : 'no';
  }

  private async load(day: string): Promise<Map<string, number> | null> {
    if (day >= shanghaiDate(this.runtime.clock.now())) return null;
    const statement = await this.source.statement(this.runtime, day);
    if (statement.outcome === 'notReady') return null;
    // a list that cannot be believed, or is not to be had any more, will never say more than this
    if (statement.outcome === 'refused') return new Map();
    return new Map(statement.rows.map((row) => [keyOf(row), row.amountFen]));
  }
}
