import { Descriptions } from 'antd';
import type { ConsentField } from '@yibao/shared/rules/consent-fields';
import { settlementKindInfo } from '@yibao/shared/rules/settlement';
import { count, dateTime, yesNo, yuan } from '../../services/format';
import type { Settlement, ShownAnswer } from './look-state';

/** A column of settlements, there only when its field was asked for and granted. */
export interface Column {
  field: ConsentField;
  title: string;
  isAmount: boolean;
  text: (row: Settlement) => string;
}

const kindText = ({ kind }: Settlement): string =>
  kind === undefined ? '—' : settlementKindInfo[kind].label;

const columns: Column[] = [
  {
    field: 'settlementNo',
    title: '结算单编号',
    isAmount: false,
    text: (r) => r.settlementNo ?? '—',
  },
  { field: 'settledOn', title: '结算日期', isAmount: false, text: (r) => r.settledOn ?? '—' },
  { field: 'kind', title: '类别', isAmount: false, text: kindText },
  {
    field: 'institutionName',
    title: '医院或药店',
    isAmount: false,
    text: (r) => r.institutionName ?? '—',
  },
  {
    field: 'treatmentDays',
    title: '看病起止',
    isAmount: false,
    text: (r) => `${r.treatedFrom ?? '—'} 至 ${r.treatedTo ?? '—'}`,
  },
  { field: 'isRefund', title: '退费', isAmount: false, text: (r) => yesNo(r.isRefund) },
  { field: 'totalFen', title: '总费用', isAmount: true, text: (r) => yuan(r.totalFen) },
  { field: 'fundFen', title: '医保报销', isAmount: true, text: (r) => yuan(r.fundFen) },
  { field: 'accountFen', title: '个人账户', isAmount: true, text: (r) => yuan(r.accountFen) },
  { field: 'cashFen', title: '自己付', isAmount: true, text: (r) => yuan(r.cashFen) },
];

/** @returns the columns of what was shown, in the order of the paper */
export const columnsOf = (answer: ShownAnswer): Column[] =>
  columns.filter(({ field }) => answer.fields.includes(field));

export const hasBillParts = (answer: ShownAnswer): boolean => answer.fields.includes('billParts');

const partLabels = {
  deductibleFen: '起付线',
  fullSelfPayFen: '全自费',
  overLimitFen: '超限价自费',
  preSelfPayFen: '先行自付',
  inScopeFen: '符合政策范围',
  basicFundFen: '基本医保',
  seriousIllnessFen: '大病保险',
  medicalAidFen: '医疗救助',
} as const;

/** @returns 「起付线 300.00」 each; empty where the settlement has none */
export function billPartTexts({ billParts }: Settlement): string[] {
  if (!billParts) return [];
  const names = Object.keys(partLabels) as (keyof typeof partLabels)[];
  return names.map((name) => `${partLabels[name]} ${yuan(billParts[name])}`);
}

/** @returns name and value of everything that was shown once: person and cover */
export function factsOf({ person, cover, asOf }: ShownAnswer): { label: string; text: string }[] {
  const periods = cover.coverPeriods?.map(({ from, to }) => `${from} 至 ${to}`).join('；');
  const facts: [string, string | undefined][] = [
    ['姓名', person.fullName ?? person.nameMasked],
    ['证件号码', person.documentNumber ?? person.documentMasked],
    ['今年参保', cover.insured === undefined ? undefined : yesNo(cover.insured)],
    ['缴费年度', cover.paidYears?.map(String).join('、')],
    ['可以报销的时间', periods],
    ['结算记录截至', asOf === null ? undefined : dateTime(asOf)],
  ];
  return facts.flatMap(([label, text]) =>
    text === undefined ? [] : [{ label, text: text === '' ? '没有' : text }],
  );
}

/** @returns 「共 12 笔，总费用 1,234.00 元 …」; null where nothing of settlements was shown */
export function sumsText({ sums }: ShownAnswer): string | null {
  if (!sums) return null;
  const parts: [string, number | null][] = [
    ['总费用', sums.totalFen],
    ['医保报销', sums.fundFen],
    ['自己付', sums.cashFen],
  ];
  const amounts = parts.flatMap(([label, fen]) =>
    fen === null ? [] : [`${label} ${yuan(fen)} 元`],
  );
  return [`共 ${count(sums.count)} 笔`, ...amounts].join('，');
}

export const Facts = ({ answer }: { answer: ShownAnswer }) => (
  <Descriptions
    size="small"
    column={2}
    bordered
    style={{ marginBottom: 12 }}
    styles={{ label: { width: 150 } }}
    items={factsOf(answer).map(({ label, text }) => ({ key: label, label, children: text }))}
  />
);
