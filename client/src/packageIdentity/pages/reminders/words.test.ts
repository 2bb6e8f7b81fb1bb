import { messageTopics } from '@yibao/shared/rules/message-template';
import { groupNames, groups, hourSaid, leftWords } from './words';

test.each([
  ['21:00', '晚上 9 点'],
  ['08:00', '早上 8 点'],
  ['12:30', '下午 12 点 30 分'],
  ['00:00', '早上 0 点'],
])('%s is %s', (clock, words) => {
  expect(hourSaid(clock)).toBe(words);
});

test('every kind of message stands in one group', () => {
  const shown = groupNames.flatMap((name) => groups[name].topics.map(({ topic }) => topic));
  expect([...shown].sort()).toEqual([...messageTopics].sort());
});

test('what is left is said in words', () => {
  expect(leftWords({ remaining: 0, longTerm: false })).toBe('还没打开');
  expect(leftWords({ remaining: 2, longTerm: false })).toBe('还能提醒 2 次');
  expect(leftWords({ remaining: 1, longTerm: true })).toBe('一直提醒');
});
