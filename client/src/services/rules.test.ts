import { rulesOf } from './rules';

const rule = (id: string) => ({ id, title: id, document: '', confidence: 'official' as const });

test('a rule of several people stands once, in the order they come', () => {
  const rules = rulesOf([{ rules: [rule('a'), rule('b')] }, { rules: [rule('b'), rule('c')] }]);
  expect(rules.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});
