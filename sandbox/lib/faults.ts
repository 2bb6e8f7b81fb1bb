import { setTimeout as wait } from 'node:timers/promises';
import {
  type FaultDecision,
  type FaultRequest,
  type FaultRule,
  type Faults,
  type Journal,
  type SandboxClock,
} from './host';
import { minuteMs } from './time';

/** No switch may hold a connection longer than this. */
export const faultDelayMaxMs = 60_000;
export const faultTimesMax = 10_000;
/** A week of business time. */
export const faultMinutesMax = 10_080;

const keyOf = (rule: Pick<FaultRule, 'system' | 'operation' | 'kind'>): string =>
  `${rule.system}/${rule.operation}/${rule.kind}`;

const fits = (wanted: string, actual: string): boolean => wanted === '*' || wanted === actual;

function assertBounds({ times, delayMs, forMinutes }: FaultRequest): void {
  if (times < 1 || times > faultTimesMax) throw new RangeError('times: 1 to 10000');
  if (delayMs < 0 || delayMs > faultDelayMaxMs) throw new RangeError('delayMs: 0 to 60000');
  if (forMinutes !== undefined && (forMinutes < 1 || forMinutes > faultMinutesMax)) {
    throw new RangeError('forMinutes: 1 to 10080');
  }
}

/** The fault switches; they and what is left of them survive a restart. */
export function openFaults(journal: Journal, clock: Pick<SandboxClock, 'now'>): Faults {
  const store = journal.store<FaultRule>('faults');

  /** Rules that are not over; those that are go away here, so that no timer is needed. */
  const live = (): FaultRule[] =>
    store.values().filter((rule) => {
      if (rule.until === undefined || clock.now() < rule.until) return true;
      store.delete(keyOf(rule));
      return false;
    });

  const take = (system: string, operation: string): FaultDecision => {
    const rule = live().find(
      (each) => fits(each.system, system) && fits(each.operation, operation),
    );
    if (!rule) return { kind: 'none', delayMs: 0 };
    const decision = { kind: rule.kind, delayMs: rule.delayMs };
    if (rule.until !== undefined) return decision;
    if (rule.times > 1) store.set(keyOf(rule), { ...rule, times: rule.times - 1 });
    else store.delete(keyOf(rule));
    return decision;
  };

  return {
    before: async (system, operation) => {
      const decision = take(system, operation);
      if (decision.kind === 'delay') await wait(decision.delayMs);
      return decision;
    },
    add: (request) => {
      assertBounds(request);
      const { forMinutes, ...rule } = request;
      const until = forMinutes === undefined ? undefined : clock.now() + forMinutes * minuteMs;
      store.set(keyOf(rule), { ...rule, ...(until !== undefined && { until }) });
    },
    clear: () => {
      for (const [key] of store.entries()) store.delete(key);
    },
    list: live,
  };
}
