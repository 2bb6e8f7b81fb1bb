import { start } from '../testing/examples';
import { answersFromDraft } from './answers';
import { evidenceErrors, evidenceFieldErrors, evidenceText } from './evidence';
import { clockWords, otherParentWords, otherRoleWord } from './words';

test.each([
  ['00:10', '凌晨 0:10'],
  ['08:26', '上午 8:26'],
  ['12:05', '下午 12:05'],
  ['23:50', '下午 11:50'],
  ['24:00', ''],
  ['', ''],
])('%s is %s', (time, words) => {
  expect(clockWords(time)).toBe(words);
});

test('the other parent stands masked beside 修改', () => {
  const wordsFor = (values: Record<string, string>) =>
    otherParentWords(answersFromDraft(values, start), start);
  expect(wordsFor({})).toMatchObject({ value: '乔*远' });
  const typed = { otherParent: 'typed', name: '乔志远', documentNumber: '340621199003070025' };
  expect(wordsFor(typed)).toEqual({ value: '乔*远', note: '340621********0025' });
  expect(wordsFor({ otherParent: 'none' }).value).toBe('证上只有我一位');
});

test('what the other parent is to the baby depends on who asks', () => {
  expect(otherRoleWord('mother')).toBe('爸爸');
  expect(otherRoleWord('father')).toBe('妈妈');
  expect(otherRoleWord(undefined)).toBe('另一位家长');
});

test.each([
  ['', 1],
  ['  好  ', 1],
  ['名字改过', 0],
  ['长'.repeat(300), 0],
  ['长'.repeat(301), 1],
])('words for staff: %s', (text, count) => {
  expect(evidenceErrors(text, [])).toHaveLength(count);
});

test('photographs may stand for the words', () => {
  expect(evidenceErrors(' ', ['a'])).toEqual([]);
  expect(evidenceText(' ', ['a'])).toBe('见照片');
  expect(evidenceText(' 名字改过 ', ['a'])).toBe('名字改过');
  expect(evidenceErrors('好', ['a'])).toHaveLength(1);
});

test('refused evidence stands at its field', () => {
  const refused = evidenceFieldErrors([
    { field: 'photoIds', message: '换一张' },
    { field: 'requestId', message: '' },
  ]);
  expect(refused).toEqual({ 'evidence-photos': '换一张' });
});
