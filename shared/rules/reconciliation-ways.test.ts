import { findingKindNames, findingKinds, findingStates } from './reconciliation';
import {
  findingWayInfo,
  findingWays,
  isOpenWay,
  openWays,
  waysOfKind,
} from './reconciliation-ways';

test('the table names every kind of difference, and every way is somewhere in it', () => {
  expect(Object.keys(waysOfKind).sort()).toEqual([...findingKindNames].sort());
  expect(new Set(Object.values(waysOfKind).flat())).toEqual(new Set(findingWays));
});

test.each(findingKindNames)('%s: can be asked about again, and has a way to its end', (kind) => {
  const ways: readonly (typeof findingWays)[number][] = waysOfKind[kind];
  expect(ways).toContain('askAgain');
  const ends = ways.filter((way) => findingWayInfo[way].ends);
  expect(ends.length).toBeGreaterThan(0);
  // what waits here for its money or its posting is not talked away by one clerk
  const clerks = Math.min(...ends.map((way) => findingWayInfo[way].clerks));
  expect(clerks).toBe(findingKinds[kind].healable ? 2 : 1);
});

test('what is over has no way left', () => {
  for (const kind of findingKindNames) {
    for (const state of findingStates) {
      const isOver = state === 'healed' || state === 'resolved';
      expect(openWays(kind, state)).toEqual(isOver ? [] : waysOfKind[kind]);
    }
  }
  expect(isOpenWay('paymentUnbooked', 'open', 'explain')).toBe(false);
  expect(isOpenWay('paymentUnbooked', 'open', 'settleOutside')).toBe(true);
  expect(isOpenWay('dayDiffers', 'resolved', 'explain')).toBe(false);
});

test('every way has words for staff', () => {
  for (const { label, sentence } of Object.values(findingWayInfo)) {
    expect(label).toMatch(/[一-龥]/);
    expect(sentence).toMatch(/。$/);
  }
});
