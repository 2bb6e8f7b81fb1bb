/** What `npm run audit:verify` is asked for, and what it says. */
import { parseArgs } from 'node:util';
import { formatChineseDateTime } from '@yibao/shared/rules/dates';
import { type Damage, type Finding } from '../lib/audit/verify/findings';
import { type AuditReport } from '../lib/audit/verify/verify';
import { BooksError } from './open-books';

export interface AuditRequest {
  json: boolean;
  /** This chain alone, e.g. `person:<id>`. */
  chain: string | undefined;
}

const usage = '用法 / usage: npm run audit:verify -- [--json] [--chain person:<id>]';
const chainPattern =
  /^(person|account):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^system:[A-Za-z]+(\.[\w-]+)?$/;

const refuse = (chinese: string, english: string): BooksError =>
  new BooksError(`${chinese} / ${english}\n${usage}`);

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { json: { type: 'boolean', default: false }, chain: { type: 'string' } },
    }).values;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    const [why = ''] = message.split('\n');
    throw refuse('看不懂这个命令', `not understood: ${why}`);
  }
}

/** @throws BooksError what is wrong with it, in Chinese and English, and how it is meant */
export function readRequest(args: string[]): AuditRequest {
  const { json, chain } = parse(args);
  if (chain !== undefined && !chainPattern.test(chain)) {
    throw refuse('--chain 不是链的名字', '--chain is no name of a chain');
  }
  return { json, chain };
}

const damages: Record<Damage, string> = {
  changed: '被改过',
  missing: '被删去',
  inserted: '是后来加进去的',
  outOfOrder: '顺序被换过',
  truncated: '及以后的都没有了',
  headMoved: '链头被动过',
  headMissing: '链头没有了',
  chainMissing: '整条链都没有了',
  contradicted: '和业务记录说的不一样',
  checkpointMissing: '没有了',
  checkpointAltered: '被改过',
};

function findingLine({ what, chain, seq, checkpoint, why }: Finding): string {
  if (chain === null) return `  检查点 ${checkpoint ?? '—'} ${damages[what]}（${why}）`;
  return `  ${chain} 第 ${seq ?? '—'} 条 ${damages[what]}（${why}）`;
}

/** How long it took, in wall milliseconds. */
export function reportText(report: AuditReport, ms: number): string {
  const { entries, chains, checkpoints, lastCheckpoint, broken, findings } = report;
  const perSecond = Math.round((entries / Math.max(1, ms)) * 1000);
  const covered = lastCheckpoint
    ? `，最后一个是第 ${lastCheckpoint.number} 个，${formatChineseDateTime(lastCheckpoint.at)}`
    : '';
  return [
    `审计记录 ${entries} 条，${chains} 条链；检查点 ${checkpoints} 个${covered}`,
    `用时 ${(ms / 1000).toFixed(1)} 秒，每秒 ${perSecond} 条`,
    ...findings.map(findingLine),
    ...(broken > findings.length ? [`  还有 ${broken - findings.length} 处`] : []),
    broken === 0 ? '全部相符。' : `不相符：${broken} 处。`,
  ].join('\n');
}
