/** What a person lets be seen: they take away from what was asked for and never add to it. */
import type { Input } from '@yibao/shared/contracts';
import {
  type ConsentField,
  type ConsentFieldGroup,
  consentFieldInfo,
  type ConsentLevel,
  highestLevel,
} from '@yibao/shared/rules/consent-fields';
import type { ConsentMode, Frequency } from '@yibao/shared/rules/consent-scope';
import { addDays } from '@yibao/shared/rules/dates';
import type { SettlementKind } from '@yibao/shared/rules/settlement';
import { dayWords } from '../../services/format';
import type { Choice } from '../../components/choice-list';
import { spansMonths } from './period';
import { frequencyWords, keepWords } from './scope-words';
import type { Detail } from './words';

export type Scope = Input<'consent.grant'>['scope'];
export type FieldView = Detail['fields'][number];

/** What can be narrowed, each on a page of its own. */
export const scopeParts = ['fields', 'kinds', 'period', 'often', 'until', 'modes', 'keep'] as const;
export type ScopePart = (typeof scopeParts)[number];

const groupOf = (field: ConsentField): ConsentFieldGroup => consentFieldInfo[field].group;

/** Whether visits are among what is shown: only then do their kinds matter. */
export function hasVisits({ fields }: Pick<Scope, 'fields'>): boolean {
  return fields.some((field) => groupOf(field) === 'settlement');
}

/** The parts that mean something for what is shown. */
export function partsOf(scope: Scope): ScopePart[] {
  const hasDays = scope.fields.some((field) => groupOf(field) !== 'person');
  return scopeParts.filter(
    (part) => (part !== 'kinds' || hasVisits(scope)) && (part !== 'period' || hasDays),
  );
}

/** Whether there is anything to take away in a part. */
export function mayNarrow(part: ScopePart, widest: Scope): boolean {
  const can = {
    fields: widest.fields.length > 1,
    kinds: widest.kinds.length > 1,
    period: spansMonths(widest),
    often: widest.frequency.limit > 1 || widest.frequency.unit !== 'TOTAL',
    until: widest.validDays > 1,
    modes: widest.modes.length > 1,
    keep: widest.retentionDays > 0,
  } satisfies Record<ScopePart, boolean>;
  return can[part];
}

/** `all` in its own order, with or without one. */
function toggled<T>(all: readonly T[], chosen: readonly T[], one: T, on: boolean): T[] {
  return all.filter((each) => (each === one ? on : chosen.includes(each)));
}

export function toggleFields(
  scope: Scope,
  widest: Scope,
  fields: readonly ConsentField[],
  on: boolean,
): Scope {
  const chosen = widest.fields.filter((field) =>
    fields.includes(field) ? on : scope.fields.includes(field),
  );
  return { ...scope, fields: chosen };
}

export function toggleKind(scope: Scope, widest: Scope, kind: SettlementKind, on: boolean): Scope {
  return { ...scope, kinds: toggled(widest.kinds, scope.kinds, kind, on) };
}

/** What a use presupposes: paper is printed from a preview, a preview is of what was looked at. */
const presupposes = {
  VIEW: [],
  PREVIEW: ['VIEW'],
  PRINT: ['VIEW', 'PREVIEW'],
  EXPORT: ['VIEW'],
} as const satisfies Record<ConsentMode, readonly ConsentMode[]>;

const needs = (mode: ConsentMode): readonly ConsentMode[] => presupposes[mode];

/** Without looking there is nothing: who wants that does not consent. */
export function isFixedMode(mode: ConsentMode): boolean {
  return mode === 'VIEW';
}

/** A use with what it needs, or without what needs it. */
export function toggleMode(scope: Scope, widest: Scope, mode: ConsentMode, on: boolean): Scope {
  if (!on && isFixedMode(mode)) return scope;
  const modes = widest.modes.filter((each) => {
    if (on) return each === mode || needs(mode).includes(each) || scope.modes.includes(each);
    return each !== mode && !needs(each).includes(mode) && scope.modes.includes(each);
  });
  return { ...scope, modes };
}

/** Which level each offered field has, by the catalogue in force. */
const levelsOf = (fields: readonly FieldView[]) =>
  Object.fromEntries(fields.map(({ field, level }) => [field, level]));

/** The most sensitive thing in a scope; an unknown field counts as the most sensitive there is. */
export function levelOf(scope: Pick<Scope, 'fields'>, fields: readonly FieldView[]): ConsentLevel {
  return highestLevel(scope.fields, levelsOf(fields)) ?? 3;
}

/** From here on a consent of its own is needed (个人信息保护法 Art. 29). */
export function isSensitive(scope: Pick<Scope, 'fields'>, fields: readonly FieldView[]): boolean {
  return levelOf(scope, fields) >= 2;
}

export interface OftenChoice extends Choice<string> {
  frequency: Frequency;
}

/** As often as was asked, or more rarely. */
export function oftenChoices({ unit, limit }: Frequency): OftenChoice[] {
  const rarer = [2, 1].filter((each) => each < limit).map((each) => ({ unit, limit: each }));
  const inAll = [limit, 3, 1]
    .filter((each) => each <= limit)
    .map((each): Frequency => ({ unit: 'TOTAL', limit: each }));
  const all = [{ unit, limit }, ...rarer, ...inAll].map((frequency) => ({
    value: `${frequency.unit}-${frequency.limit}`,
    label: frequencyWords(frequency),
    frequency,
  }));
  return all.filter(({ value }, n) => all.findIndex((each) => each.value === value) === n);
}

const fewer = (asked: number, usual: readonly number[]): number[] => [
  asked,
  ...usual.filter((each) => each < asked),
];

export interface NumberChoice extends Choice<string> {
  days: number;
}

/** As long as was asked, or shorter. @param today null while the day is not known */
export function untilChoices(validDays: number, today: string | null): NumberChoice[] {
  return fewer(validDays, [180, 90, 30, 7, 1]).map((days) => ({
    value: String(days),
    label: `${days} 天`,
    ...(today === null ? {} : { note: `到 ${dayWords(addDays(today, days))}` }),
    days,
  }));
}

/** To be kept as long as was asked, or shorter. */
export function keepChoices(retentionDays: number): NumberChoice[] {
  return fewer(retentionDays, [90, 30, 7, 0]).map((days) => ({
    value: String(days),
    label: keepWords(days),
    days,
  }));
}

/** What is missing before a scope can be granted; undefined where nothing is. */
export function missingIn(scope: Scope): { part: ScopePart; message: string } | undefined {
  if (scope.fields.length === 0) {
    return { part: 'fields', message: '请至少留一项；一项都不想给，请返回后点「不同意」' };
  }
  if (hasVisits(scope) && scope.kinds.length === 0) {
    return { part: 'kinds', message: '请至少留一类；都不想给，请把看病报销的内容关掉' };
  }
  return undefined;
}

/** As it is sent: kinds of visits have to stand there even where no visit is shown. */
export function completed(scope: Scope, widest: Scope): Scope {
  return scope.kinds.length === 0 ? { ...scope, kinds: widest.kinds } : scope;
}
