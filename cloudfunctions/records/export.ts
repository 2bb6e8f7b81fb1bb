import { contributionStandingLabels } from '@yibao/shared/rules/contribution-comparison';
import { formatChineseDateTime } from '@yibao/shared/rules/dates';
import { csvText } from '@yibao/shared/rules/csv';
import { fenToSignedYuanText, fenToYuanText } from '@yibao/shared/rules/money';
import { recordKindLabels } from '@yibao/shared/rules/record-grant-states';
import { settlementKindInfo } from '@yibao/shared/rules/settlement';
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
} from './exporting';

const yuan = (fen: number | undefined): string => (fen === undefined ? '' : fenToYuanText(fen));

function coverRows(covers: Covers): string[][] {
  return [
    ['参保年度', '险种', '状态', '待遇开始', '待遇结束', '等待期到', '连续参保年数', '说明'],
    ...covers.map((each) => [
      String(each.coverageYear),
      each.insurance ? insuranceWords[each.insurance] : '',
      coverStateWords[each.state],
      each.period?.from ?? '',
      each.period?.to ?? '',
      each.waitingUntil ?? '',
      String(each.continuousYears),
      each.sentence,
    ]),
  ];
}

function paymentRows(payments: Payments): string[][] {
  return [
    [
      '参保年度',
      '对照',
      '这里缴的金额（元）',
      '这里缴的日期',
      '这里的编号',
      '医保系统的金额（元）',
      '医保系统的日期',
      '医保系统的编号',
      '缴费地',
      '险种',
    ],
    ...payments.map(({ coverageYear, standing, ours, theirs }) => [
      String(coverageYear),
      contributionStandingLabels[standing],
      yuan(ours?.amountFen),
      day(ours?.paidAt),
      ours?.reference ?? '',
      yuan(theirs?.amountFen),
      day(theirs?.paidAt),
      theirs?.reference ?? '',
      theirs?.placeName ?? '',
      theirs ? insuranceWords[theirs.insurance] : '',
    ]),
  ];
}

function settlementRows(settlements: Settlements): string[][] {
  return [
    [
      '结算时间',
      '医疗机构',
      '类别',
      '退费',
      '总费用（元）',
      '医保基金付（元）',
      '个人账户付（元）',
      '个人现金付（元）',
      '结算编号',
    ],
    ...settlements.map((each) => [
      formatChineseDateTime(each.settledAt),
      each.institutionName,
      settlementKindInfo[each.kind].label,
      each.isRefund ? '是' : '',
      fenToSignedYuanText(each.totalFen),
      fenToSignedYuanText(each.fundFen),
      fenToSignedYuanText(each.accountFen),
      fenToSignedYuanText(each.cashFen),
      each.settlementNo,
    ]),
  ];
}

function rowsOf(records: RecordLines): string[][] {
  switch (records.kind) {
    case 'covers':
      return coverRows(records.lines);
    case 'payments':
      return paymentRows(records.lines);
    case 'settlements':
      return settlementRows(records.lines);
  }
}

/** The file: whose it is (in clear only one's own name), how fresh, then the table. */
export function exportText(found: RecordExport): string {
  const { person, records, asOf, now } = found;
  const fresh = asOf === null ? '还没有查到' : formatChineseDateTime(asOf);
  return csvText([
    [recordKindLabels[records.kind]],
    ['姓名', exportedName(found), '证件号码', person.documentMasked],
    ['医保系统的数据截至', fresh, '保存时间', formatChineseDateTime(now)],
    ...rowsOf(records),
  ]);
}
