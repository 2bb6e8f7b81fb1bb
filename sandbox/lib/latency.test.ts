import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openJournal } from './journal';
import { openLatency } from './latency';

test('is nothing until it is set, and stays set over a restart', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-latency-'));
  const before = openLatency(openJournal(folder));
  expect(before.ms).toBe(0);
  await before.pass();
  before.set(20);
  const journal = openJournal(folder);
  expect(openLatency(journal).ms).toBe(20);
  journal.close();
  fs.rmSync(folder, { recursive: true });
});

test('a call takes at least so long', async () => {
  const latency = openLatency(openJournal(null));
  latency.set(30);
  const start = performance.now();
  await latency.pass();
  // Timers count whole milliseconds and may fire a fraction of one early.
  expect(performance.now() - start).toBeGreaterThan(28);
});

test.each([-1, 5_001, 1.5, Number.NaN])('refuses %d ms', (ms) => {
  expect(() => openLatency(openJournal(null)).set(ms)).toThrow(RangeError);
});
