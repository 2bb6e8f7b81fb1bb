/** How far a consent may go at all: what the organisation's agreement and the city's rules allow. */
import type { ConsentPolicy, OrganisationKind } from '../policy/consent';
import { type Agreement, earliestDay } from './consent-decision';
import { type FieldLevels, highestLevel } from './consent-fields';
import type { ConsentPurpose, ConsentScope, WiderPart } from './consent-scope';
import { addDays, laterOf } from './dates';
import type { IsoDate } from './facts';
import { settlementKinds } from './settlement';

/** What people call each part of a scope. */
export const scopePartLabels = {
  fields: '要看的内容',
  kinds: '看病的类别',
  dataFrom: '开始日期',
  dataTo: '结束日期',
  validDays: '有效天数',
  frequency: '查看次数',
  modes: '使用方式',
  retentionDays: '保存天数',
} as const satisfies Record<WiderPart, string>;

export interface ScopeBounds {
  agreement: Pick<Agreement, 'fields' | 'modes' | 'maxLevel'>;
  levels: FieldLevels;
  policy: ConsentPolicy;
  purpose: ConsentPurpose;
  today: IsoDate;
}

/** Whether an agreement is in force on a day, for a purpose that this kind of organisation may have. */
export function isAgreed(
  agreement: Pick<Agreement, 'isActive' | 'periodFrom' | 'periodTo' | 'purposes'>,
  {
    purpose,
    kind,
    policy,
    today,
  }: Pick<ScopeBounds, 'purpose' | 'policy' | 'today'> & {
    kind: OrganisationKind;
  },
): boolean {
  const rule = policy.purposes.find((each) => each.purpose === purpose);
  return (
    agreement.isActive &&
    agreement.periodFrom <= today &&
    today <= agreement.periodTo &&
    agreement.purposes.includes(purpose) &&
    rule?.organisations.includes(kind) === true
  );
}

/**
 * Compares a scope with what could be allowed by anybody. How often is not compared: whatever is
 * granted, the level's and the purpose's own limits are counted besides.
 *
 * @returns the parts that go beyond; a level is exceeded by its fields
 */
export function partsBeyond(
  scope: ConsentScope,
  { agreement, levels, policy, purpose, today }: ScopeBounds,
): WiderPart[] {
  const level = highestLevel(scope.fields, levels);
  const isAllowed = scope.fields.every((field) => agreement.fields.includes(field));
  const limits = level === null ? undefined : policy.levels[level - 1];
  if (level === null || level > agreement.maxLevel || !isAllowed || !limits) return ['fields'];
  const within: Partial<Record<WiderPart, boolean>> = {
    dataFrom: scope.dataFrom >= earliestDay(policy, purpose, level, today),
    validDays: scope.validDays <= limits.maxValidDays,
    modes: scope.modes.every((mode) => agreement.modes.includes(mode)),
    retentionDays: scope.retentionDays <= policy.maxRetentionDays,
  };
  const parts = Object.keys(within) as WiderPart[];
  return parts.filter((part) => within[part] === false);
}

/**
 * The widest scope that is allowed as a whole, for every purpose of the agreement: its limits are
 * those of the highest level in it. Who leaves the most sensitive fields out may go further.
 *
 * @returns null when the agreement has nothing that could be shown
 */
export function ceilingOf({
  agreement,
  purposes,
  levels,
  policy,
  today,
}: Omit<ScopeBounds, 'purpose'> & {
  purposes: readonly ConsentPurpose[];
}): ConsentScope | null {
  const fields = agreement.fields.filter((field) => {
    const level = levels[field];
    return level !== undefined && level <= agreement.maxLevel;
  });
  const level = highestLevel(fields, levels);
  const limits = level === null ? undefined : policy.levels[level - 1];
  const [first, ...rest] = purposes.map((purpose) =>
    earliestDay(policy, purpose, level ?? 1, today),
  );
  if (!limits || first === undefined || fields.length === 0 || agreement.modes.length === 0) {
    return null;
  }
  return {
    fields: [...fields],
    kinds: [...settlementKinds],
    dataFrom: rest.reduce(laterOf, first),
    dataTo: addDays(today, limits.maxValidDays),
    validDays: limits.maxValidDays,
    frequency: limits.frequency,
    modes: [...agreement.modes],
    retentionDays: policy.maxRetentionDays,
  };
}

/**
 * A request as it can still be granted: days pass between question and answer, and the first day
 * that may be shown moves on with them; a field may have left the catalogue.
 */
export function stillGrantable(
  scope: ConsentScope,
  { levels, policy, purpose, today }: Omit<ScopeBounds, 'agreement'>,
): ConsentScope {
  const fields = scope.fields.filter((field) => levels[field] !== undefined);
  const level = highestLevel(fields, levels) ?? 1;
  const dataFrom = laterOf(scope.dataFrom, earliestDay(policy, purpose, level, today));
  return {
    ...scope,
    fields: fields.length > 0 ? fields : scope.fields,
    dataFrom: dataFrom <= scope.dataTo ? dataFrom : scope.dataFrom,
  };
}
