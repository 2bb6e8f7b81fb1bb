import { collectionPhase, nextWindowAfter, windowOn } from './collection-window';
import { huaibei } from './testing/people';

const policy = huaibei(2026);
const gap = { ...policy, windows: policy.windows.filter(({ kind }) => kind !== 'extended') };

test.each([
  ['2025-10-19', null, 'normal', 'upcoming'],
  ['2025-10-20', 'normal', 'extended', 'open'],
  ['2025-12-31', 'normal', 'extended', 'open'],
  ['2026-01-01', 'extended', 'late', 'open'],
  ['2026-02-28', 'extended', 'late', 'open'],
  ['2026-03-01', 'late', null, 'late'],
  ['2026-12-31', 'late', null, 'late'],
  ['2027-01-01', null, null, 'closed'],
])('%s lies in %s, next is %s: %s', (on, current, next, phase) => {
  expect(windowOn(policy, on)?.kind ?? null).toBe(current);
  expect(nextWindowAfter(policy, on)?.kind ?? null).toBe(next);
  expect(collectionPhase(policy, on)).toBe(phase);
});

test('between two windows the next one is upcoming', () => {
  expect(collectionPhase(gap, '2026-01-15')).toBe('upcoming');
});
