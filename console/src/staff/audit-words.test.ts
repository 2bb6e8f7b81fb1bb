import { detailWords } from './audit-words';

test.each([
  ['allowed', 'false', '结果', '没有让看'],
  ['reason', 'not_active', '原因', '本人的授权现在不能使用'],
  ['reason', '两个人的登录是同一个人用的', '原因', '两个人的登录是同一个人用的'],
  ['fields', 'nameMasked、settledOn', '内容', '姓名（遮住中间的字）、看病结算的日期'],
  ['fields', '7', '内容', '7 项'],
  ['capacity', 'guardian', '谁决定的', '监护人'],
  ['constructor', 'constructor', 'constructor', 'constructor'],
  ['railProblem', 'NOTENOUGH', 'railProblem', 'NOTENOUGH'],
])('%s %s is read as %s: %s', (name, value, label, text) => {
  expect(detailWords({ name, value })).toEqual({ label, text });
});

test('what is empty says nothing', () => {
  expect(detailWords({ name: 'endReason', value: '' })).toBeNull();
});
