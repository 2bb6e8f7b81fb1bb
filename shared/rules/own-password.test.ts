import { passwordDoubt } from './own-password';

const login = 'qinghe-fz-01';

test.each(['sandbox-password', '淮北的秋天很长很长真的很长', 'correct horse', 'a1b2c3d4e5f6'])(
  '%j is a password',
  (password) => {
    expect(passwordDoubt(password, login)).toBeNull();
  },
);

test.each<[string, string, RegExp]>([
  ['eleven signs', 'k7mp-29xq-a', /至少要 12 个字符/],
  // full-width digits are digits, and one sign each
  ['eleven full-width signs', '１２３４５６７８９０a', /至少要 12 个字符/],
  ['201 signs', 'abcdefgh-'.repeat(23), /最多 200 个字符/],
  ['five signs over and over', 'abcdeabcdeabcde', /重复的字符太多/],
  ['the login', 'my-Qinghe-FZ-01!', /不能有登录名/],
  ['digits in a row', '123456789012', /连续的数字/],
  ['digits backwards', '987654321098', /连续的数字/],
  ['letters in a row', 'abcdefghijklm', /连续的数字或字母/],
])('%s is none', (_name, password, sentence) => {
  expect(passwordDoubt(password, login)).toMatch(sentence);
});
