import { ClockError, openClock } from './clock';
import { openJournal } from './journal';
import { hourMs, parseMoment, rfc3339 } from './time';

const start = Date.parse('2025-11-20T09:00:00+08:00');
const setup = () => {
  const wall = { now: 1_800_000_000_000 };
  const journal = openJournal(null);
  const open = (startAt?: string) => openClock(journal, startAt, () => wall.now);
  return { wall, open };
};

test('a new folder starts on 20 November 2025 at nine and runs at real speed', () => {
  const { wall, open } = setup();
  const clock = open();
  expect(clock.now()).toBe(start);
  wall.now += 1500;
  expect(clock.now()).toBe(start + 1500);
  expect(clock.wallNow()).toBe(wall.now);
});

test('goes on where it was after a restart, whatever startAt says then', () => {
  const { wall, open } = setup();
  open('2025-12-01').advance(hourMs);
  wall.now += 5000;
  const again = open('2030-01-01');
  expect(rfc3339(again.now())).toBe('2025-12-01T01:00:05+08:00');
  expect(rfc3339(again.startedAt)).toBe('2025-12-01T00:00:00+08:00');
});

test('tells its listeners about jumps, until they stop listening', () => {
  const clock = setup().open();
  const heard: number[] = [];
  const stop = clock.onMove((now) => heard.push(now));
  clock.advance(hourMs);
  clock.set(start + 2 * hourMs);
  stop();
  clock.advance(hourMs);
  expect(heard).toEqual([start + hourMs, start + 2 * hourMs]);
});

test.each([
  ['backwards', start - 1],
  ['to no moment', Number.NaN],
  ['to half a millisecond', start + 0.5],
  ['beyond the century', Date.UTC(2101, 0, 1)],
])('is not set %s', (_title, ms) => {
  const clock = setup().open();
  expect(() => clock.set(ms)).toThrow(ClockError);
  expect(clock.now()).toBe(start);
});

test('is not advanced by less than nothing', () => {
  expect(() => setup().open().advance(-1)).toThrow('时钟只能往后拨，不能往回拨');
});

test('does not open at no moment', () => {
  expect(() => setup().open('soon')).toThrow(ClockError);
});

test.each([
  ['2026-01-01', '2026-01-01T00:00:00+08:00'],
  ['2026-01-01T08:30:00+08:00', '2026-01-01T08:30:00+08:00'],
  ['2026-01-01T00:30Z', '2026-01-01T08:30:00+08:00'],
])('%s is %s', (text, moment) => {
  expect(rfc3339(parseMoment(text)!)).toBe(moment);
});

test.each(['2026-02-30', '2026-02-29', '2026-13-01', '1', '2026-01-01T08:30', 'x', ''])(
  '%j is no moment',
  (text) => expect(parseMoment(text)).toBeNull(),
);
