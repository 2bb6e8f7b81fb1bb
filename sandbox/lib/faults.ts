import { setTimeout as wait } from 'node:timers/promises';
import { type FaultDecision, type FaultRule, type Faults, type Journal } from './host';

/** No switch may hold a connection longer than this. */
export const faultDelayMaxMs = 60_000;
export const faultTimesMax = 10_000;

const keyOf = (rule: Pick<FaultRule, 'system' | 'operation' | 'kind'>): string =>
  `${rule.system}/${rule.operation}/${rule.kind}`;

const fits = (wanted: string, actual: string): boolean => wanted === '*' || wanted === actual;

/** The fault switches; they and their remaining counts survive a restart. */
export function openFaults(journal: Journal): Faults {
  const store = journal.store<FaultRule>('faults');

  const take = (system: string, operation: string): FaultDecision => {
    const rule = store
      .values()
      .find((each) => fits(each.system, system) && fits(each.operation, operation));
    if (!rule) return { kind: 'none', delayMs: 0 };
    if (rule.times > 1) store.set(keyOf(rule), { ...rule, times: rule.times - 1 });
    else store.delete(keyOf(rule));
    return { kind: rule.kind, delayMs: rule.delayMs };
  };

  return {
    before: async (system, operation) => {
      const decision = take(system, operation);
      if (decision.kind === 'delay') await wait(decision.delayMs);
      return decision;
    },
    add: (rule) => {
      if (rule.times < 1 || rule.times > faultTimesMax) throw new RangeError('times: 1 to 10000');
      if (rule.delayMs < 0 || rule.delayMs > faultDelayMaxMs) {
        throw new RangeError('delayMs: 0 to 60000');
      }
      store.set(keyOf(rule), rule);
    },
    clear: () => {
      for (const [key] of store.entries()) store.delete(key);
    },
    list: () => store.values(),
  };
}
