import type { Output } from '@yibao/shared/contracts';

type Rule = Output<'enrollment.get'>['rules'][number];

/** Every rule that somebody's answer rests on, once however many people it applies to. */
export function rulesOf(holders: readonly { rules: readonly Rule[] }[]): Rule[] {
  const rules = holders.flatMap((holder) => holder.rules);
  return [...new Map(rules.map((rule) => [rule.id, rule])).values()];
}
