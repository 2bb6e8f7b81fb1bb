import { type Journal, type SandboxClock } from './host';
import { parseMoment } from './time';

/** A move the clock refuses, with a sentence for the tester. */
export class ClockError extends Error {
  override name = 'ClockError';
}

interface ClockState {
  /** Business time minus wall time, ms. */
  offsetMs: number;
  /** Business time at which this data folder began, epoch ms. */
  startedAt: number;
}

/** Inside the published 2026 collection window (2025-10-20 to 2025-12-31). */
export const defaultStartAt = '2025-11-20T09:00:00+08:00';
/** Far enough for any waiting period, near enough for four-digit years and safe arithmetic. */
const latestMs = Date.UTC(2100, 0, 1);

/**
 * Opens the business clock of a data folder; the first start sets it to `startAt`, later starts
 * go on from the stored offset.
 *
 * @param startAt 'YYYY-MM-DD' or RFC 3339 with an offset
 * @param wallNow epoch ms of real time
 * @throws ClockError when `startAt` is no moment
 */
export function openClock(
  journal: Journal,
  startAt = defaultStartAt,
  wallNow: () => number = Date.now,
): SandboxClock & { startedAt: number } {
  const store = journal.store<ClockState>('clock');
  const listeners = new Set<(now: number) => void>();
  const initial = (): ClockState => {
    const startedAt = parseMoment(startAt);
    if (startedAt === null) throw new ClockError(`startAt is no moment: ${startAt}`);
    return { offsetMs: startedAt - wallNow(), startedAt };
  };
  let state = store.get('clock') ?? initial();
  if (!store.has('clock')) store.set('clock', state);

  const now = (): number => wallNow() + state.offsetMs;
  const set = (ms: number): void => {
    if (!Number.isSafeInteger(ms) || ms > latestMs) throw new ClockError('这不是一个可用的时间');
    if (ms < now()) throw new ClockError('时钟只能往后拨，不能往回拨');
    state = { ...state, offsetMs: ms - wallNow() };
    store.set('clock', state);
    for (const listener of [...listeners]) listener(now());
  };

  return {
    startedAt: state.startedAt,
    now,
    wallNow,
    set,
    advance: (ms) => {
      if (!Number.isSafeInteger(ms) || ms < 0) throw new ClockError('时钟只能往后拨，不能往回拨');
      set(now() + ms);
    },
    onMove: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
