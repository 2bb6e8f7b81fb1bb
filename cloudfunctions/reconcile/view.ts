import { type Output } from '@yibao/shared/contracts';
import {
  findingKinds,
  type RunState,
  sourceNames,
  statementRefusals,
} from '@yibao/shared/rules/reconciliation';
import { openWays } from '@yibao/shared/rules/reconciliation-ways';
import { type Caller } from '../lib/caller';
import { type Queryable } from '../lib/database/database';
import { type ReconcileFinding, type ReconcileRun } from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';
import { badgesOf } from '../lib/staff';

type RunView = Output<'reconcile.runs'>['rows'][number];
type FindingView = Output<'reconcile.findings'>['rows'][number];

const runLabels = {
  explained: '全部对平',
  unexplained: '有差异待查',
  running: '正在对账',
  notReady: '账单还没有生成',
  refused: '账单不可信',
  failed: '没有取到账单',
  broken: '中途断开',
} as const satisfies Record<RunState, string>;

export function viewRun(row: ReconcileRun): RunView {
  return {
    runId: row.id,
    day: row.day,
    source: row.source,
    sourceName: sourceNames[row.source],
    attempt: row.attempt,
    state: row.state,
    label: runLabels[row.state],
    refusal: row.refusal && statementRefusals[row.refusal],
    rowsThere: row.rowsThere,
    rowsHere: row.rowsHere,
    matched: row.matched,
    thereFen: row.thereFen,
    hereFen: row.hereFen,
    ledgerFen: row.ledgerFen,
    found: row.found,
    healed: row.healed,
    unexplained: row.unexplained,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
  };
}

/** Who looks: of one's own proof somebody else has to say that it is right. */
interface Context {
  runtime: Runtime;
  caller: Caller;
}

/** Findings as staff see them: numbers and amounts; the words of a colleague are opened. */
export async function viewFindings(
  { runtime: { cipher }, caller }: Context,
  db: Queryable,
  rows: ReconcileFinding[],
): Promise<FindingView[]> {
  const wordsOf = (sealed: string | null) => sealed && cipher.open('reconcile.resolution', sealed);
  const badges = await badgesOf(
    db,
    rows.flatMap(({ resolvedBy, proposedBy }) => [resolvedBy, proposedBy]),
  );
  return rows.map((row) => ({
    findingId: row.id,
    day: row.day,
    source: row.source,
    sourceName: sourceNames[row.source],
    kind: row.kind,
    label: findingKinds[row.kind].label,
    sentence: findingKinds[row.kind].sentence,
    state: row.state,
    reference: row.reference,
    number: row.number,
    orderId: row.orderId,
    thereFen: row.thereFen,
    hereFen: row.hereFen,
    foundAt: row.foundAt,
    healedAt: row.healedAt,
    resolvedAt: row.resolvedAt,
    resolvedByBadge: row.resolvedBy && (badges.get(row.resolvedBy) ?? null),
    resolution: wordsOf(row.resolution),
    ways: [...openWays(row.kind, row.state)],
    way: row.way,
    proposedAt: row.proposedAt,
    proposedByBadge: row.proposedBy && (badges.get(row.proposedBy) ?? null),
    proposedByMe: row.proposedBy === caller.accountId,
    proof: wordsOf(row.proof),
  }));
}

export async function viewFinding(
  context: Context,
  db: Queryable,
  row: ReconcileFinding,
): Promise<FindingView> {
  const [view] = await viewFindings(context, db, [row]);
  if (!view) throw new Error('one finding, no view');
  return view;
}
