import { insuredOtherwise, insuredOtherwiseSentence } from './insured-otherwise';

const home = ['340600'];
const relation = (insurance: 'resident' | 'employee', poolingArea: string, status = 'active') => ({
  insurance,
  status: status as 'active' | 'suspended' | 'ended',
  poolingArea,
  poolingAreaName: poolingArea === '340600' ? '淮北市' : '徐州市',
});

test.each([
  ['nothing', [], false, null],
  ['last year’s insurance here', [relation('resident', '340600')], false, null],
  ['a job here', [relation('employee', '340600')], false, { kind: 'employee', placeName: null }],
  ['a job that ended', [relation('employee', '340600', 'ended')], false, null],
  [
    'another city',
    [relation('resident', '320300')],
    false,
    { kind: 'elsewhere', placeName: '徐州市' },
  ],
  [
    'a job in another city',
    [relation('employee', '320300')],
    false,
    { kind: 'elsewhere', placeName: '徐州市' },
  ],
  ['another city, suspended', [relation('resident', '320300', 'suspended')], false, null],
  [
    'paid, whatever else',
    [relation('employee', '340600')],
    true,
    { kind: 'paid', placeName: null },
  ],
])('%s', (_what, insurances, isPaid, expected) => {
  expect(insuredOtherwise(insurances, isPaid, home)).toEqual(expected);
});

test('the sentence names the day on which it was known', () => {
  const on = '2025-11-20';
  expect(insuredOtherwiseSentence({ kind: 'employee', placeName: null }, 2026, on)).toBe(
    '在参加职工医保，不用缴居民医保（2025 年 11 月 20 日核对）',
  );
  expect(insuredOtherwiseSentence({ kind: 'elsewhere', placeName: '徐州市' }, 2026, on)).toBe(
    '在徐州市参保，不用在这里缴（2025 年 11 月 20 日核对）',
  );
  expect(insuredOtherwiseSentence({ kind: 'paid', placeName: null }, 2026, on)).toBe(
    '2026 年度由别处的另一笔缴费保障，不用再缴（2025 年 11 月 20 日核对）',
  );
});
