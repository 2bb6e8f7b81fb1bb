import {
  clausesOf,
  relativeMomentWords,
  shortDayWords,
  shortMomentWords,
  timeWords,
  yuan,
  unbroken,
} from './format';

const now = Date.parse('2025-11-20T09:05:00+08:00');
const hourMs = 60 * 60 * 1000;

test.each([
  [0, '今天上午 9:05'],
  [5 * hourMs, '今天下午 2:05'],
  [24 * hourMs, '明天上午 9:05'],
  [-9.5 * hourMs, '昨天下午 11:35'],
  [72 * hourMs, '11 月 23 日上午 9:05'],
])('a moment %d ms from now is told as people do', (distance, words) => {
  expect(relativeMomentWords(now + distance, now)).toBe(words);
});

test('short forms leave out what stands beside them', () => {
  expect(shortDayWords('2026-01-01')).toBe('1 月 1 日');
  expect(shortMomentWords(now)).toBe('11 月 20 日上午 9:05');
  expect(timeWords(now)).toBe('上午 9:05');
});

test.each([
  [40000, '400'],
  [40050, '400.50'],
  [5, '0.05'],
  [0, '0'],
])('%d fen is %s', (fen, figure) => expect(yuan(fen)).toBe(figure));

test('large type keeps dates and figures with their units in one piece', () => {
  const sentence = unbroken('已缴费 800 元，2026 年 1 月 1 日起可以报销，共 2 人，还能看 1 次');
  expect(sentence).toBe(
    '已缴费 800\u00a0元，2026\u00a0年\u00a01\u00a0月\u00a01\u00a0日起可以报销，共 2\u00a0人，还能看 1\u00a0次',
  );
});

test.each([
  ['没有机构能看您的医保信息', ['没有机构能看您的医保信息']],
  ['关于您的 14 条记录，和写下时一样', ['关于您的 14 条记录，', '和写下时一样']],
  ['，，', ['，，']],
  ['', ['']],
])('%s in its clauses', (sentence, clauses) => {
  expect(clausesOf(sentence)).toEqual(clauses);
});
