import { Descriptions } from 'antd';
import type { ConsentField } from '@yibao/shared/rules/consent-fields';
import {
  billPartNames,
  billPartTitles,
  lookFacts,
  settlementTitles,
  treatmentDaysText,
} from '@yibao/shared/rules/look-words';
import { settlementKindInfo } from '@yibao/shared/rules/settlement';
import { yesNo, yuan } from '../../services/format';
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

type Titled = keyof typeof settlementTitles;
const text = (field: Titled, of: Column['text']): Column => ({
  field,
  title: settlementTitles[field],
  isAmount: false,
  text: of,
});
const amount = (field: 'totalFen' | 'fundFen' | 'accountFen' | 'cashFen'): Column => ({
  field,
  title: settlementTitles[field],
  isAmount: true,
  text: (row) => yuan(row[field]),
});

const columns: Column[] = [
  text('settlementNo', (row) => row.settlementNo ?? '—'),
  text('settledOn', (row) => row.settledOn ?? '—'),
  text('kind', kindText),
  text('institutionName', (row) => row.institutionName ?? '—'),
  text('treatmentDays', (row) => treatmentDaysText(row) || '—'),
  text('isRefund', (row) => yesNo(row.isRefund)),
  amount('totalFen'),
  amount('fundFen'),
  amount('accountFen'),
  amount('cashFen'),
];

/** @returns the columns of what was shown, in the order of the paper */
export const columnsOf = (answer: ShownAnswer): Column[] =>
  columns.filter(({ field }) => answer.fields.includes(field));

export const hasBillParts = (answer: ShownAnswer): boolean => answer.fields.includes('billParts');

/** @returns 「起付线 300.00」 each; empty where the settlement has none */
export function billPartTexts({ billParts }: Settlement): string[] {
  if (!billParts) return [];
  return billPartNames.map((name) => `${billPartTitles[name]} ${yuan(billParts[name])}`);
}

export const Facts = ({ answer }: { answer: ShownAnswer }) => (
  <Descriptions
    size="small"
    column={2}
    bordered
    style={{ marginBottom: 12 }}
    styles={{ label: { width: 150 } }}
    items={lookFacts(answer).map(({ label, text }) => ({ key: label, label, children: text }))}
  />
);
