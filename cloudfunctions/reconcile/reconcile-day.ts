import { type ReconcileSource } from '@yibao/shared/rules/reconciliation';
import { describeError } from '../lib/log';
import { type Runtime } from '../lib/runtime';
import { type ListOptions, type ListReport, reconcileList } from './reconcile-list';
import { sources } from './sources';
import { type TrialBalance, trialBalance } from './trial-balance';

export interface DayReport {
  day: string;
  /** `incomplete`: a list could not be had or believed, or the ledger does not balance. */
  outcome: 'explained' | 'unexplained' | 'incomplete';
  found: number;
  healed: number;
  waiting: number;
  resolved: number;
  unexplained: number;
  ledger: TrialBalance;
  lists: ListReport[];
}

const failed = (source: ReconcileSource): ListReport => ({
  source,
  state: 'failed',
  attempt: null,
  refusal: null,
  line: null,
  figures: null,
  findings: [],
  settledEarlier: 0,
});

/** Reconciles a day's lists one after the other; one that cannot be had does not stop the others. */
export async function reconcileDay(
  runtime: Runtime,
  options: ListOptions & { only?: readonly ReconcileSource[] },
): Promise<DayReport> {
  const { only, ...each } = options;
  const lists: ListReport[] = [];
  for (const source of sources) {
    if (only && !only.includes(source.name)) continue;
    try {
      lists.push(await reconcileList(runtime, source, each));
    } catch (error) {
      const log = runtime.log.child({ traceId: options.traceId, source: source.name });
      log.error({ day: options.day, ...describeError(error) }, 'reconciliation failed');
      lists.push(failed(source.name));
    }
  }
  const ledger = await trialBalance(runtime.db, options.day);
  return { day: options.day, ...summary(lists, ledger), ledger, lists };
}

function summary(lists: ListReport[], ledger: TrialBalance) {
  const findings = lists.flatMap((list) => list.findings);
  const count = (state: string): number => findings.filter((each) => each.state === state).length;
  const isWhole = lists.every(({ figures }) => figures !== null);
  const isBalanced = ledger.sumFen === 0 && ledger.unbalanced === 0;
  const unexplained = count('open');
  const counts = {
    found: findings.length,
    healed: count('healed'),
    waiting: count('waiting'),
    resolved: count('resolved'),
    unexplained,
  };
  if (!isWhole || !isBalanced) return { outcome: 'incomplete' as const, ...counts };
  return {
    outcome: unexplained === 0 ? ('explained' as const) : ('unexplained' as const),
    ...counts,
  };
}
