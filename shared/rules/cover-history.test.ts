import { policyFor } from '../policy';
import { reckonCover } from './cover-history';

const policyOf = (year: number) => {
  const policy = policyFor('340600', year);
  return policy?.status === 'published' ? policy : null;
};
const reckon = (
  coverageYear: number,
  paidOn: string,
  insuredYears: number[],
  birthDate = '1980-01-01',
) => reckonCover({ coverageYear, paidOn, insuredYears, birthDate }, policyOf(coverageYear));

test.each([
  ['a year without a policy', 2019, '2018-11-12', '2019-01-01'],
  ['paid within it', 2019, '2019-03-05', '2019-03-06'],
  ['in the window', 2025, '2024-11-12', '2025-01-01'],
  ['in the extension', 2025, '2025-01-10', '2025-01-11'],
])('%s: from %i', (_name, year, paidOn, from) => {
  const insured = [year - 1, year];
  expect(reckon(year, paidOn, insured)).toMatchObject({
    from,
    to: `${year}-12-31`,
    waitingUntil: null,
  });
});

test('paid late, one waits three months and is told why', () => {
  const cover = reckon(2025, '2025-04-01', [2024, 2025]);
  expect(cover).toMatchObject({ from: '2025-07-02', waitingUntil: '2025-07-01' });
  expect(cover!.waitingReason).toContain('3 个月');
});

test('a newborn is covered from birth', () => {
  expect(reckon(2024, '2024-06-21', [2024], '2024-06-01')).toMatchObject({ from: '2024-06-01' });
  expect(reckon(2019, '2019-06-21', [2019], '2019-06-01')).toMatchObject({ from: '2019-06-01' });
});

test('on the last day there is nothing left to cover', () => {
  expect(reckon(2019, '2019-12-31', [2019])).toBeNull();
});
