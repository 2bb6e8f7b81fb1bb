import { dayMs } from '@yibao/shared/rules/dates';
import { formPolicy } from './policy';

/**
 * How long photographs and drafts are kept.
 *
 * @param region six digits
 * @returns milliseconds after the decision (photographs) and after the last change (drafts)
 */
export function retentionOf(
  region: string,
  now: number,
): { photoKeptMs: number; draftKeptMs: number } {
  const { photoKeptDays, draftKeptDays } = formPolicy(region, now).newborn.retention;
  return { photoKeptMs: photoKeptDays * dayMs, draftKeptMs: draftKeptDays * dayMs };
}
