/** What a look shows, in the same words on the screen, on paper and in a file. */
import type { Output } from '../contracts';
import { type ConsentPurpose, consentPurposeInfo } from './consent-scope';
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

/** What is printed, and how it looks before. */
export const paperTitle = '个人医保信息查询单';

/** 「2025-11-02 至 2025-11-09」; one day where it is one, or one alone is known; '' for neither. */
export const treatmentDaysText = ({ treatedFrom, treatedTo }: Settlement): string =>
  [...new Set([treatedFrom, treatedTo])].filter(Boolean).join(' 至 ');

export const billPartNames = Object.keys(billPartTitles) as (keyof typeof billPartTitles)[];

/**
 * The parts of a bill as one line of words, what is nothing left out.
 *
 * @returns 「第 3 笔：起付线 500 元，…」 each; nothing for a bill without parts
 */
export function billPartLines(settlements: readonly Settlement[]): string[] {
  return settlements.flatMap(({ billParts }, index) => {
    if (!billParts) return [];
    const parts = billPartNames
      .filter((name) => billParts[name] !== 0)
      .map((name) => `${billPartTitles[name]} ${formatSignedYuan(billParts[name])}`);
    return parts.length === 0 ? [] : [`第 ${index + 1} 笔：${parts.join('，')}`];
  });
}

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

const insuredText = (insured: Shown['cover']['insured']): string | undefined => {
  if (insured === undefined) return undefined;
  if (insured === null) return '今年不在查询的时间段里，没有给看';
  return insured ? '是' : '否';
};

/** @returns name and value of everything that is shown once: person, cover, how fresh it is */
export function lookFacts({
  person,
  cover,
  asOf,
}: Pick<Shown, 'person' | 'cover' | 'asOf'>): LookFact[] {
  const facts: [label: string, text: string | undefined][] = [
    ['姓名', person.fullName ?? person.nameMasked],
    ['证件号码', person.documentNumber ?? person.documentMasked],
    ['今年参保', insuredText(cover.insured)],
    ['缴费年度', cover.paidYears?.join('、')],
    ['可以报销的时间', cover.coverPeriods?.map(({ from, to }) => `${from} 至 ${to}`).join('；')],
    ['结算记录截至', asOf === null ? undefined : formatChineseDateTime(asOf)],
  ];
  return facts.flatMap(([label, text]) =>
    text === undefined ? [] : [{ label, text: text === '' ? '没有' : text }],
  );
}

/** Who asked whom what for. */
export interface LookFrame {
  organisationName: string;
  purpose: ConsentPurpose;
  caseNo: string | null;
  dataFrom: string;
  dataTo: string;
}

/** What stands above the lines on paper and in a file: who asked what for, and what is said once. */
export function lookHead(
  { organisationName, purpose, caseNo, dataFrom, dataTo }: LookFrame,
  shown: Pick<Shown, 'person' | 'cover' | 'asOf' | 'sums'>,
): LookFact[] {
  const sums = sumsInWords(shown);
  return [
    { label: '查询机构', text: organisationName },
    { label: '用途', text: consentPurposeInfo[purpose].label },
    ...(caseNo === null ? [] : [{ label: '案件编号', text: caseNo }]),
    { label: '查询的时间段', text: `${dataFrom} 至 ${dataTo}` },
    ...lookFacts(shown),
    ...(sums === null ? [] : [{ label: '合计', text: sums }]),
  ];
}
