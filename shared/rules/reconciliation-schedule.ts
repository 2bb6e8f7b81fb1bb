/** When which list of which day is fetched (DOMAIN §3.3: ready from nine, fetched after ten). */
import { addDays, hourMs, shanghaiDate, startOfDay } from './dates';
import type { IsoDate } from './facts';
import type { ReconcileSource, RunState } from './reconciliation';

const fetchAfterMs = 10 * hourMs;
/** A list that could not be had, or left something open, is looked at again for so many days. */
export const daysLookedBack = 7;

export interface PastRun {
  day: IsoDate;
  source: ReconcileSource;
  attempt: number;
  state: RunState;
  unexplained: number | null;
  found: number | null;
  healed: number | null;
  startedAt: number;
}

export interface DueList {
  day: IsoDate;
  source: ReconcileSource;
}

const hasCompared = ({ state }: PastRun): boolean =>
  state === 'explained' || state === 'unexplained';

/** Whether everything the run found has gone; otherwise another look may find more of it gone. */
const isSettled = ({ state, found, healed }: PastRun): boolean =>
  state === 'explained' && found === healed;

/**
 * What is to be fetched now. Yesterday's lists are tried until they have been compared. Older ones
 * are tried too as long as they were never compared, and once a day while something in them waits.
 *
 * @param now epoch ms
 * @param runs all runs of the last days
 * @param since the first day on which anybody paid; null before that
 * @returns the newest day first
 */
export function dueLists(
  now: number,
  sources: readonly ReconcileSource[],
  runs: readonly PastRun[],
  since: IsoDate | null,
): DueList[] {
  const today = shanghaiDate(now);
  const from = startOfDay(today) + fetchAfterMs;
  if (now < from) return [];
  const due: DueList[] = [];
  for (let back = 1; back <= daysLookedBack; back++) {
    const day = addDays(today, -back);
    for (const source of sources) {
      const ofList = runs.filter((run) => run.day === day && run.source === source);
      // before the first payment there are no books to hold a list against
      const isOurs = back === 1 || (since !== null && day >= since);
      if (isOurs && isDue(ofList, from)) due.push({ day, source });
    }
  }
  return due;
}

function isDue(runs: PastRun[], from: number): boolean {
  const [last] = runs.filter(hasCompared).sort((a, b) => b.attempt - a.attempt);
  return !last || (!isSettled(last) && last.startedAt < from);
}
