import { findingKinds, sourceNames, statementRefusals } from '@yibao/shared/rules/reconciliation';
import { type DayReport } from './reconcile-day';
import { type FoundRow, type ListReport } from './reconcile-list';

/** Money that may be less than nothing, in yuan with two decimals. */
function yuan(fen: number | null): string {
  if (fen === null) return '—';
  const text = (Math.abs(fen) / 100).toFixed(2);
  return fen < 0 ? `-${text}` : text;
}

const stateNames = { open: '待查', waiting: '等待', healed: '已修复', resolved: '已说明' } as const;

function findingLine({ kind, reference, number, thereFen, hereFen, state }: FoundRow): string {
  const figures = `对方 ${yuan(thereFen)}  我们 ${yuan(hereFen)}`;
  return `    [${stateNames[state]}] ${findingKinds[kind].label}  ${reference}  ${number ?? '—'}  ${figures}`;
}

const endings = {
  busy: '另一次对账正在进行',
  notReady: '对方还没有生成账单',
  failed: '没有取到账单',
} as const;

function listLines(list: ListReport): string[] {
  const { source, state, figures, refusal, line, findings } = list;
  const name = `${sourceNames[source]} (${source})`;
  if (state === 'busy' || state === 'notReady' || state === 'failed') {
    return [`  ${name}: ${endings[state]}`];
  }
  if (state === 'refused') {
    const where = line === null ? '' : `（第 ${line} 行）`;
    return [`  ${name}: 账单不可信：${refusal ? statementRefusals[refusal] : ''}${where}`];
  }
  if (!figures) return [`  ${name}`];
  const { rowsThere, rowsHere, matched, thereFen, ledgerFen, findingsFen, edgeFen, givenBackFen } =
    figures;
  const givenBack = givenBackFen === 0 ? '' : ` + 已退 ${yuan(givenBackFen)}`;
  return [
    `  ${name}: 对方 ${rowsThere} 笔，我们 ${rowsHere} 笔，一致 ${matched} 笔`,
    `    对方合计 ${yuan(thereFen)} = 总账 ${yuan(ledgerFen)} + 差异 ${yuan(findingsFen)} + 跨日 ${yuan(edgeFen)}${givenBack}`,
    ...findings.map(findingLine),
  ];
}

/** The report as `npm run reconcile` prints it; the last line says how many are unexplained. */
export function reportText(report: DayReport): string {
  const { day, lists, ledger, found, healed, waiting, resolved, unexplained, outcome } = report;
  const movements = Object.entries(ledger.movementsFen).map(
    ([account, fen]) => `${account} ${yuan(fen)}`,
  );
  return [
    day,
    ...lists.flatMap(listLines),
    `  总账当日发生额: ${movements.join('  ') || '无'}  合计 ${yuan(ledger.sumFen)}`,
    `found ${found}, healed ${healed}, waiting ${waiting}, resolved ${resolved}`,
    ...(outcome === 'incomplete' ? ['not everything could be compared'] : []),
    `${unexplained} unexplained`,
  ].join('\n');
}
