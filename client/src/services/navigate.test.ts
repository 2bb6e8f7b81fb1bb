import { idParam, param, stepParam } from './navigate';

jest.mock('@tarojs/taro', () => ({ __esModule: true, default: {} }));

const personId = '00000000-0000-4000-8000-000000000001';

test.each([
  ['as we write it', personId, personId],
  ['words', '您的账户已被冻结，请拨打 400', ''],
  ['an id and words', `${personId} 请拨打 400`, ''],
  ['broken', '%E4%B8', ''],
  ['missing', undefined, ''],
])('an id in an address: %s', (_what, value, read) => {
  expect(idParam(value === undefined ? {} : { personId: value }, 'personId')).toBe(read);
});

test('what cannot be decoded reads as missing', () => {
  expect(param({ year: '%' }, 'year')).toBe('');
  expect(param({ year: '2026' }, 'year')).toBe('2026');
});

test.each([
  ['who', 'who'],
  ['done', undefined],
  ['toString', undefined],
  ['', undefined],
])('a step in an address: %s', (asked, step) => {
  expect(stepParam({ step: asked }, { who: 1, face: 2 })).toBe(step);
});
