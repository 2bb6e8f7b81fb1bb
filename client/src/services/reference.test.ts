import { referenceWords, traceWords } from './reference';

test.each([
  ['YB2025112065', 'YB20 2511 2065'],
  ['YB202', 'YB20 2'],
  ['', ''],
])('the number %s is read out as %s', (reference, words) => {
  expect(referenceWords(reference)).toBe(words);
});

test('of a trace as much is read out as finds it in the logs', () => {
  expect(traceWords('f38aabf0-8f5e-4b86-a72a-bf3f303c5808')).toBe('f38a abf0');
  expect(traceWords('')).toBe('');
});
