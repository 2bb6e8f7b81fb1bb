import { type ConsentField } from '@yibao/shared/rules/consent-fields';
import { settlementKindInfo } from '@yibao/shared/rules/settlement';
import { type SettlementRow } from './read-look';

type BillParts = NonNullable<SettlementRow['billParts']>;

const partLabels = {
  deductibleFen: '起付线',
  fullSelfPayFen: '全自费',
  overLimitFen: '超限价自费',
  preSelfPayFen: '先行自付',
  inScopeFen: '范围内',
  basicFundFen: '基本医保',
  seriousIllnessFen: '大病保险',
  medicalAidFen: '医疗救助',
} as const satisfies Record<keyof BillParts, string>;
const partNames = Object.keys(partLabels) as (keyof BillParts)[];

/** One column of what is taken along on paper or as a file. */
export interface LookColumn {
  title: string;
  isAmount: boolean;
  share: number;
  /** @param money how an amount in fen is written */
  cell: (row: SettlementRow, money: (fen: number) => string) => string;
}

type Make = (title: string, share: number, cell: LookColumn['cell']) => LookColumn;
const text: Make = (title, share, cell) => ({ title, share, cell, isAmount: false });

const amount = (title: string, field: 'totalFen' | 'fundFen' | 'accountFen' | 'cashFen') => ({
  title,
  isAmount: true,
  share: 1.1,
  cell: (row: SettlementRow, money: (fen: number) => string) => {
    const fen = row[field];
    return fen === undefined ? '' : money(fen);
  },
});

/** The columns of each field, in the order in which people read a bill; none for other groups. */
const columnsByField: Partial<Record<ConsentField, readonly LookColumn[]>> = {
  settlementNo: [text('结算单编号', 1.6, (row) => row.settlementNo ?? '')],
  settledOn: [text('结算日期', 1.2, (row) => row.settledOn ?? '')],
  treatmentDays: [
    text('起止日期', 1.3, ({ treatedFrom, treatedTo }) =>
      [treatedFrom, treatedTo].filter(Boolean).join(' 至 '),
    ),
  ],
  institutionName: [text('医疗机构', 1.9, (row) => row.institutionName ?? '')],
  kind: [text('类别', 0.9, ({ kind }) => (kind ? settlementKindInfo[kind].label : ''))],
  isRefund: [text('退费', 0.6, (row) => (row.isRefund ? '是' : ''))],
  totalFen: [amount('总费用', 'totalFen')],
  fundFen: [amount('医保基金', 'fundFen')],
  accountFen: [amount('个人账户', 'accountFen')],
  cashFen: [amount('个人现金', 'cashFen')],
  billParts: partNames.map((name) => ({
    title: partLabels[name],
    isAmount: true,
    share: 1,
    cell: ({ billParts }, money) => (billParts ? money(billParts[name]) : ''),
  })),
};

/** @returns the columns of what was asked for; empty where no settlements were */
export function columnsOf(fields: readonly ConsentField[]): LookColumn[] {
  const order = Object.keys(columnsByField) as ConsentField[];
  return order
    .filter((field) => fields.includes(field))
    .flatMap((field) => columnsByField[field] ?? []);
}

/** Whole amounts of a bill's parts do not fit beside everything else on one line of paper. */
export function paperColumnsOf(fields: readonly ConsentField[]): LookColumn[] {
  return columnsOf(fields.filter((field) => field !== 'billParts'));
}

/** The parts of a bill as one line of words: 「起付线 500 元、…」, what is nothing left out. */
export function partsInWords(row: SettlementRow, money: (fen: number) => string): string {
  const { billParts } = row;
  if (!billParts) return '';
  return partNames
    .filter((name) => billParts[name] !== 0)
    .map((name) => `${partLabels[name]} ${money(billParts[name])}`)
    .join('，');
}
