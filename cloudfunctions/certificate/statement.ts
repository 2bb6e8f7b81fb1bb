import { contributionStandingLabels } from '@yibao/shared/rules/contribution-comparison';
import { formatChineseDateTime } from '@yibao/shared/rules/dates';
import { formatSignedYuan, formatYuan } from '@yibao/shared/rules/money';
import { recordKindLabels } from '@yibao/shared/rules/record-grant-states';
import { settlementKindInfo } from '@yibao/shared/rules/settlement';
import { type Statement } from '../lib/pdf/statement';
import {
  type Covers,
  coverStateWords,
  day,
  exportedName,
  insuranceWords,
  type Payments,
  type RecordExport,
  type RecordLines,
  type Settlements,
} from '../records/exporting';

type Table = Pick<Statement, 'columns' | 'rows'> & { notes: string[] };

const left = (title: string, share: number) => ({ title, share });
const right = (title: string, share: number) => ({ title, share, align: 'right' as const });

const yuan = (fen: number | undefined): string => (fen === undefined ? '' : formatYuan(fen));

function coverTable(covers: Covers): Table {
  return {
    columns: [
      left('年度', 0.9),
      left('险种', 1.5),
      left('状态', 1.1),
      left('待遇享受期', 2.6),
      left('等待期到', 1.3),
      right('连续参保', 1.1),
    ],
    rows: covers.map((each) => [
      String(each.coverageYear),
      each.insurance ? insuranceWords[each.insurance] : '',
      coverStateWords[each.state],
      each.period ? `${each.period.from} 至 ${each.period.to}` : '',
      each.waitingUntil ?? '',
      `${each.continuousYears} 年`,
    ]),
    notes: [],
  };
}

function paymentTable(payments: Payments): Table {
  return {
    columns: [
      left('年度', 0.8),
      left('对照', 1.2),
      right('这里缴的', 1.1),
      right('医保系统的', 1.2),
      left('缴费日期', 1.2),
      left('缴费地、险种', 1.6),
      left('编号', 2),
    ],
    rows: payments.map(({ coverageYear, standing, ours, theirs }) => [
      String(coverageYear),
      contributionStandingLabels[standing],
      yuan(ours?.amountFen),
      yuan(theirs?.amountFen),
      day(ours?.paidAt ?? theirs?.paidAt),
      theirs ? `${theirs.placeName} ${insuranceWords[theirs.insurance]}` : '',
      [ours?.reference, theirs?.reference].filter(Boolean).join(' '),
    ]),
    notes: ['「这里」是医保随身办收到的钱，「医保系统」是医保核心业务系统记下的钱。'],
  };
}

const sumOf = (lines: Settlements, key: 'totalFen' | 'fundFen' | 'accountFen' | 'cashFen') =>
  formatSignedYuan(lines.reduce((sum, line) => sum + line[key], 0));

function settlementTable(settlements: Settlements): Table {
  return {
    columns: [
      left('结算日期', 1.3),
      left('医疗机构', 2),
      left('类别', 0.9),
      right('总费用', 1.1),
      right('医保基金', 1.1),
      right('个人账户', 1.1),
      right('个人现金', 1.1),
    ],
    rows: settlements.map((each) => [
      day(each.settledAt),
      each.institutionName,
      settlementKindInfo[each.kind].label + (each.isRefund ? '（退费）' : ''),
      formatSignedYuan(each.totalFen),
      formatSignedYuan(each.fundFen),
      formatSignedYuan(each.accountFen),
      formatSignedYuan(each.cashFen),
    ]),
    notes:
      settlements.length === 0
        ? []
        : [
            `一共 ${settlements.length} 笔：总费用 ${sumOf(settlements, 'totalFen')}，` +
              `医保基金付 ${sumOf(settlements, 'fundFen')}，个人账户付 ${sumOf(settlements, 'accountFen')}，` +
              `个人现金付 ${sumOf(settlements, 'cashFen')}。退费的一笔算负数。`,
          ],
  };
}

function tableOf(records: RecordLines): Table {
  switch (records.kind) {
    case 'covers':
      return coverTable(records.lines);
    case 'payments':
      return paymentTable(records.lines);
    case 'settlements':
      return settlementTable(records.lines);
  }
}

/**
 * Records as a list on paper. It is a copy for one's own use and says so: it carries neither
 * signature nor code, and what others should believe is issued as a certificate.
 *
 * @param savedBy masked name of whoever saves somebody else's records: it stands across each page
 */
export function statementOf(found: RecordExport, savedBy: string | null): Statement {
  const { person, records, when, asOf, now } = found;
  const savedAt = formatChineseDateTime(now);
  const { columns, rows, notes } = tableOf(records);
  return {
    title: recordKindLabels[records.kind],
    facts: [
      { label: '姓名', value: exportedName(found) },
      { label: '证件号码', value: person.documentMasked },
      { label: '年度', value: when },
      {
        label: '医保系统的数据截至',
        value: asOf === null ? '还没有查到' : formatChineseDateTime(asOf),
      },
    ],
    columns,
    rows,
    emptyText: '没有记录。',
    notes: [...notes, '这份记录供自己查看，不作证明。要给别人看的，请开具参保证明或缴费凭证。'],
    author: '医保随身办',
    createdAt: now,
    footer: `${savedAt} 保存`,
    watermark: savedBy === null ? null : `${savedBy} ${savedAt} 查看`,
  };
}
