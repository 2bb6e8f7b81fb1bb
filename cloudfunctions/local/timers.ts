import { randomUUID } from 'node:crypto';
import { type SandboxClock } from '@yibao/sandbox/lib/host';
import { minuteMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { timers } from '../jobs/run-jobs';
import { type Runtime } from '../lib/runtime';

const halfHourOf = (now: number): number => Math.floor(now / (30 * minuteMs));

/**
 * Ticks the jobs as CloudBase's timers would, and at once after the sandbox clock was moved.
 * Ticks never overlap: one that comes while another runs is one more run afterwards.
 *
 * @param intervalMs real milliseconds between ticks; 0 for none
 */
export function startTimers(runtime: Runtime, clock: SandboxClock, intervalMs: number) {
  let running: Promise<void> | null = null;
  let wanted = 0;
  let night = shanghaiDate(clock.now());
  let halfHour = halfHourOf(clock.now());

  async function runOnce(): Promise<void> {
    await timers.minute(runtime, randomUUID());
    const today = shanghaiDate(clock.now());
    if (today !== night) {
      night = today;
      await timers.night(runtime, randomUUID());
    }
    const current = halfHourOf(clock.now());
    if (current === halfHour) return;
    halfHour = current;
    await timers.morning(runtime, randomUUID());
  }

  async function runAll(): Promise<void> {
    for (let done = 0; done < wanted;) {
      // everything asked for until now is answered by this one run
      done = wanted;
      await runOnce();
    }
  }

  function tick(): Promise<void> {
    wanted++;
    running ??= runAll().finally(() => {
      running = null;
      wanted = 0;
    });
    return running;
  }

  const interval = intervalMs > 0 ? setInterval(() => void tick(), intervalMs) : null;
  const forget = clock.onMove(() => void tick());
  return {
    tick,
    async stop() {
      if (interval) clearInterval(interval);
      forget();
      await running;
    },
  };
}
