/**
 * When a case (案件) of an organisation ends by itself: what was seen in it has to be erased some day,
 * so it must not stay open for as long as nobody closes it.
 */
import type { ConsentStatus } from './consent-states';
import { dayMs } from './dates';

/** A consent as far as the end of its case is concerned; moments are epoch milliseconds. */
export interface CaseConsent {
  status: ConsentStatus;
  statusSince: number;
  requestedAt: number;
  wasGranted: boolean;
}

const inForce: readonly ConsentStatus[] = ['active', 'paused'];

/**
 * A case goes on for `openDays` after its last consent ended. Once something was granted, further
 * requests do not prolong it: who asks again and again would keep for ever what they saw. Without any
 * grant nothing was seen, and the last request counts.
 *
 * @param openDays the city's figure (`caseOpenDays`)
 * @returns epoch ms from which the case is to be closed; null as long as something in it is in force
 */
export function caseEndsAt(
  openedAt: number,
  consents: readonly CaseConsent[],
  openDays: number,
): number | null {
  if (consents.some(({ status }) => inForce.includes(status))) return null;
  const granted = consents.filter(({ wasGranted }) => wasGranted);
  const moments =
    granted.length > 0
      ? granted.map(({ statusSince }) => statusSince)
      : consents.map(({ requestedAt }) => requestedAt);
  return Math.max(openedAt, ...moments) + openDays * dayMs;
}

/** Where the erasure of what was seen in a case stands. */
export type ErasureState = 'open' | 'due' | 'overdue' | 'erased' | 'settled';

/**
 * @param today a day in Shanghai, YYYY-MM-DD
 * @returns `open` for a case that is not closed; `overdue` from the day after the last one on
 */
export function erasureStateOf(
  {
    eraseBy,
    erasedAt,
    settledAt,
  }: { eraseBy: string | null; erasedAt: number | null; settledAt: number | null },
  today: string,
): ErasureState {
  if (erasedAt !== null) return 'erased';
  if (settledAt !== null) return 'settled';
  if (eraseBy === null) return 'open';
  return eraseBy < today ? 'overdue' : 'due';
}
