import {
  asksHour,
  conflictScene,
  type Enrollment,
  hourChoices,
  hourWords,
  movesByItself,
  readSuspensionDay,
  suspensionTime,
} from './conflict';

/** 2025-11-20 09:30:42 in Shanghai. */
const NOW = Date.UTC(2025, 10, 20, 1, 30, 42);

describe('the scene', () => {
  test.each<[Enrollment['status'], string, boolean]>([
    ['conflict_elsewhere', 'instruct', false],
    ['wait_sync', 'waiting', true],
    ['sync_overdue', 'overdue', false],
    ['registered', 'cleared', false],
    ['manual_review', 'review', false],
    ['checking', 'checking', true],
    ['covered', 'paid', false],
    ['cancelled', 'cancelled', false],
  ])('%s shows %s', (status, scene, moves) => {
    expect(conflictScene(status)).toBe(scene);
    expect(movesByItself(conflictScene(status))).toBe(moves);
  });
});

describe('when it was suspended', () => {
  const shanghai = (day: number, hour: number) => Date.UTC(2025, 10, day, hour - 8);

  test('just now is the whole minute that has begun', () => {
    expect(suspensionTime('now', undefined, NOW)).toEqual({ ok: true, at: NOW - 42_000 });
  });

  test.each([
    ['today', 8, shanghai(20, 8)],
    ['today', 9, shanghai(20, 9)],
    ['yesterday', 17, shanghai(19, 17)],
    ['older', undefined, shanghai(18, 12)],
    ['older', 9, shanghai(18, 12)],
  ] as const)('%s at %s', (day, hour, at) => {
    expect(suspensionTime(day, hour, NOW)).toEqual({ ok: true, at });
  });

  test.each([
    [undefined, 9, 'day'],
    ['today', undefined, 'hour'],
    ['yesterday', undefined, 'hour'],
    ['today', 10, 'hour'],
    ['yesterday', 24, 'hour'],
  ] as const)('%s at %s asks again', (day, hour, field) => {
    expect(suspensionTime(day, hour, NOW)).toMatchObject({ ok: false, field });
  });

  test('no answer ever lies ahead, at any hour of the day', () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const now = shanghai(20, hour) + 1000;
      for (const day of ['now', 'today', 'yesterday', 'older'] as const) {
        for (const chosen of [undefined, ...hourChoices(day, now)]) {
          const result = suspensionTime(day, chosen, now);
          if (result.ok) expect(result.at).toBeLessThanOrEqual(now);
        }
        if (asksHour(day)) expect(hourChoices(day, now).length).toBeGreaterThan(0);
      }
    }
  });

  test.each([
    [9, '上午 9 点'],
    [0, '上午 0 点'],
    [12, '下午 12 点'],
    [17, '下午 5 点'],
  ])('%s reads %s', (hour, words) => {
    expect(hourWords(hour)).toBe(words);
  });

  test('a draft that is no day is none', () => {
    expect(readSuspensionDay('today')).toBe('today');
    expect(readSuspensionDay('tomorrow')).toBeUndefined();
    expect(readSuspensionDay(undefined)).toBeUndefined();
  });
});
