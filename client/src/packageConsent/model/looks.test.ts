import { asked } from '../testing/examples';
import { actWords, fieldsWords, isLong, lookFace } from './looks';

test('what was looked at: a few things in a line, all of them when asked for', () => {
  expect(isLong(asked)).toBe(true);
  expect(fieldsWords(asked, true)).toBe(
    '姓名（遮住中间的字）、今年有没有参保、看病结算的日期、总费用等 6 项',
  );
  expect(fieldsWords(asked, false)).toContain('完整姓名');
  expect(fieldsWords({ fields: ['insured'] }, true)).toBe('今年有没有参保');
});

test('shown and refused are told apart by word', () => {
  expect(lookFace({ allowed: true }).word).toBe('看到了');
  expect(lookFace({ allowed: false }).word).toBe('没让看');
});

test('how many visits a look showed, where visits were asked for', () => {
  const open = { ...asked, act: 'open', actLabel: '查看', allowed: true, rowCount: 12 } as const;
  expect(actWords(open)).toBe('查看，看到 12 条看病记录');
  expect(actWords({ ...open, rowCount: 0 })).toBe('查看，没有找到看病记录');
  expect(actWords({ ...open, rowCount: 0, fields: ['insured'] })).toBe('查看');
  expect(actWords({ ...open, rowCount: 0, allowed: false })).toBe('查看');
  const print = { act: 'print', actLabel: '打印', rowCount: 0 } as const;
  expect(actWords({ ...open, ...print })).toBe('打印');
});
