import { asked } from '../testing/examples';
import { fieldLines, frequencyWords, keepWords, kindsWords, modesWords } from './scope-words';

test('what is shown, a line a group', () => {
  expect(fieldLines(asked.fields)).toEqual([
    { title: '您是谁', text: '姓名（遮住中间的字）、完整姓名' },
    { title: '参保和缴费', text: '今年有没有参保' },
    { title: '看病和报销', text: '看病结算的日期、总费用、医保报了多少' },
  ]);
  expect(fieldLines(['insured'])).toHaveLength(1);
});

test.each([
  [{ unit: 'DAY', limit: 5 }, '每天最多 5 次'],
  [{ unit: 'WEEK', limit: 1 }, '每周最多 1 次'],
  [{ unit: 'MONTH', limit: 2 }, '每月最多 2 次'],
  [{ unit: 'TOTAL', limit: 3 }, '一共最多 3 次'],
  [{ unit: 'TOTAL', limit: 1 }, '一共只能看 1 次'],
] as const)('how often', (frequency, words) => {
  expect(frequencyWords(frequency)).toBe(words);
});

test('kinds, uses and how long it is kept', () => {
  expect(kindsWords(asked.kinds)).toBe('所有类别');
  expect(kindsWords(['outpatient', 'inpatient'])).toBe('门诊、住院');
  expect(modesWords(['VIEW', 'PRINT'])).toBe('在屏幕上查看、打印在纸上');
  expect(keepWords(30)).toBe('案件办完后最多留 30 天');
  expect(keepWords(0)).toBe('案件办完当天就要删掉');
});
