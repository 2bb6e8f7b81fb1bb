import type { HardshipIdentity, HardshipRecord, IsoDate } from './facts';

/** What people call each identity on the hardship lists (困难群众). */
export const hardshipLabels = {
  extremePoverty: '特困人员',
  orphan: '孤儿',
  minimumLiving: '低保对象',
  povertyMonitored: '防止返贫监测对象',
  returnedToPoverty: '返贫致贫人口',
} satisfies Record<HardshipIdentity, string>;

/** @returns the identities whose record is valid on that day, both ends included */
export function hardshipOn(records: readonly HardshipRecord[], on: IsoDate): HardshipIdentity[] {
  return records
    .filter(({ from, to }) => from <= on && (to === null || on <= to))
    .map(({ identity }) => identity);
}
