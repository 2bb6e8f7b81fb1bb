import { consentPolicyOf } from '../policy/consent';
import { shippedFieldLevels } from './consent-fields';
import type { ScopeBounds } from './consent-limits';
import { excessOfRequest, excessParts } from './consent-request';
import type { ConsentScope } from './consent-scope';

const facts: ScopeBounds = {
  agreement: {
    fields: ['nameMasked', 'settledOn', 'totalFen', 'documentNumber'],
    modes: ['VIEW', 'PREVIEW', 'PRINT'],
    maxLevel: 2,
  },
  levels: shippedFieldLevels,
  policy: consentPolicyOf('340600'),
  purpose: 'CLAIM',
  today: '2025-11-20',
};
const scope: ConsentScope = {
  fields: ['nameMasked', 'settledOn', 'totalFen'],
  kinds: ['inpatient'],
  dataFrom: '2023-11-20',
  dataTo: '2025-11-20',
  validDays: 90,
  frequency: { unit: 'DAY', limit: 5 },
  modes: ['VIEW', 'PRINT'],
  retentionDays: 180,
};
const partsOf = (change: Partial<ConsentScope>, other: Partial<ScopeBounds> = {}) =>
  excessOfRequest({ ...scope, ...change }, { ...facts, ...other }).map(({ part }) => part);

test('what goes exactly as far as agreement and policy may be asked for', () => {
  expect(partsOf({})).toEqual([]);
});

test.each<[string, Partial<ConsentScope>, string[]]>([
  ['a field outside the agreement', { fields: ['cashFen'] }, ['fields']],
  [
    'a field above its level',
    {
      fields: ['documentNumber'],
      frequency: { unit: 'DAY', limit: 1 },
      dataFrom: '2025-01-01',
      validDays: 30,
    },
    ['fields'],
  ],
  ['a use outside the agreement', { modes: ['EXPORT'] }, ['modes']],
  ['a day too early', { dataFrom: '2023-11-19' }, ['dataFrom']],
  ['a day that the consent never reaches', { dataTo: '2026-02-19' }, ['dataTo']],
  ['a day too long', { validDays: 91 }, ['validDays']],
  ['a look too many', { frequency: { unit: 'DAY', limit: 6 } }, ['frequency']],
  ['as many in a week as seven days have', { frequency: { unit: 'WEEK', limit: 35 } }, []],
  ['one more in a week', { frequency: { unit: 'WEEK', limit: 36 } }, ['frequency']],
  ['as many in all as its days have', { frequency: { unit: 'TOTAL', limit: 450 } }, []],
  ['one more in all', { frequency: { unit: 'TOTAL', limit: 451 } }, ['frequency']],
  ['kept a day too long', { retentionDays: 181 }, ['retentionDays']],
  ['several at once', { validDays: 91, modes: ['EXPORT'] }, ['modes', 'validDays']],
])('%s', (_name, change, parts) => {
  expect(partsOf(change)).toEqual(parts);
});

test('a person who leaves the looks as they were and shortens the days is not refused', () => {
  const shortened = { ...scope, frequency: { unit: 'TOTAL', limit: 450 } as const, validDays: 30 };
  const [often] = excessOfRequest(shortened, facts);
  expect(often).toEqual({
    part: 'frequency',
    message: '按要看的内容里最敏感的一项，最多每天查看 5 次',
  });
  expect(excessParts(shortened, facts)).toEqual([]);
});

test('underwriting may go back five years, for one look in all', () => {
  const once = { unit: 'TOTAL', limit: 1 } as const;
  const asked = { dataFrom: '2020-11-20', frequency: once };
  const underwriting = { purpose: 'UNDERWRITING' } as const;
  expect(partsOf(asked, underwriting)).toEqual([]);
  expect(partsOf({ ...asked, frequency: { ...once, limit: 2 } }, underwriting)).toEqual([
    'frequency',
  ]);
  // one a day is more than one in all
  const daily = { ...asked, frequency: { unit: 'DAY', limit: 1 } as const };
  expect(partsOf(daily, underwriting)).toEqual(['frequency']);
  expect(partsOf({ ...daily, validDays: 1 }, underwriting)).toEqual([]);
});

test('a field that left the catalogue is shown to nobody, so nobody asks for it', () => {
  const { nameMasked, settledOn } = shippedFieldLevels;
  expect(partsOf({}, { levels: { nameMasked, settledOn } })).toEqual(['fields']);
});
