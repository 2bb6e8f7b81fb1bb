/** How far an organisation may go in what it asks a person for: its agreement, and the city's rules. */
import { type ConsentPolicy, levelLimitsOf, purposeRuleOf } from '../policy/consent';
import { type Agreement, earliestDay } from './consent-decision';
import { type ConsentLevel, type FieldLevels, highestLevel } from './consent-fields';
import type { ConsentPurpose, ConsentScope, Frequency, WiderPart } from './consent-scope';
import { addDays } from './dates';
import type { IsoDate } from './facts';

export interface RequestFacts {
  agreement: Pick<Agreement, 'fields' | 'modes' | 'maxLevel'>;
  levels: FieldLevels;
  policy: ConsentPolicy;
  purpose: ConsentPurpose;
  today: IsoDate;
}

/** A part of a scope that cannot be asked for, and why, for the clerk. */
export interface Excess {
  part: WiderPart;
  message: string;
}

/**
 * Compares what is asked for with what may be asked for.
 *
 * @param scope with two days that `wrongDay` let pass
 * @returns every part that goes too far, in the order of the form; empty when it may be asked
 */
export function excessParts(scope: ConsentScope, facts: RequestFacts): Excess[] {
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
  { policy, purpose, today }: RequestFacts,
): (Excess | false)[] {
  const limits = levelLimitsOf(policy, level);
  const earliest = earliestDay(policy, purpose, level, today);
  const latest = addDays(today, limits.maxValidDays);
  const { validDays, retentionDays, frequency } = scope;
  const rarest = [limits.frequency, purposeRuleOf(policy, purpose).frequency].filter(
    (each) => each !== null,
  );
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
    rarest.some((limit) => isMoreOften(frequency, limit, validDays)) && {
      part: 'frequency',
      message: '查看次数超过了规定',
    },
    retentionDays > policy.maxRetentionDays && {
      part: 'retentionDays',
      message: `结案后最多保留 ${policy.maxRetentionDays} 天`,
    },
  ];
}

/**
 * Whether looks as asked would be more, over the life of the consent, than a limit lets through.
 * A wish that is told to a person shall not promise the organisation what is then refused.
 */
function isMoreOften(asked: Frequency, limit: Frequency, validDays: number): boolean {
  const daysOf = ({ unit }: Frequency): number =>
    Math.min({ DAY: 1, WEEK: 7, MONTH: 30, TOTAL: validDays }[unit], validDays);
  // so many in so many days, compared without fractions
  return asked.limit * daysOf(limit) > limit.limit * daysOf(asked);
}
