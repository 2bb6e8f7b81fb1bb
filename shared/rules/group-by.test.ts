import { groupBy } from './group-by';

test('each item once, under its key, in the order they came', () => {
  const groups = groupBy(['b1', 'a1', 'b2', 'c1', 'a2'], ([key = '']) => key);
  expect([...groups]).toEqual([
    ['b', ['b1', 'b2']],
    ['a', ['a1', 'a2']],
    ['c', ['c1']],
  ]);
});

test('nothing has no groups', () => {
  expect(groupBy([], String).size).toBe(0);
});
