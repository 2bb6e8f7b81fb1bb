import { addDays, dayMs, hourMs, startOfDay } from './dates';
import { dueLists, type PastRun } from './reconciliation-schedule';

const today = '2025-11-21';
const day = '2025-11-20';
const at = (hours: number): number => startOfDay(today) + hours * hourMs;
const sources = ['wechatPay', 'corePlatform'] as const;

const run = (changes: Partial<PastRun> = {}): PastRun => ({
  day,
  source: 'wechatPay',
  attempt: 1,
  state: 'explained',
  found: 0,
  healed: 0,
  unexplained: 0,
  startedAt: at(10),
  ...changes,
});
const core = run({ source: 'corePlatform' });
const due = (hours: number, runs: PastRun[], since: string | null = day) =>
  dueLists(at(hours), sources, runs, since).map((each) => `${each.day} ${each.source}`);

test('nothing before ten, everything of yesterday from ten on', () => {
  expect(due(9.99, [])).toEqual([]);
  expect(due(10, [])).toEqual([`${day} wechatPay`, `${day} corePlatform`]);
});

test.each(['notReady', 'refused', 'failed', 'broken', 'running'] as const)(
  'a list that is %s is tried again at the next tick',
  (state) => {
    expect(due(10.5, [core, run({ state })])).toEqual([`${day} wechatPay`]);
  },
);

test('what has been compared is left alone for the day', () => {
  expect(due(23, [core, run()])).toEqual([]);
  const open = run({ state: 'unexplained', found: 2, unexplained: 2 });
  expect(due(23, [core, open])).toEqual([]);
});

test('what something was left of is looked at again the next day, until nothing is', () => {
  const yesterdays = [core, run()].map((each) => ({ ...each, startedAt: at(10) }));
  const next = at(10) + dayMs;
  const tomorrow = (runs: PastRun[]) =>
    dueLists(next, sources, runs, day)
      .filter((each) => each.day === day)
      .map((each) => each.source);
  expect(tomorrow(yesterdays)).toEqual([]);
  expect(tomorrow([core, run({ found: 2, healed: 2 })])).toEqual([]);
  expect(tomorrow([core, run({ found: 2, healed: 1 })])).toEqual(['wechatPay']);
  expect(tomorrow([core, run({ state: 'unexplained', found: 1, unexplained: 1 })])).toEqual([
    'wechatPay',
  ]);
});

test('days that were left out are made up for, a week back and not before the first payment', () => {
  const runs = [core, run()];
  expect(due(11, runs, null)).toEqual([]);
  expect(due(11, runs, addDays(day, -1))).toEqual([
    '2025-11-19 wechatPay',
    '2025-11-19 corePlatform',
  ]);
  expect(due(11, runs, '2020-01-01')).toHaveLength(2 * 6);
});
