import { createCallLog } from './call-log';
import { openClock } from './clock';
import { openJournal } from './journal';
import { createScheduler } from './scheduler';
import { hourMs } from './time';

let close: () => void = () => undefined;
const setup = () => {
  const clock = openClock(openJournal(null));
  const calls = createCallLog(clock);
  const scheduler = createScheduler(clock, calls);
  close = () => scheduler.close();
  return { clock, calls, scheduler };
};

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  close();
  jest.useRealTimers();
});

test('runs when business time gets there by itself', () => {
  const { clock, scheduler } = setup();
  const run = jest.fn();
  scheduler.schedule(clock.now() + 5000, 'a', run);
  jest.advanceTimersByTime(4999);
  expect(run).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(1);
});

test('after a jump everything that is due runs once, in order of time', () => {
  const { clock, scheduler } = setup();
  const ran: string[] = [];
  const at = (hours: number, key: string) =>
    scheduler.schedule(clock.now() + hours * hourMs, key, () => void ran.push(key));
  at(3, 'third');
  at(1, 'first');
  at(2, 'second');
  at(30, 'later');
  clock.advance(24 * hourMs);
  expect(ran).toEqual([]);
  jest.advanceTimersByTime(0);
  expect(ran).toEqual(['first', 'second', 'third']);
});

test('a key scheduled again replaces the earlier one; a forgotten one never runs', () => {
  const { clock, scheduler } = setup();
  const runs = { old: jest.fn(), new: jest.fn(), gone: jest.fn() };
  scheduler.schedule(clock.now() + 1000, 'a', runs.old);
  scheduler.schedule(clock.now() + 2000, 'a', runs.new);
  scheduler.schedule(clock.now() + 1000, 'b', runs.gone);
  scheduler.unschedule('b');
  jest.advanceTimersByTime(10_000);
  expect(runs.old).not.toHaveBeenCalled();
  expect(runs.new).toHaveBeenCalledTimes(1);
  expect(runs.gone).not.toHaveBeenCalled();
});

test('a run may schedule its own next run', () => {
  const { clock, scheduler } = setup();
  let runs = 0;
  const run = () => {
    runs += 1;
    if (runs < 3) scheduler.schedule(clock.now() + hourMs, 'a', run);
  };
  scheduler.schedule(clock.now() + hourMs, 'a', run);
  for (let hour = 0; hour < 5; hour++) {
    clock.advance(hourMs);
    jest.advanceTimersByTime(0);
  }
  expect(runs).toBe(3);
});

test('more than one sweep can hold all run', () => {
  const { clock, scheduler } = setup();
  const run = jest.fn();
  for (let n = 0; n < 450; n++) scheduler.schedule(clock.now() + n, `k${n}`, run);
  clock.advance(hourMs);
  jest.advanceTimersByTime(10);
  expect(run).toHaveBeenCalledTimes(450);
});

test('a failing run is logged and stops nobody else', async () => {
  const { clock, calls, scheduler } = setup();
  const run = jest.fn();
  scheduler.schedule(clock.now(), 'a', () => Promise.reject(new Error('x')));
  scheduler.schedule(clock.now() + 1, 'b', run);
  await jest.advanceTimersByTimeAsync(10);
  expect(run).toHaveBeenCalledTimes(1);
  expect(calls.list().map((call) => call.outcome)).toEqual(['scheduled failure']);
});
