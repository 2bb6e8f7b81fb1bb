import { csvText } from './csv';

const only = (cell: string) => csvText([[cell]]).slice(1, -2);

test('begins with a mark, ends each line with CR LF', () => {
  expect(
    csvText([
      ['年', '元'],
      ['2025', '400.00'],
    ]),
  ).toBe('\uFEFF年,元\r\n2025,400.00\r\n');
});

test.each([
  ['a,b', '"a,b"'],
  ['say "no"', '"say ""no"""'],
  ['two\nlines', '"two\nlines"'],
  ['-12.50', '-12.50'],
  ['-400', '-400'],
  ['淮北晨光医院', '淮北晨光医院'],
])('%j is written %j', (cell, written) => {
  expect(only(cell)).toBe(written);
});

test.each([
  '=1+1',
  '+1-2',
  '-1+cmd',
  '@SUM(A1)',
  '＝1+1',
  '＠x',
  ' =1',
  '\t=1',
  '\r=1',
  '=HYPERLINK("http://x","y")',
])('the formula %j is text', (cell) => {
  expect(only(cell).replace(/^"/, '').startsWith("'")).toBe(true);
});
