import { type CallLog, type SandboxClock, type SandboxHost } from './host';
import { hourMs } from './time';

interface ScheduledRun {
  at: number;
  run: () => void | Promise<void>;
}

/** More than this many waiting entries means that an owner forgets to clean up. */
const entriesMax = 100_000;
/** After so many runs in one sweep the event loop gets its turn. */
const runsPerSweepMax = 200;

/**
 * Runs things when business time reaches them: one real timer for the earliest entry, and a new
 * look at every jump of the clock. It never keeps the process alive.
 */
export function createScheduler(
  clock: SandboxClock,
  calls: CallLog,
): Pick<SandboxHost, 'schedule' | 'unschedule'> & { close: () => void } {
  const entries = new Map<string, ScheduledRun>();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const runOne = async (entry: ScheduledRun): Promise<void> => {
    try {
      await entry.run();
    } catch {
      calls.record({ system: 'sandbox', operation: 'schedule', outcome: 'scheduled failure' });
    }
  };

  const sweep = (): void => {
    const due = [...entries]
      .filter(([, entry]) => entry.at <= clock.now())
      .sort(([, a], [, b]) => a.at - b.at)
      .slice(0, runsPerSweepMax);
    for (const [key, entry] of due) {
      // An earlier run of this sweep may have replaced or forgotten this one.
      if (entries.get(key) !== entry) continue;
      entries.delete(key);
      void runOne(entry);
    }
    arm();
  };

  const arm = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (closed || entries.size === 0) return;
    let earliest = Infinity;
    for (const entry of entries.values()) earliest = Math.min(earliest, entry.at);
    const waitMs = Math.min(Math.max(earliest - clock.now(), 0), hourMs);
    timer = setTimeout(sweep, waitMs).unref();
  };

  const stopListening = clock.onMove(arm);
  return {
    schedule: (at, key, run) => {
      if (!entries.has(key) && entries.size >= entriesMax) throw new Error('schedule is full');
      entries.set(key, { at, run });
      arm();
    },
    unschedule: (key) => {
      if (entries.delete(key)) arm();
    },
    close: () => {
      closed = true;
      stopListening();
      entries.clear();
      arm();
    },
  };
}
