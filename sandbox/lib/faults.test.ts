import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openFaults } from './faults';
import { type FaultRequest } from './host';
import { openJournal } from './journal';
import { minuteMs } from './time';

let now = 1_000_000;
const clock = { now: () => now };
const rule: FaultRequest = {
  system: 'data-sharing',
  operation: 'population',
  kind: 'error500',
  times: 1,
  delayMs: 0,
};
const none = { kind: 'none', delayMs: 0 };
const struck = { kind: 'error500', delayMs: 0 };

beforeEach(() => {
  now = 1_000_000;
});

test('a rule with a number of times strikes so often', async () => {
  const faults = openFaults(openJournal(null), clock);
  faults.add({ ...rule, times: 2 });
  expect(await faults.before('data-sharing', 'marriage')).toEqual(none);
  expect(await faults.before('data-sharing', 'population')).toEqual(struck);
  expect(await faults.before('data-sharing', 'population')).toEqual(struck);
  expect(await faults.before('data-sharing', 'population')).toEqual(none);
});

test('a rule with minutes strikes every call until then, and is gone afterwards', async () => {
  const faults = openFaults(openJournal(null), clock);
  faults.add({ ...rule, forMinutes: 10 });
  expect(faults.list()).toMatchObject([{ times: 1, until: now + 10 * minuteMs }]);
  for (let call = 0; call < 50; call++) {
    expect(await faults.before('data-sharing', 'population')).toEqual(struck);
  }
  now += 10 * minuteMs - 1;
  expect(await faults.before('data-sharing', 'population')).toEqual(struck);
  now += 1;
  expect(await faults.before('data-sharing', 'population')).toEqual(none);
  expect(faults.list()).toEqual([]);
});

test('a rule that is over does not hide the one behind it', async () => {
  const faults = openFaults(openJournal(null), clock);
  faults.add({ ...rule, kind: 'drop', forMinutes: 1 });
  faults.add(rule);
  now += minuteMs;
  expect(await faults.before('data-sharing', 'population')).toEqual(struck);
});

test('what is left of the minutes survives a restart', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-faults-'));
  openFaults(openJournal(folder), clock).add({ ...rule, forMinutes: 10 });
  now += 9 * minuteMs;
  const journal = openJournal(folder);
  const faults = openFaults(journal, clock);
  expect(await faults.before('data-sharing', 'population')).toEqual(struck);
  now += minuteMs;
  expect(await faults.before('data-sharing', 'population')).toEqual(none);
  journal.close();
  fs.rmSync(folder, { recursive: true });
});

test.each([{ times: 0 }, { times: 10_001 }, { delayMs: 60_001 }, { forMinutes: 0 }])(
  'refuses %j',
  (change) => {
    const faults = openFaults(openJournal(null), clock);
    expect(() => faults.add({ ...rule, ...change })).toThrow(RangeError);
    expect(faults.list()).toEqual([]);
  },
);
