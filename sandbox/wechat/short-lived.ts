import { type DurableMap } from '../lib/host';
import { minuteMs } from '../lib/time';

/**
 * Keeps a store of short-lived things from growing: looks through it once a minute at most.
 *
 * @param isOver whether a value may be forgotten at that real time (epoch ms)
 * @returns what to call, with the real time, before each write
 */
export function createSweeper<T>(
  store: DurableMap<T>,
  isOver: (value: T, wallNow: number) => boolean,
): (wallNow: number) => void {
  let nextSweepAt = 0;
  return (wallNow) => {
    if (wallNow < nextSweepAt) return;
    nextSweepAt = wallNow + minuteMs;
    for (const [key, value] of store.entries()) if (isOver(value, wallNow)) store.delete(key);
  };
}
