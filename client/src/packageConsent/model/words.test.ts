import { line, now } from '../testing/examples';
import { creditCodeWords, listHeadline, looksWords, sectionsOf, untilWords } from './words';

const other = { ...line, organisationName: '安澜人寿（虚构）' };
const own = { ...line, beganByPerson: true };
const ward = { ...line, isWard: true };
const active = { ...line, status: 'active', statusLabel: '授权中' } as const;
const paused = { ...line, status: 'paused', statusLabel: '已暂停' } as const;
const revoked = { ...line, status: 'revoked', statusLabel: '已收回' } as const;

test.each([
  ['two ask', [line, other, active], 'warn', '有 2 个机构想看您的医保信息'],
  ['one asks twice', [line, line], 'warn', '有 1 个机构想看您的医保信息'],
  ['a child is asked about', [ward], 'warn', '有 1 个机构想看孩子的医保信息'],
  ['both', [ward, other], 'warn', '有 2 个机构想看您和孩子的医保信息'],
  ['one’s own is not finished', [own, active], 'warn', '您有 1 项授权还没办完'],
  ['one asks, one’s own is not finished', [own, other], 'warn', '有 1 个机构想看您的医保信息'],
  ['one may look', [active, paused, revoked], 'ok', '现在有 1 个机构能看您的医保信息'],
  ['paused and over', [paused, revoked], 'ok', '没有机构能看您的医保信息'],
  ['nothing', [], 'ok', '没有机构能看您的医保信息'],
] as const)('%s: the answer first', (_case, lines, tone, sentence) => {
  expect(listHeadline(lines)).toMatchObject({ tone, sentence });
});

test('what waits, what runs and what is over stand apart', () => {
  expect(sectionsOf([active, line, revoked, paused])).toEqual({
    open: [line],
    running: [active, paused],
    ended: [revoked],
  });
});

test.each([
  [line, '请在 2025 年 12 月 19 日前决定，不回答就自动作废'],
  [own, '请在 2025 年 12 月 19 日前办完，过了就自动作废'],
  [active, '授权到 2025 年 12 月 19 日为止'],
  [paused, '授权到 2025 年 12 月 19 日为止'],
  [revoked, null],
  [{ ...active, until: null }, null],
] as const)('until when', (given, words) => {
  expect(untilWords(given)).toBe(words);
});

test('how often somebody looked, last when, and how often they were stopped', () => {
  const yesterday = Date.parse('2025-11-19T15:20:00+08:00');
  expect(looksWords({ looks: 0, denials: 0, lastLookAt: null }, now)).toBe('还没有看过');
  expect(looksWords({ looks: 3, denials: 1, lastLookAt: yesterday }, now)).toBe(
    '看过 3 次，最近一次：昨天下午 3:20，另有 1 次没让看',
  );
});

test('a credit code can be read out', () => {
  expect(creditCodeWords('91340600MA2XXXXX8X')).toBe('9134 0600 MA2X XXXX 8X');
});
