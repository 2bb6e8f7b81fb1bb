import { addMonths, shanghaiDate } from '@yibao/shared/rules/dates';
import {
  findingKinds,
  type FindingState,
  type ReconcileSource,
  type RunState,
  type StatementRefusal,
  type StatementRow,
} from '@yibao/shared/rules/reconciliation';
import { systemActor, writeAudit } from '../lib/audit';
import { type ReconcileRun } from '../lib/database/schema';
import { describeError } from '../lib/log';
import { type Statement } from '../lib/ports/statement';
import { type Runtime } from '../lib/runtime';
import { compare, type Comparison, type Finding, findingKey, readBooks } from './compare';
import { closeSettled, findingsOf, keepFindings, markHealed } from './findings';
import { assertNotLost, beginRun, endRun, holdRun, RunLostError } from './runs';
import { type Source } from './sources/source';

/** A day of lost notifications may need thousands; the rest of them the next run heals. */
const healsMax = 2_000;
/** WeChat Pay keeps bills for three months. */
export const monthsKept = 3;

/** A finding as a run leaves it. */
export type FoundRow = Omit<Finding, 'rowKey' | 'waiting'> & { state: FindingState };

export interface ListReport {
  source: ReconcileSource;
  /** `busy`: another run of the same list is at work, or has taken this one over. */
  state: Exclude<RunState, 'running' | 'broken'> | 'busy';
  attempt: number | null;
  refusal: StatementRefusal | null;
  line: number | null;
  /** What came of the comparison after healing; null when there was none. */
  figures: (Omit<Comparison, 'findings'> & { ledgerFen: number }) | null;
  /** All that this run met, healed by now or not. */
  findings: FoundRow[];
  /** Findings of earlier runs that this one did not meet any more. */
  settledEarlier: number;
}

export interface ListOptions {
  day: string;
  traceId: string;
  /** Whether to ask and send again where that may settle a difference. */
  heal: boolean;
  /** The only difference to heal; all of them when left out. */
  healOnly?: Pick<Finding, 'kind' | 'reference'>;
}

const empty = { refusal: null, line: null, figures: null, findings: [], settledEarlier: 0 };

/**
 * Reconciles one list of one day: fetches it, compares it, writes down what differs, heals what can
 * be healed, compares again. It may be repeated at any time: the same lists and books give the same
 * findings, none of them twice.
 *
 * @throws UpstreamError when the other side does not answer; the attempt is on record as failed
 */
export async function reconcileList(
  runtime: Runtime,
  source: Source,
  options: ListOptions,
): Promise<ListReport> {
  const { day, traceId } = options;
  const busy = { ...empty, source: source.name, state: 'busy', attempt: null } as const;
  const run = await beginRun(runtime, { day, source: source.name, traceId });
  if (!run) return busy;
  try {
    return await attemptOrFail(runtime, source, run, options);
  } catch (error) {
    if (!(error instanceof RunLostError)) throw error;
    runtime.log.warn({ traceId, day, source: source.name }, 'hung, and another run took over');
    return busy;
  }
}

async function attemptOrFail(
  runtime: Runtime,
  source: Source,
  run: ReconcileRun,
  options: ListOptions,
): Promise<ListReport> {
  try {
    return await attempt(runtime, source, run, options);
  } catch (error) {
    if (error instanceof RunLostError) throw error;
    await endRun(runtime.db, run, { state: 'failed' }, runtime.clock.now());
    throw error;
  }
}

async function fetchList(runtime: Runtime, source: Source, day: string): Promise<Statement> {
  const today = shanghaiDate(runtime.clock.now());
  if (day >= today) return { outcome: 'notReady' };
  if (day < addMonths(today, -monthsKept)) return { outcome: 'refused', reason: 'tooOld' };
  return source.statement(runtime, day);
}

async function attempt(
  runtime: Runtime,
  source: Source,
  run: ReconcileRun,
  options: ListOptions,
): Promise<ListReport> {
  const { day } = options;
  const told = { ...empty, source: source.name, attempt: run.attempt };
  const list = await fetchList(runtime, source, day);
  if (list.outcome === 'notReady') {
    await endRun(runtime.db, run, { state: 'notReady' }, runtime.clock.now());
    return { ...told, state: 'notReady' };
  }
  if (list.outcome === 'refused') {
    const { reason: refusal, line = null } = list;
    await endRun(runtime.db, run, { state: 'refused', refusal }, runtime.clock.now());
    return { ...told, state: 'refused', refusal, line };
  }
  const first = await compareAll(runtime, source, day, list.rows);
  const meeting = { day, source: source.name, runId: run.id, now: runtime.clock.now() };
  await runtime.db.transaction(async (tx) => {
    await holdRun(tx, run);
    await keepFindings(tx, meeting, first.findings);
  });
  const healed = options.heal && (await healAll(runtime, { source, run, options, found: first }));
  const last = healed ? await compareAgain(runtime, source, day, list.rows) : first;
  return finish(runtime, { source, run, options, digest: list.digest, first, last });
}

type Compared = Comparison & { ledgerFen: number };

/** The comparison and what the ledger says by itself; if those disagree, that is a finding too. */
async function compareAll(
  runtime: Runtime,
  source: Source,
  day: string,
  rows: StatementRow[],
): Promise<Compared> {
  const { own, ledgerFen } = await readBooks(runtime, source, day);
  const compared = await compare(runtime, source, day, rows, own);
  const { thereFen, hereFen, findingsFen, edgeFen, givenBackFen } = compared;
  const explainedFen = findingsFen + edgeFen + givenBackFen;
  const balances = hereFen === ledgerFen && thereFen - explainedFen === ledgerFen;
  if (balances) return { ...compared, ledgerFen };
  const ledgerDiffers: Finding = {
    kind: 'ledgerDiffers',
    reference: day,
    rowKey: 'total',
    number: null,
    orderId: null,
    thereFen: hereFen,
    hereFen: ledgerFen,
    waiting: false,
  };
  return { ...compared, ledgerFen, findings: [...compared.findings, ledgerDiffers] };
}

/** Postings that were sent again stand in a new list. */
async function compareAgain(
  runtime: Runtime,
  source: Source,
  day: string,
  rows: StatementRow[],
): Promise<Compared> {
  if (source.name !== 'corePlatform') return compareAll(runtime, source, day, rows);
  const list = await source.statement(runtime, day);
  return compareAll(runtime, source, day, list.outcome === 'read' ? list.rows : rows);
}

interface Healing {
  source: Source;
  run: ReconcileRun;
  options: ListOptions;
  found: Comparison;
}

/** @returns whether anything was tried @throws RunLostError */
async function healAll(
  runtime: Runtime,
  { source, run, options: { traceId }, found }: Healing,
): Promise<boolean> {
  const known = found.findings.filter(({ kind }) => findingKinds[kind].healable).slice(0, healsMax);
  for (const finding of known) {
    await assertNotLost(runtime.db, run);
    try {
      await source.heal(runtime, finding, traceId);
    } catch (error) {
      const { kind, orderId } = finding;
      const log = runtime.log.child({ traceId, source: source.name, kind, orderId });
      log.warn(describeError(error), 'not healed; it stays on the list');
    }
  }
  return known.length > 0;
}

function leftAs(each: Finding, states: Map<string, FindingState>): FoundRow {
  const { kind, reference, number, orderId, thereFen, hereFen } = each;
  const state = states.get(findingKey(each)) ?? 'open';
  return { kind, reference, number, orderId, thereFen, hereFen, state };
}

/** Writes down how it ended, findings and run in one transaction. */
async function finish(
  runtime: Runtime,
  {
    source,
    run,
    options: { day, traceId },
    digest,
    first,
    last,
  }: {
    source: Source;
    run: ReconcileRun;
    options: ListOptions;
    digest: string;
    first: Compared;
    last: Compared;
  },
): Promise<ListReport> {
  const now = runtime.clock.now();
  const { findings: lastFindings, ...figures } = last;
  const stand = new Set(lastFindings.map(findingKey));
  const gone = first.findings.filter((finding) => !stand.has(findingKey(finding)));
  return runtime.db.transaction(async (tx) => {
    await holdRun(tx, run);
    const meeting = { day, source: source.name, runId: run.id, now };
    await keepFindings(tx, meeting, lastFindings);
    await markHealed(tx, meeting, gone);
    const settledEarlier = await closeSettled(tx, meeting);
    const states = new Map(
      (await findingsOf(tx, meeting)).map((row) => [findingKey(row), row.state]),
    );
    const found = [...lastFindings, ...gone].map((each) => leftAs(each, states));
    const unexplained = found.filter(({ state }) => state === 'open').length;
    const state = unexplained === 0 ? ('explained' as const) : ('unexplained' as const);
    const { rowsThere, rowsHere, matched, thereFen, hereFen, ledgerFen } = figures;
    const counts = { found: found.length, healed: gone.length, unexplained };
    const sums = { rowsThere, rowsHere, matched, thereFen, hereFen, ledgerFen };
    await endRun(tx, run, { state, digest: digest || null, ...sums, ...counts }, now);
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: 'reconcile.run',
        subjectPersonId: null,
        details: { runId: run.id, day, source: source.name, state, ...counts, settledEarlier },
      },
    );
    return {
      ...empty,
      source: source.name,
      state,
      attempt: run.attempt,
      figures,
      findings: found,
      settledEarlier,
    };
  });
}
