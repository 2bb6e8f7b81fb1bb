import { billPartLines, lookFacts, lookHead, sumsInWords, treatmentDaysText } from './look-words';
import { startOfDay } from './dates';

const nothing = { person: {}, cover: {}, asOf: null };

test('only what was shown is said, the full name before the masked one', () => {
  expect(lookFacts(nothing)).toEqual([]);
  const person = { nameMasked: '柳*英', fullName: '柳秀英' };
  expect(lookFacts({ ...nothing, person })).toEqual([{ label: '姓名', text: '柳秀英' }]);
});

test('what is empty is said to be nothing, not left out', () => {
  const cover = { insured: false, paidYears: [], coverPeriods: [] };
  expect(lookFacts({ ...nothing, cover }).map(({ text }) => text)).toEqual(['否', '没有', '没有']);
});

test('years, days and how fresh it is', () => {
  const facts = lookFacts({
    person: {},
    cover: {
      insured: true,
      paidYears: [2026, 2025],
      coverPeriods: [{ from: '2025-01-01', to: '2025-12-31' }],
    },
    asOf: startOfDay('2025-11-20') + 9 * 3_600_000,
  });
  expect(facts.map(({ text }) => text)).toEqual([
    '是',
    '2026、2025',
    '2025-01-01 至 2025-12-31',
    expect.stringContaining('2025 年 11 月 20 日'),
  ]);
});

test('sums name only the amounts that were granted', () => {
  expect(sumsInWords({ sums: null })).toBeNull();
  const sums = { count: 3, totalFen: 120_050, fundFen: null, cashFen: -100 };
  expect(sumsInWords({ sums })).toBe('共 3 笔，总费用 1200.50 元，自己付 -1 元');
});

test('the days of a treatment, as far as they are known', () => {
  const days = { treatedFrom: '2025-11-02', treatedTo: '2025-11-09' };
  expect(treatmentDaysText(days)).toBe('2025-11-02 至 2025-11-09');
  expect(treatmentDaysText({ treatedFrom: '2025-11-02' })).toBe('2025-11-02');
  const oneDay = { treatedFrom: '2025-11-02', treatedTo: '2025-11-02' };
  expect(treatmentDaysText(oneDay)).toBe('2025-11-02');
  expect(treatmentDaysText({})).toBe('');
});

test('a bill’s parts by the number of its line, what is nothing left out', () => {
  const none = {
    deductibleFen: 0,
    fullSelfPayFen: 0,
    overLimitFen: 0,
    preSelfPayFen: 0,
    inScopeFen: 0,
    basicFundFen: 0,
    seriousIllnessFen: 0,
    medicalAidFen: 0,
  };
  const billParts = { ...none, deductibleFen: 30_000, basicFundFen: -1_250 };
  expect(billPartLines([{ billParts: none }, {}, { billParts }])).toEqual([
    '第 3 笔：起付线 300 元，基本医保 -12.50 元',
  ]);
});

test('who asked for what stands first, what is not known is left out', () => {
  const frame = { organisationName: '示例单位', purpose: 'CLAIM', caseNo: null } as const;
  const days = { dataFrom: '2025-01-01', dataTo: '2025-11-20' };
  const shown = { ...nothing, cover: { insured: null }, sums: null };
  expect(lookHead({ ...frame, ...days }, shown)).toEqual([
    { label: '查询机构', text: '示例单位' },
    { label: '用途', text: '商业保险理赔' },
    { label: '查询的时间段', text: '2025-01-01 至 2025-11-20' },
    { label: '今年参保', text: '今年不在查询的时间段里，没有给看' },
  ]);
});
