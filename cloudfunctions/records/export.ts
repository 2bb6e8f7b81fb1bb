import { shanghaiDate } from '@yibao/shared/rules/dates';
import { formatChineseDateTime } from '@yibao/shared/rules/dates';
import { csvText } from '@yibao/shared/rules/csv';
import { fenToSignedYuanText, fenToYuanText } from '@yibao/shared/rules/money';
import { recordKindLabels, type RecordKind } from '@yibao/shared/rules/record-grant-states';
import { settlementKindInfo } from '@yibao/shared/rules/settlement';
import { type Output } from '@yibao/shared/contracts';
import { type PersonView } from '../lib/wire';

type Covers = Output<'records.covers'>['covers'];
type Payments = Output<'records.payments'>['payments'];
type Settlements = Output<'records.settlements'>['settlements'];

const coverStates = {
  effective: '可以报销',
  waiting: '等待期',
  upcoming: '还没开始',
  processing: '正在入账',
  pending: '没有缴费',
  ended: '已结束',
  elsewhere: '在别处参保',
  none: '没有参保',
} as const satisfies Record<Covers[number]['state'], string>;

const standings = {
  same: '一致',
  notArrived: '还没入账',
  onlyHere: '只有这里有',
  onlyThere: '只有医保系统有',
  amountDiffers: '金额不同',
  elsewhere: '在别处缴的',
  dueBack: '会退还',
} as const satisfies Record<Payments[number]['standing'], string>;

const insurances = { resident: '城乡居民医保', employee: '职工医保' } as const;
const day = (at: number | undefined): string => (at === undefined ? '' : shanghaiDate(at));
const yuan = (fen: number | undefined): string => (fen === undefined ? '' : fenToYuanText(fen));

export function coverRows(covers: Covers): string[][] {
  return [
    ['参保年度', '险种', '状态', '待遇开始', '待遇结束', '等待期到', '连续参保年数', '说明'],
    ...covers.map((each) => [
      String(each.coverageYear),
      each.insurance ? insurances[each.insurance] : '',
      coverStates[each.state],
      each.period?.from ?? '',
      each.period?.to ?? '',
      each.waitingUntil ?? '',
      String(each.continuousYears),
      each.sentence,
    ]),
  ];
}

export function paymentRows(payments: Payments): string[][] {
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
      standings[standing],
      yuan(ours?.amountFen),
      day(ours?.paidAt),
      ours?.reference ?? '',
      yuan(theirs?.amountFen),
      day(theirs?.paidAt),
      theirs?.reference ?? '',
      theirs?.placeName ?? '',
      theirs ? insurances[theirs.insurance] : '',
    ]),
  ];
}

export function settlementRows(settlements: Settlements): string[][] {
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

/** The file: whose it is (in clear only one's own name), how fresh, then the table. */
export function exportText(
  { person, isOwn, kind }: { person: PersonView; isOwn: boolean; kind: RecordKind },
  { asOf, now }: { asOf: number | null; now: number },
  rows: string[][],
): string {
  const name = isOwn ? person.name : person.nameMasked;
  const fresh = asOf === null ? '还没有查到' : formatChineseDateTime(asOf);
  return csvText([
    [recordKindLabels[kind]],
    ['姓名', name, '证件号码', person.documentMasked],
    ['医保系统的数据截至', fresh, '保存时间', formatChineseDateTime(now)],
    ...rows,
  ]);
}
