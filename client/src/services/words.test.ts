import { callWord, personWords } from './words';

test.each([
  ['mother', '妈妈 柳*英'],
  [null, '本人 柳*英'],
  [undefined, '柳*英'],
] as const)('somebody of the family: %s', (relation, words) => {
  expect(personWords({ relation, nameMasked: '柳*英' })).toBe(words);
});

test('within a sentence, whose relation is not known is 对方', () => {
  expect(callWord('mother')).toBe('妈妈');
  expect(callWord(null)).toBe('对方');
});
