/** What a look shows, in the same words on the screen, on paper and in a file. */
import type { Output } from '../contracts';
import { formatChineseDateTime } from './dates';
import { formatSignedYuan } from './money';

type Shown = Extract<Output<'partner.look'>, { decision: 'shown' }>;
type Settlement = Shown['settlements'][number];

/** The columns of settlements, in the order in which people read a bill. */
export const settlementTitles = {
  settlementNo: '结算单编号',
  settledOn: '结算日期',
  kind: '类别',
  institutionName: '医院或药店',
  treatmentDays: '看病起止',
  isRefund: '退费',
  totalFen: '总费用',
  fundFen: '医保报销',
  accountFen: '个人账户',
  cashFen: '自己付',
} as const;

/** The parts of a bill, in the order of the settlement slip. */
export const billPartTitles = {
  deductibleFen: '起付线',
  fullSelfPayFen: '全自费',
  overLimitFen: '超限价自费',
  preSelfPayFen: '先行自付',
  inScopeFen: '符合政策范围',
  basicFundFen: '基本医保',
  seriousIllnessFen: '大病保险',
  medicalAidFen: '医疗救助',
} as const satisfies Record<keyof NonNullable<Settlement['billParts']>, string>;

/** 「2025-11-02 至 2025-11-09」; one of the two where only one is known; '' for neither. */
export const treatmentDaysText = ({ treatedFrom, treatedTo }: Settlement): string =>
  [treatedFrom, treatedTo].filter(Boolean).join(' 至 ');

/** @returns 「共 12 笔，总费用 1234.00 元，…」; null where nothing of settlements was asked for */
export function sumsInWords({ sums }: Pick<Shown, 'sums'>): string | null {
  if (!sums) return null;
  const parts = (['totalFen', 'fundFen', 'cashFen'] as const).flatMap((field) => {
    const fen = sums[field];
    return fen === null ? [] : [`${settlementTitles[field]} ${formatSignedYuan(fen)}`];
  });
  return [`共 ${sums.count} 笔`, ...parts].join('，');
}

export interface LookFact {
  label: string;
  text: string;
}

/** @returns name and value of everything that is shown once: person, cover, how fresh it is */
export function lookFacts({
  person,
  cover,
  asOf,
}: Pick<Shown, 'person' | 'cover' | 'asOf'>): LookFact[] {
  const facts: [label: string, text: string | undefined][] = [
    ['姓名', person.fullName ?? person.nameMasked],
    ['证件号码', person.documentNumber ?? person.documentMasked],
    ['今年参保', cover.insured === undefined ? undefined : cover.insured ? '是' : '否'],
    ['缴费年度', cover.paidYears?.join('、')],
    ['可以报销的时间', cover.coverPeriods?.map(({ from, to }) => `${from} 至 ${to}`).join('；')],
    ['结算记录截至', asOf === null ? undefined : formatChineseDateTime(asOf)],
  ];
  return facts.flatMap(([label, text]) =>
    text === undefined ? [] : [{ label, text: text === '' ? '没有' : text }],
  );
}
