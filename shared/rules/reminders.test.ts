import type { CollectionWindow } from '../policy/schema';
import { reminderPolicyOf } from '../policy/reminders';
import { policyFor } from '../policy';
import { addDays } from './dates';
import {
  consentEndIsNews,
  consentEndsSoon,
  coverBeginIsNews,
  coverReminderOn,
  endOfDay,
  firstPushOf,
  newbornReminderOn,
  nextDaysFirstPush,
  nextPushMoment,
  postedIsNews,
  windowRemindersOn,
} from './reminders';

const policy = reminderPolicyOf('340600');
const rule = { closesBeforeDays: 7, catchUpDays: 3, newbornBeforeDays: [14, 3] };
const at = (text: string) => Date.parse(`${text.replace(' ', 'T')}:00+08:00`);

function windowOf(from: string, to: string, waits = false): CollectionWindow {
  const row = { id: `${from}/${to}`, title: 'x', document: 'x', confidence: 'assumed' as const };
  return { ...row, kind: 'normal', from, to, benefitStart: 'yearStart', waits };
}
const told = (windows: CollectionWindow[], on: string) =>
  windowRemindersOn({ windows }, on, rule).map(({ event, window }) => `${event} ${window.to}`);

describe('the windows of 2026 in 淮北市', () => {
  const published = policyFor('340600', 2026);
  if (published?.status !== 'published') throw new Error('2026 is published');
  test.each([
    ['2025-10-19', []],
    ['2025-10-20', ['windowOpens 2025-12-31']],
    ['2025-10-23', ['windowOpens 2025-12-31']],
    ['2025-10-24', []],
    ['2025-12-23', []],
    ['2025-12-24', ['windowCloses 2025-12-31']],
    ['2025-12-31', ['windowCloses 2025-12-31']],
    // an extension is no opening
    ['2026-01-01', []],
    ['2026-02-20', []],
    ['2026-02-21', ['windowCloses 2026-02-28']],
    ['2026-02-28', ['windowCloses 2026-02-28']],
    // what is late is told by nobody
    ['2026-03-01', []],
    ['2026-12-31', []],
  ])('%s: %j', (on, expected) => {
    expect(told(published.windows, on)).toEqual(expected);
  });
});

test('a window to 29 February is told from the 22nd, and on its last day', () => {
  const windows = [windowOf('2024-01-01', '2024-02-29')];
  expect(told(windows, '2024-02-21')).toEqual([]);
  expect(told(windows, '2024-02-22')).toEqual(['windowCloses 2024-02-29']);
  expect(told(windows, '2024-02-29')).toEqual(['windowCloses 2024-02-29']);
  expect(told(windows, '2024-03-01')).toEqual([]);
});

test('a window of one day is told once, and as an end', () => {
  const windows = [windowOf('2025-12-31', '2025-12-31')];
  expect(told(windows, '2025-12-30')).toEqual([]);
  expect(told(windows, '2025-12-31')).toEqual(['windowCloses 2025-12-31']);
  expect(told(windows, '2026-01-01')).toEqual([]);
});

test('a window that ends before seven days of it have gone is not told before it begins', () => {
  const windows = [windowOf('2025-12-29', '2026-01-02')];
  expect(told(windows, '2025-12-28')).toEqual([]);
  expect(told(windows, '2025-12-29')).toEqual(['windowCloses 2026-01-02']);
});

test('no day of ten years brings two, and every window has its end told on seven or eight days', () => {
  const windows = [windowOf('2025-10-20', '2025-12-31'), windowOf('2026-01-01', '2026-02-28')];
  const ends = new Map<string, number>();
  for (let day = '2020-01-01'; day < '2030-01-01'; day = addDays(day, 1)) {
    const all = told(windows, day);
    expect(all.length).toBeLessThanOrEqual(1);
    for (const one of all) ends.set(one, (ends.get(one) ?? 0) + 1);
  }
  expect(Object.fromEntries(ends)).toEqual({
    'windowOpens 2025-12-31': 4,
    'windowCloses 2025-12-31': 8,
    'windowCloses 2026-02-28': 8,
  });
});

test.each([
  ['2026-02-14', '2026-01-30', null],
  ['2026-02-14', '2026-01-31', 14],
  ['2026-02-14', '2026-02-10', 14],
  ['2026-02-14', '2026-02-11', 3],
  ['2026-02-14', '2026-02-14', 3],
  ['2026-02-14', '2026-02-15', null],
  ['2024-03-03', '2024-02-29', 3],
  ['2024-03-03', '2024-02-28', 14],
  ['2026-01-02', '2025-12-31', 3],
])('a newborn to be paid for by %s is told on %s: %s', (payBy, on, expected) => {
  expect(newbornReminderOn(payBy, on, rule)).toBe(expected);
});

test.each([
  ['2026-01-01', '2025-12-30', null],
  ['2026-01-01', '2025-12-31', 'tomorrow'],
  ['2026-01-01', '2026-01-01', 'begun'],
  ['2026-01-01', '2026-01-04', 'begun'],
  ['2026-01-01', '2026-01-05', null],
  ['2024-03-01', '2024-02-29', 'tomorrow'],
  ['2024-03-01', '2024-02-28', null],
])('a cover from %s is told on %s: %s', (coverFrom, on, expected) => {
  expect(coverReminderOn(coverFrom, on, rule)).toBe(expected);
});

test.each([
  ['2025-12-30', '2026-01-01', true],
  ['2025-12-31', '2026-01-01', false],
  ['2024-02-28', '2024-02-29', false],
  ['2024-02-28', '2024-03-01', true],
  ['2026-03-02', '2025-11-14', false],
])('paid on %s and covered from %s is news: %s', (paidOn, coverFrom, expected) => {
  expect(coverBeginIsNews(paidOn, coverFrom)).toBe(expected);
});

test('a posting is news when it took longer than people look at the screen', () => {
  const paidAt = at('2025-12-24 12:00');
  const news = (minutes: number) => postedIsNews(paidAt, paidAt + minutes * 60_000, policy);
  expect([news(0), news(10), news(10.1)]).toEqual([false, false, true]);
});

describe('quiet from 21:00 to 08:00', () => {
  test.each([
    ['2025-12-24 07:59', '2025-12-24 08:00'],
    ['2025-12-24 08:00', '2025-12-24 08:00'],
    ['2025-12-24 20:59', '2025-12-24 20:59'],
    ['2025-12-24 21:00', '2025-12-25 08:00'],
    ['2025-12-31 23:59', '2026-01-01 08:00'],
    ['2026-01-01 00:00', '2026-01-01 08:00'],
    ['2024-02-28 21:30', '2024-02-29 08:00'],
    ['2024-02-29 22:00', '2024-03-01 08:00'],
  ])('%s is pushed at %s', (now, expected) => {
    expect(nextPushMoment(at(now), policy)).toBe(at(expected));
  });

  test('a city whose quiet hours lie within one day', () => {
    const siesta = { quietFrom: '12:00', quietUntil: '14:00' };
    expect(nextPushMoment(at('2025-12-24 12:00'), siesta)).toBe(at('2025-12-24 14:00'));
    expect(nextPushMoment(at('2025-12-24 14:00'), siesta)).toBe(at('2025-12-24 14:00'));
    expect(nextPushMoment(at('2025-12-24 03:00'), siesta)).toBe(at('2025-12-24 03:00'));
  });

  test('who had all of a day is next told the morning after, also late at night', () => {
    for (const now of ['2025-12-31 00:30', '2025-12-31 12:00', '2025-12-31 23:30']) {
      expect(nextDaysFirstPush(at(now), policy)).toBe(at('2026-01-01 08:00'));
    }
  });

  test('no moment of a week is pushed in the quiet hours, and none waits longer than they last', () => {
    const start = at('2025-12-28 00:00');
    for (let minute = 0; minute < 7 * 24 * 60; minute++) {
      const now = start + minute * 60_000;
      const moment = nextPushMoment(now, policy);
      expect(nextPushMoment(moment, policy)).toBe(moment);
      expect(moment - now).toBeGreaterThanOrEqual(0);
      expect(moment - now).toBeLessThanOrEqual(11 * 3_600_000);
    }
  });

  test('a day begins at eight and ends with its last millisecond', () => {
    expect(firstPushOf('2024-02-29', policy)).toBe(at('2024-02-29 08:00'));
    expect(endOfDay('2024-02-29')).toBe(at('2024-03-01 00:00') - 1);
  });
});

describe('the end of a consent', () => {
  const soon = { consentEndsBeforeDays: 7 };
  const validTo = at('2025-12-20 10:00');
  test.each([
    ['2025-12-12 23:59', false],
    ['2025-12-13 00:00', true],
    ['2025-12-20 09:59', true],
    ['2025-12-20 10:00', false],
  ])('%s: it ends soon: %s', (now, expected) => {
    expect(consentEndsSoon(validTo, at(now), soon)).toBe(expected);
    const grantedAt = at('2025-11-20 10:00');
    expect(consentEndIsNews({ grantedAt, validTo }, at(now), soon)).toBe(expected);
  });

  test('who granted it for a week remembers', () => {
    const now = at('2025-12-15 08:00');
    const news = (from: string) => consentEndIsNews({ grantedAt: at(from), validTo }, now, soon);
    expect([news('2025-12-12 10:00'), news('2025-12-13 10:00')]).toEqual([true, false]);
  });
});
