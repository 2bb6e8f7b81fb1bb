import { caseNumberProblem } from './case-number';

test.each(['LP-1', '理赔2025第18号', 'LP-20251120-0001', 'P_2025/11.20', '12345678', 'ＬＰ－１'])(
  '%s may be the number of a case',
  (caseNo) => {
    expect(caseNumberProblem(caseNo)).toBeNull();
  },
);

test.each([
  ['an ID number', '340603202402290019', /9 位/],
  ['one with an X', '34060319491231002X', /9 位/],
  ['an old one of fifteen', '340603491231002', /9 位/],
  ['one in other words', '理赔340603202402290019号', /9 位/],
  ['one typed full-width', '３４０６０３２０２４０２２９００１９', /9 位/],
  ['one in another script’s digits', '٣٤٠٦٠٣٢٠٢٤٠٢٢٩٠٠١٩', /9 位/],
  ['one with marks between', '340603-20240229-0019', /证件号码/],
  ['one with many marks, in other words', 'LP-3406.0320/2402-2900_19', /证件号码/],
  ['a telephone', 'LP-13800000000', /9 位/],
  ['a name', '王小兰', /姓名/],
  ['a name and a word', '王小兰-理赔', /姓名/],
])('%s may not', (_what, caseNo, problem) => {
  expect(caseNumberProblem(caseNo)).toMatch(problem);
});

test('what was typed is not repeated', () => {
  expect(caseNumberProblem('LP-340603-20240229-0019')).not.toContain('0019');
});
