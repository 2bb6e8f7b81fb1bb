/** What an organisation may conclude from a year of somebody's cover. Pure. */
import { type Output } from '@yibao/shared/contracts';
import { type LookAsk } from '../lib/database/schema';

type Cover = Output<'records.covers'>['covers'][number];

const insuredStates: readonly Cover['state'][] = [
  'effective',
  'waiting',
  'upcoming',
  'processing',
  'elsewhere',
];

/**
 * 今年有没有参保: whether the year was paid for, wherever: also as an employee, in another city, on
 * its way into the books, or with days that are still to come.
 */
export const isInsured = ({ state }: Pick<Cover, 'state'>): boolean =>
  insuredStates.includes(state);

/** @returns the days of a cover between the two that were asked for; none where they do not meet */
export function withinDays(
  { period }: Pick<Cover, 'period'>,
  { dataFrom, dataTo }: Pick<LookAsk, 'dataFrom' | 'dataTo'>,
): NonNullable<Cover['period']>[] {
  if (!period) return [];
  const from = period.from < dataFrom ? dataFrom : period.from;
  const to = period.to > dataTo ? dataTo : period.to;
  return from <= to ? [{ from, to }] : [];
}
