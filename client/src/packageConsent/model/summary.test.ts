import { asked, fieldViews, today } from '../testing/examples';
import type { Scope } from './scope';
import { summaryOf } from './summary';

const views = fieldViews(asked.fields);
const linesOf = (scope: Scope, day: string | null = today) =>
  summaryOf(scope, asked, views, day).map(
    ({ label, value, note }) =>
      `${label}：${value.map(({ text }) => text).join('；')}${note ? `（${note}）` : ''}`,
  );

test('every part in a line, what is very sensitive is named', () => {
  expect(linesOf(asked)).toEqual([
    '看哪些内容：姓名（遮住中间的字）、完整姓名；今年有没有参保；' +
      '看病结算的日期、总费用、医保报了多少（含很敏感的：完整姓名）',
    '看病记录的类别：所有类别',
    '看哪段时间的：2023 年 12 月 1 日到 2025 年 11 月 20 日',
    '看几次：每天最多 5 次',
    '能看到什么时候：从您同意起 60 天，到 2026 年 1 月 19 日',
    '怎么用：在屏幕上查看、预览打印的样子、打印在纸上、存成文件',
    '看到的能留多久：案件办完后最多留 30 天',
  ]);
});

test('what was taken away says so', () => {
  const less: Scope = {
    fields: ['insured', 'totalFen'],
    kinds: ['inpatient'],
    dataFrom: '2025-01-01',
    dataTo: asked.dataTo,
    validDays: 7,
    frequency: { unit: 'TOTAL', limit: 1 },
    modes: ['VIEW'],
    retentionDays: 0,
  };
  const lines = summaryOf(less, asked, views, null);
  expect(lines.map(({ note }) => note)).toEqual(Array(7).fill('您改少了'));
  expect(summaryOf(less, null, views, null).every(({ note }) => note === undefined)).toBe(true);
  expect(lines[4]?.value).toEqual([{ title: null, text: '从您同意起 7 天' }]);
  expect(summaryOf({ ...asked, fields: [], kinds: [] }, asked, views, today)[0]?.value).toEqual([
    { title: null, text: '一项也没有' },
  ]);
});
