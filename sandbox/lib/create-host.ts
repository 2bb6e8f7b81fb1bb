import { buildCity } from '../city/build-city';
import { createCallLog } from './call-log';
import { openClock } from './clock';
import { openFaults } from './faults';
import { type SandboxHost } from './host';
import { openJournal } from './journal';
import { openKeys } from './keys';
import { openLatency } from './latency';
import { createScheduler } from './scheduler';

export interface HostOptions {
  /** Where everything is kept; null keeps it in memory. */
  dataDir: string | null;
  /** Origin of the local server; asked late, because the port may be chosen late. */
  publicUrl: () => string;
  /** Business time of a new data folder: 'YYYY-MM-DD' or RFC 3339. */
  startAt?: string;
  /** How the sandbox calls out; the global fetch when left out. */
  fetch?: typeof fetch;
  /** Real time in epoch ms; Date.now when left out. */
  wallNow?: () => number;
}

/**
 * Opens what all stand-ins share.
 *
 * @throws JournalError, ClockError, or a parse error of the keys file
 */
export function createHost(options: HostOptions): { host: SandboxHost; close: () => void } {
  const journal = openJournal(options.dataDir);
  const clock = openClock(journal, options.startAt, options.wallNow);
  const calls = createCallLog(clock);
  const scheduler = createScheduler(clock, calls);
  const host: SandboxHost = {
    clock,
    journal,
    calls,
    faults: openFaults(journal, clock),
    latency: openLatency(journal),
    keys: openKeys(options.dataDir),
    residents: buildCity(clock.startedAt),
    publicUrl: options.publicUrl,
    notify: options.fetch ?? fetch,
    schedule: scheduler.schedule,
    unschedule: scheduler.unschedule,
  };
  return {
    host,
    close: () => {
      scheduler.close();
      journal.close();
    },
  };
}
