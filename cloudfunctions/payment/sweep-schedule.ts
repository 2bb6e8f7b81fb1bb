import { minuteMs } from '@yibao/shared/rules/dates';

const secondMs = 1000;

/**
 * When an open order is looked at next, by how often it was looked at: soon while somebody is
 * probably at the cashier, calmly afterwards. A lost notification is thus found within seconds.
 */
const intervalsMs = [5, 10, 15, 30, 60, 120].map((seconds) => seconds * secondMs);
const laterMs = 5 * minuteMs;

/** @returns epoch ms of the next look, never past the moment at which the order ends */
export function nextOpenSweepAt(sweeps: number, now: number, expiresAt: number): number {
  const at = now + (intervalsMs[sweeps] ?? laterMs);
  return now < expiresAt ? Math.min(at, expiresAt) : now + minuteMs;
}

/** A paid order is looked after this often until it is posted: dead postings revived, delay told. */
export const postingSweepMs = 10 * minuteMs;
