/** A scope line by line, and beside each what was taken away from what was asked for. */
import { type ConsentScope, widerParts } from '@yibao/shared/rules/consent-scope';
import { addDays } from '@yibao/shared/rules/dates';
import { dayWords } from '../../services/format';
import { periodWords } from './period';
import { type FieldView, partsOf, type Scope, type ScopePart } from './scope';
import {
  fieldLines,
  frequencyWords,
  keepWords,
  kindsWords,
  modesWords,
  type WordsLine,
} from './scope-words';

export const partLabels = {
  fields: '看哪些内容',
  kinds: '看病记录的类别',
  period: '看哪段时间的',
  often: '看几次',
  until: '能看到什么时候',
  modes: '怎么用',
  keep: '看到的能留多久',
} as const satisfies Record<ScopePart, string>;

export interface SummaryLine {
  part: ScopePart;
  label: string;
  value: WordsLine[];
  note: string | undefined;
}

/** What of a scope each part is about. */
const keysOf = {
  fields: ['fields'],
  kinds: ['kinds'],
  period: ['dataFrom', 'dataTo'],
  often: ['frequency'],
  until: ['validDays'],
  modes: ['modes'],
  keep: ['retentionDays'],
} as const satisfies Record<ScopePart, readonly (keyof ConsentScope)[]>;

function isNarrowed(part: ScopePart, scope: Scope, widest: Scope): boolean {
  const keys: readonly (keyof ConsentScope)[] = keysOf[part];
  // what was asked goes beyond what is left: something was taken away
  return widerParts(widest, scope).some((key) => keys.includes(key));
}

function daysWords(validDays: number, today: string | null): string {
  const days = `从您同意起 ${validDays} 天`;
  return today === null ? days : `${days}，到 ${dayWords(addDays(today, validDays))}`;
}

function textOf(part: Exclude<ScopePart, 'fields'>, scope: Scope, today: string | null): string {
  switch (part) {
    case 'kinds':
      return scope.kinds.length === 0 ? '一类也没有' : kindsWords(scope.kinds);
    case 'period':
      return periodWords(scope);
    case 'often':
      return frequencyWords(scope.frequency);
    case 'until':
      return daysWords(scope.validDays, today);
    case 'modes':
      return modesWords(scope.modes);
    case 'keep':
      return keepWords(scope.retentionDays);
  }
}

function valueOf(part: ScopePart, scope: Scope, today: string | null): WordsLine[] {
  if (part !== 'fields') return [{ title: null, text: textOf(part, scope, today) }];
  return scope.fields.length === 0
    ? [{ title: null, text: '一项也没有' }]
    : fieldLines(scope.fields);
}

/** 「含很敏感的：完整姓名、完整证件号码」; undefined where nothing is. */
function verySensitive({ fields }: Scope, views: readonly FieldView[]): string | undefined {
  const found = views.filter(({ field, level }) => level === 3 && fields.includes(field));
  return found.length === 0
    ? undefined
    : `含很敏感的：${found.map(({ label }) => label).join('、')}`;
}

/**
 * @param asked what an organisation asked for, to say what was taken away; null where none did
 * @param views the fields with their levels
 * @param today null while the day is not known, or where the days stand elsewhere
 */
export function summaryOf(
  scope: Scope,
  asked: Scope | null,
  views: readonly FieldView[],
  today: string | null,
): SummaryLine[] {
  return partsOf(scope).map((part) => {
    const notes = [
      part === 'fields' ? verySensitive(scope, views) : undefined,
      asked && isNarrowed(part, scope, asked) ? '您改少了' : undefined,
    ].filter((note) => note !== undefined);
    return {
      part,
      label: partLabels[part],
      value: valueOf(part, scope, today),
      note: notes.length === 0 ? undefined : notes.join('；'),
    };
  });
}
