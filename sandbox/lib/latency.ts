import { setTimeout as wait } from 'node:timers/promises';
import { type Journal, type Latency } from './host';

export const latencyMaxMs = 5_000;

/** The registries' own slowness; a setting that survives a restart. */
export function openLatency(journal: Journal): Latency {
  const store = journal.store<{ ms: number }>('latency');
  const current = (): number => store.get('latency')?.ms ?? 0;
  return {
    get ms() {
      return current();
    },
    set: (ms) => {
      if (!Number.isInteger(ms) || ms < 0 || ms > latencyMaxMs) {
        throw new RangeError('latency: 0 to 5000 ms');
      }
      store.set('latency', { ms });
    },
    pass: async () => {
      const ms = current();
      if (ms > 0) await wait(ms);
    },
  };
}
