import { type ConsentField } from '@yibao/shared/rules/consent-fields';
import {
  billPartNames,
  billPartTitles,
  settlementTitles,
  treatmentDaysText,
} from '@yibao/shared/rules/look-words';
import { settlementKindInfo } from '@yibao/shared/rules/settlement';
import { type SettlementRow } from './read-look';

/** One column of what is taken along on paper or as a file. */
export interface LookColumn {
  title: string;
  isAmount: boolean;
  share: number;
  /** @param money how an amount in fen is written */
  cell: (row: SettlementRow, money: (fen: number) => string) => string;
}

type Titled = keyof typeof settlementTitles;

const text = (field: Titled, share: number, cell: (row: SettlementRow) => string): LookColumn => ({
  title: settlementTitles[field],
  share,
  cell,
  isAmount: false,
});

const amount = (field: 'totalFen' | 'fundFen' | 'accountFen' | 'cashFen'): LookColumn => ({
  title: settlementTitles[field],
  isAmount: true,
  share: 1.1,
  cell: (row, money) => {
    const fen = row[field];
    return fen === undefined ? '' : money(fen);
  },
});

/** The columns of each field, in the order of the words; none for other groups. */
const columnsByField: Partial<Record<ConsentField, readonly LookColumn[]>> = {
  settlementNo: [text('settlementNo', 1.6, (row) => row.settlementNo ?? '')],
  settledOn: [text('settledOn', 1.2, (row) => row.settledOn ?? '')],
  kind: [text('kind', 0.9, ({ kind }) => (kind ? settlementKindInfo[kind].label : ''))],
  institutionName: [text('institutionName', 1.9, (row) => row.institutionName ?? '')],
  treatmentDays: [text('treatmentDays', 1.3, treatmentDaysText)],
  isRefund: [text('isRefund', 0.6, (row) => (row.isRefund ? '是' : ''))],
  totalFen: [amount('totalFen')],
  fundFen: [amount('fundFen')],
  accountFen: [amount('accountFen')],
  cashFen: [amount('cashFen')],
  billParts: billPartNames.map((name) => ({
    title: billPartTitles[name],
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

/**
 * Whole amounts of a bill's parts do not fit beside everything else on one line of paper: they stand
 * below the table, by the number of the line.
 */
export function paperColumnsOf(fields: readonly ConsentField[]): LookColumn[] {
  return columnsOf(fields.filter((field) => field !== 'billParts'));
}
