import { referenceWords } from './reference';

test.each([
  ['YB2025112065', 'YB20 2511 2065'],
  ['YB202', 'YB20 2'],
  ['', ''],
])('the number %s is read out as %s', (reference, words) => {
  expect(referenceWords(reference)).toBe(words);
});
