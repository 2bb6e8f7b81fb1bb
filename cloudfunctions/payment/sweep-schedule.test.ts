import { minuteMs } from '@yibao/shared/rules/dates';
import { nextOpenSweepAt } from './sweep-schedule';

const now = Date.UTC(2025, 10, 20);

test.each([
  ['just made', 0, 30 * minuteMs, 5_000],
  ['looked at once', 1, 30 * minuteMs, 10_000],
  ['looked at five times', 5, 30 * minuteMs, 120_000],
  ['looked at often', 6, 30 * minuteMs, 300_000],
  ['looked at a thousand times', 1000, 30 * minuteMs, 300_000],
  ['about to end', 6, 90_000, 90_000],
  ['about to end in a moment', 0, 1, 1],
  ['ended this moment', 0, 0, minuteMs],
  ['ended long ago, and never closed', 50, -24 * 60 * minuteMs, minuteMs],
])('an open order %s', (_title, sweeps, endsInMs, waitMs) => {
  expect(nextOpenSweepAt(sweeps, now, now + endsInMs)).toBe(now + waitMs);
});
