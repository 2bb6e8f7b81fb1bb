import { type AuditBench } from './audit';
import { type EngineResult } from './driver';
import { type Percentiles } from './recorder';
import { type ConsentReport } from './consent';
import { type RecordsReport } from './records';

const cell = (value: string | number, width: number): string => String(value).padStart(width);

function actionRows({ actions }: { actions: Record<string, Percentiles> }): string[] {
  const row = (name: string, cells: (string | number)[]): string =>
    `  ${name.padEnd(28)}${cells.map((each) => cell(each, 10)).join('')}`;
  return [
    row('ms', ['times', 'p50', 'p95', 'p99']),
    ...Object.entries(actions).map(([name, { count, p50Ms, p95Ms, p99Ms }]) =>
      row(name, [count, p50Ms.toFixed(1), p95Ms.toFixed(1), p99Ms.toFixed(1)]),
    ),
  ];
}

const memoryRows = ({ memory }: EngineResult): string[] => [
  `  ${cell('journeys', 8)}${cell('RSS MiB', 12)}${cell('heap MiB', 12)}`,
  ...memory.map(
    ({ journeys, rssMiB, heapUsedMiB }) =>
      `  ${cell(journeys, 8)}${cell(rssMiB.toFixed(1), 12)}${cell(heapUsedMiB.toFixed(1), 12)}`,
  ),
];

/** @returns the results for people */
export function table(results: EngineResult[]): string {
  return results
    .map((result) =>
      [
        `${result.database}: ${result.journeys} journeys of two people, ${result.concurrency} at a ` +
          `time, ${result.journeysPerSecond} a second`,
        ...actionRows(result),
        ...memoryRows(result),
      ].join('\n'),
    )
    .join('\n\n');
}

/** @returns the records part for people; empty when there was none */
export function recordsTable(report: RecordsReport | null): string {
  if (!report) return '';
  const parts = report.sizes.map(({ people, databaseMiB, fillSeconds, seed, actions }) =>
    [
      `Records of ${people} people, ten years each (${databaseMiB} MiB, filled in ` +
        `${fillSeconds} s, seed ${seed})`,
      ...actionRows({ actions }),
    ].join('\n'),
  );
  const ratios = Object.entries(report.p99Ratio).map(
    ([action, ratio]) => `  ${action.padEnd(28)}${cell(ratio.toFixed(2), 10)}`,
  );
  return [...parts, ['p99, largest ÷ smallest', ...ratios].join('\n')].join('\n\n');
}

/** @returns the audit part for people; empty when there was none */
export function auditTable(bench: AuditBench | null): string {
  if (!bench) return '';
  return bench.audit
    .map(({ database, append, verify }) =>
      [
        `${database}: what the audit costs a payment (${append.transactions} with it and as many ` +
          `without, in turn, ${append.concurrency} at a time)`,
        `  with, p50 / mean ms      ${append.with.p50Ms} / ${append.with.meanMs}`,
        `  without, p50 / mean ms   ${append.without.p50Ms} / ${append.without.meanMs}`,
        `  audit.appendOverhead     ${append.overhead} (p50 ${append.overheadP50})`,
        `  ${verify.entries} entries of ${verify.chains} chains, ${verify.checkpoints} checkpoints: ` +
          `verified in ${verify.runsMs.join(', ')} ms (${verify.cpuMs} ms of this process), ${verify.maxRssMiB} MiB at most`,
        `  audit.verifyPerSecond    ${verify.perSecond}`,
      ].join('\n'),
    )
    .join('\n\n');
}

/** @returns the consent part for people; empty when there was none */
export function consentTable(report: ConsentReport | null): string {
  if (!report) return '';
  const { consents, people, databaseMiB, fillSeconds, seed, actions } = report;
  return [
    `Looks by ${consents} consents among ${people} people (${databaseMiB} MiB, filled in ` +
      `${fillSeconds} s, seed ${seed})`,
    ...actionRows({ actions }),
  ].join('\n');
}
