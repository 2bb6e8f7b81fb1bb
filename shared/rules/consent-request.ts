/** Whether a scope goes too far: what is asked for, and what is granted, by agreement and policy. */
import { levelLimitsOf, purposeRuleOf } from '../policy/consent';
import { earliestDay } from './consent-decision';
import { type ConsentLevel, highestLevel } from './consent-fields';
import type { ScopeBounds } from './consent-limits';
import {
  type ConsentScope,
  type Frequency,
  frequencyUnitLabels,
  type WiderPart,
} from './consent-scope';
import { addDays } from './dates';

/** A part of a scope that goes too far, and why. */
export interface Excess {
  part: WiderPart;
  message: string;
}

/**
 * Compares a scope with what anybody may ask for or grant. How often is not compared: whatever is
 * granted, the level's and the purpose's own limits are counted besides.
 *
 * @param scope with two days that `wrongDay` let pass
 * @returns every part that goes too far; empty when it stands. A level is exceeded by its fields
 */
export function excessParts(scope: ConsentScope, facts: ScopeBounds): Excess[] {
  const { agreement, levels } = facts;
  const level = highestLevel(scope.fields, levels);
  if (level === null) return [{ part: 'fields', message: '有一项内容不在可以查看的目录里' }];
  const beyondAgreement: (Excess | false)[] = [
    !scope.fields.every((field) => agreement.fields.includes(field)) && {
      part: 'fields',
      message: '有一项内容不在机构的协议里',
    },
    level > agreement.maxLevel && {
      part: 'fields',
      message: `有一项内容的敏感级别是 ${level} 级，协议最高到 ${agreement.maxLevel} 级`,
    },
    !scope.modes.every((mode) => agreement.modes.includes(mode)) && {
      part: 'modes',
      message: '有一种使用方式不在机构的协议里',
    },
  ];
  return [...beyondAgreement, ...beyondPolicy(scope, level, facts)].filter(
    (each): each is Excess => each !== false,
  );
}

function beyondPolicy(
  scope: ConsentScope,
  level: ConsentLevel,
  { policy, purpose, today }: ScopeBounds,
): (Excess | false)[] {
  const limits = levelLimitsOf(policy, level);
  const earliest = earliestDay(policy, purpose, level, today);
  const latest = addDays(today, limits.maxValidDays);
  const { validDays, retentionDays } = scope;
  return [
    scope.dataFrom < earliest && {
      part: 'dataFrom',
      message: `这些内容最早只能查到 ${earliest}`,
    },
    scope.dataTo > latest && { part: 'dataTo', message: `结束日期最晚是 ${latest}` },
    validDays > limits.maxValidDays && {
      part: 'validDays',
      message: `这些内容的授权最长 ${limits.maxValidDays} 天`,
    },
    retentionDays > policy.maxRetentionDays && {
      part: 'retentionDays',
      message: `结案后最多保留 ${policy.maxRetentionDays} 天`,
    },
  ];
}

/**
 * The same for what an organisation asks for, how often it asks to look included: a wish that is told
 * to a person shall not promise the organisation what is then refused. What the person makes of it,
 * e.g. as many looks in fewer days, is not held against them.
 */
export function excessOfRequest(scope: ConsentScope, facts: ScopeBounds): Excess[] {
  const excess = excessParts(scope, facts);
  const level = highestLevel(scope.fields, facts.levels);
  if (level === null) return excess;
  const { policy, purpose } = facts;
  const limits = [
    { what: '这项用途', limit: purposeRuleOf(policy, purpose).frequency },
    { what: '按要看的内容里最敏感的一项', limit: levelLimitsOf(policy, level).frequency },
  ];
  const { frequency, validDays } = scope;
  const exceeded = limits.flatMap(({ what, limit }) => {
    if (!limit || !isMoreOften(frequency, limit, validDays)) return [];
    return [`${what}，最多${frequencyUnitLabels[limit.unit]}查看 ${limit.limit} 次`];
  });
  if (exceeded.length === 0) return excess;
  return [...excess, { part: 'frequency', message: exceeded.join('；') }];
}

/** Whether looks as asked would be more, over the life of the consent, than a limit lets through. */
function isMoreOften(asked: Frequency, limit: Frequency, validDays: number): boolean {
  const daysOf = ({ unit }: Frequency): number =>
    Math.min({ DAY: 1, WEEK: 7, MONTH: 30, TOTAL: validDays }[unit], validDays);
  // so many in so many days, compared without fractions
  return asked.limit * daysOf(limit) > limit.limit * daysOf(asked);
}
