/** A scope in plain words, a line a part. */
import {
  type ConsentField,
  type ConsentFieldGroup,
  consentFieldInfo,
} from '@yibao/shared/rules/consent-fields';
import {
  type ConsentMode,
  consentModeLabels,
  type Frequency,
  frequencyWords as usualWords,
} from '@yibao/shared/rules/consent-scope';
import {
  type SettlementKind,
  settlementKindInfo,
  settlementKinds,
} from '@yibao/shared/rules/settlement';

export const fieldGroupWords = {
  person: '您是谁',
  cover: '参保和缴费',
  settlement: '看病和报销',
} as const satisfies Record<ConsentFieldGroup, string>;

const groups = ['person', 'cover', 'settlement'] as const satisfies ConsentFieldGroup[];

export interface FieldGroup<T> {
  group: ConsentFieldGroup;
  title: string;
  fields: T[];
}

/** Fields by what they speak of, groups without one left out. */
export function grouped<T extends { field: ConsentField }>(fields: readonly T[]): FieldGroup<T>[] {
  return groups
    .map((group) => ({
      group,
      title: fieldGroupWords[group],
      fields: fields.filter(({ field }) => consentFieldInfo[field].group === group),
    }))
    .filter((each) => each.fields.length > 0);
}

/** A line of a summary; fields stand under what they speak of. */
export interface WordsLine {
  title: string | null;
  text: string;
}

/** 「参保和缴费」: 「今年有没有参保、哪几年缴了费」, a line a group. */
export function fieldLines(fields: readonly ConsentField[]): WordsLine[] {
  return grouped(fields.map((field) => ({ field }))).map(({ title, fields: own }) => ({
    title,
    text: own.map(({ field }) => consentFieldInfo[field].label).join('、'),
  }));
}

export function kindsWords(kinds: readonly SettlementKind[]): string {
  if (kinds.length === settlementKinds.length) return '所有类别';
  return kinds.map((kind) => settlementKindInfo[kind].label).join('、');
}

/** 「每天最多 5 次」, 「一共只能看 1 次」. */
export function frequencyWords(frequency: Frequency): string {
  const { unit, limit } = frequency;
  return unit === 'TOTAL' && limit === 1 ? '一共只能看 1 次' : usualWords(frequency);
}

export function modesWords(modes: readonly ConsentMode[]): string {
  return modes.map((mode) => consentModeLabels[mode]).join('、');
}

/** How long what was seen may be kept after the case is closed. */
export function keepWords(retentionDays: number): string {
  return retentionDays === 0 ? '案件办完当天就要删掉' : `案件办完后最多留 ${retentionDays} 天`;
}
