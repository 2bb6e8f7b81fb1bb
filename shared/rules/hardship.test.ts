import { hardshipOn } from './hardship';

const records = [
  { identity: 'minimumLiving', from: '2025-01-01', to: '2025-12-31' },
  { identity: 'orphan', from: '2025-06-01', to: null },
] as const;

test.each([
  ['2024-12-31', []],
  ['2025-01-01', ['minimumLiving']],
  ['2025-06-01', ['minimumLiving', 'orphan']],
  ['2025-12-31', ['minimumLiving', 'orphan']],
  ['2026-01-01', ['orphan']],
])('on %s the lists say %j', (on, identities) => {
  expect(hardshipOn(records, on)).toEqual(identities);
});
