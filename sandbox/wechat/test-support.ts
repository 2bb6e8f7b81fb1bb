/** A sandbox host for the tests of WeChat and WeChat Pay: the real parts, a wall clock by hand. */
import { buildCity } from '../city/build-city';
import { createCallLog } from '../lib/call-log';
import { openClock } from '../lib/clock';
import { openFaults } from '../lib/faults';
import { openLatency } from '../lib/latency';
import { type SandboxHost, type SandboxKeys } from '../lib/host';
import { openJournal } from '../lib/journal';
import { generateKeys } from '../lib/keys';
import { createScheduler } from '../lib/scheduler';

export const publicUrl = 'http://127.0.0.1:8080';
const pollEveryMs = 5;
const pollForMs = 10_000;

export interface TestHost extends SandboxHost {
  /** Moves real time, as the parts see it; business time moves along. */
  shiftWall(ms: number): void;
  close(): void;
}

interface TestHostOptions {
  dataDir?: string;
  notify?: typeof fetch;
}

let sharedKeys: SandboxKeys | undefined;

/** Keys are made once a test file: two RSA pairs take their time. */
export function createTestHost({ dataDir, notify }: TestHostOptions = {}): TestHost {
  sharedKeys ??= generateKeys();
  let wallShiftMs = 0;
  const journal = openJournal(dataDir ?? null);
  const clock = openClock(journal, undefined, () => Date.now() + wallShiftMs);
  const calls = createCallLog(clock);
  const scheduler = createScheduler(clock, calls);
  return {
    clock,
    journal,
    calls,
    faults: openFaults(journal, clock),
    latency: openLatency(journal),
    keys: sharedKeys,
    residents: buildCity(clock.startedAt),
    publicUrl: () => publicUrl,
    notify: notify ?? (() => Promise.reject(new Error('nobody listens'))),
    schedule: scheduler.schedule,
    unschedule: scheduler.unschedule,
    shiftWall: (ms) => {
      wallShiftMs += ms;
    },
    close: () => {
      scheduler.close();
      journal.close();
    },
  };
}

/** Polls until the condition holds. @throws after ten seconds */
export async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + pollForMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error('the condition never held');
    await new Promise((resolve) => setTimeout(resolve, pollEveryMs));
  }
}

/** A whole form post, as the pages' buttons send it. */
export function formPost(fields: Record<string, string>): RequestInit {
  return { method: 'POST', body: new URLSearchParams(fields) };
}

/** A JSON post. */
export function jsonPost(body: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
}

/** Matchers of jest, typed: theirs are `any`. */
export const anyText = (): unknown => expect.any(String);
export const textLike = (pattern: RegExp | string): unknown => expect.stringMatching(pattern);
