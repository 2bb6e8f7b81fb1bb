import { consentPolicyOf } from '../policy/consent';
import { type Agreement } from './consent-decision';
import { consentFields, shippedFieldLevels } from './consent-fields';
import { ceilingOf, isAgreed, stillGrantable } from './consent-limits';
import { excessParts } from './consent-request';
import { consentModes, type ConsentScope, widerParts, wrongDay } from './consent-scope';
import { settlementKinds } from './settlement';

const policy = consentPolicyOf('340600');
const levels = shippedFieldLevels;
const today = '2025-11-20';
const agreement: Agreement = {
  isActive: true,
  periodFrom: '2025-01-01',
  periodTo: '2025-12-31',
  purposes: ['CLAIM', 'UNDERWRITING'],
  fields: [...consentFields],
  modes: [...consentModes],
  maxLevel: 3,
};
const scope: ConsentScope = {
  fields: ['nameMasked', 'totalFen'],
  kinds: [...settlementKinds],
  dataFrom: '2023-11-20',
  dataTo: today,
  validDays: 90,
  frequency: { unit: 'DAY', limit: 1000 },
  modes: ['VIEW'],
  retentionDays: 180,
};
const bounds = { agreement, levels, policy, purpose: 'CLAIM' as const, today };
const partsBeyond = (...given: Parameters<typeof excessParts>) =>
  excessParts(...given).map(({ part }) => part);
const beyond = (change: Partial<ConsentScope>, of: Partial<typeof bounds> = {}) =>
  partsBeyond({ ...scope, ...change }, { ...bounds, ...of });

test('at its bounds a scope is within; how often is counted when it is used', () => {
  expect(beyond({})).toEqual([]);
});

test.each<[string, Partial<ConsentScope>, Partial<typeof bounds>, string[]]>([
  ['a day more of data', { dataFrom: '2023-11-19' }, {}, ['dataFrom']],
  ['a day more of validity', { validDays: 91 }, {}, ['validDays']],
  ['a day more of retention', { retentionDays: 181 }, {}, ['retentionDays']],
  ['two things at once', { validDays: 91, retentionDays: 181 }, {}, ['validDays', 'retentionDays']],
  [
    'a number in full: a year, a month',
    { fields: ['documentNumber'] },
    {},
    ['dataFrom', 'validDays'],
  ],
  ['the lowest level: ten years', { fields: ['insured'], dataFrom: '2015-11-20' }, {}, []],
  [
    'underwriting: five years',
    { dataFrom: '2020-11-20' },
    { purpose: 'UNDERWRITING' as never },
    [],
  ],
  [
    'underwriting: not six',
    { dataFrom: '2019-11-20' },
    { purpose: 'UNDERWRITING' as never },
    ['dataFrom'],
  ],
  [
    'a mode not agreed',
    { modes: ['EXPORT'] },
    { agreement: { ...agreement, modes: ['VIEW'] } },
    ['modes'],
  ],
  ['a field not agreed', {}, { agreement: { ...agreement, fields: ['nameMasked'] } }, ['fields']],
  ['a level not agreed', {}, { agreement: { ...agreement, maxLevel: 1 } }, ['fields']],
  ['a field of no catalogue', {}, { levels: { nameMasked: 1 } }, ['fields']],
])('%s', (_what, change, of, parts) => {
  expect(beyond(change, of)).toEqual(parts);
});

test.each<[string, Partial<Agreement>, object, boolean]>([
  ['in force', {}, {}, true],
  ['its first day', { periodFrom: today }, {}, true],
  ['its last day', { periodTo: today }, {}, true],
  ['before it', { periodFrom: '2025-11-21' }, {}, false],
  ['after it', { periodTo: '2025-11-19' }, {}, false],
  ['ended', { isActive: false }, {}, false],
  ['another purpose', { purposes: ['UNDERWRITING'] }, {}, false],
  ['an employer does not pay claims', {}, { kind: 'employer' }, false],
])('an agreement: %s', (_what, change, of, expected) => {
  const terms = { purpose: 'CLAIM', kind: 'insurer', policy, today, ...of } as const;
  expect(isAgreed({ ...agreement, ...change }, terms)).toBe(expected);
});

test('the ceiling passes for every purpose of the agreement, at every ceiling of level', () => {
  const { purposes } = agreement;
  for (const maxLevel of [1, 2, 3] as const) {
    const own = { ...agreement, maxLevel };
    const ceiling = ceilingOf({ ...bounds, agreement: own, purposes });
    expect(ceiling).not.toBeNull();
    for (const purpose of purposes) {
      expect(partsBeyond(ceiling!, { ...bounds, agreement: own, purpose })).toEqual([]);
    }
    expect(wrongDay(ceiling!)).toBeNull();
  }
  expect(ceilingOf({ ...bounds, purposes: [] })).toBeNull();
  expect(ceilingOf({ ...bounds, levels: {}, purposes })).toBeNull();
});

test('what was asked for stays grantable while days pass, and is never more than was asked', () => {
  for (const day of ['2025-11-20', '2025-12-01', '2026-02-28', '2027-12-01']) {
    const still = stillGrantable(scope, { ...bounds, today: day });
    expect(widerParts(still, scope)).toEqual([]);
    if (day < '2027') expect(partsBeyond(still, { ...bounds, today: day })).toEqual([]);
  }
  const withoutTotal = stillGrantable(scope, { ...bounds, levels: { nameMasked: 1 } });
  expect(withoutTotal.fields).toEqual(['nameMasked']);
  expect(stillGrantable(scope, { ...bounds, levels: {} }).fields).toEqual(scope.fields);
});
