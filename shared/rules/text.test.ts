import { refuse, toHalfWidth } from './text';

test.each([
  ['ABC123x', 'ABC123x'],
  ['ＡＢＣ１２３ｘ', 'ABC123x'],
  ['王\u3000小兰', '王 小兰'],
  ['＜b＞', '<b>'],
  ['汉字。', '汉字。'],
])('toHalfWidth(%s) is %s', (text, expected) => {
  expect(toHalfWidth(text)).toBe(expected);
});

test('a refusal names its reason and says what to do', () => {
  expect(refuse('empty', '请填写')).toEqual({ ok: false, reason: 'empty', message: '请填写' });
});
