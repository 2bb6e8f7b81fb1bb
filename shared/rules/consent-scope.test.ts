import fc from 'fast-check';
import { consentFields, highestLevel, shippedFieldLevels } from './consent-fields';
import {
  consentModes,
  type ConsentScope,
  frequencyUnits,
  widerParts,
  wrongDay,
} from './consent-scope';
import { settlementKinds } from './settlement';

const scope: ConsentScope = {
  fields: ['nameMasked', 'settledOn', 'totalFen'],
  kinds: ['inpatient', 'outpatient'],
  dataFrom: '2025-01-01',
  dataTo: '2025-11-20',
  validDays: 30,
  frequency: { unit: 'WEEK', limit: 5 },
  modes: ['VIEW', 'PRINT'],
  retentionDays: 30,
};

test('the same, and less of each part, lies within', () => {
  expect(widerParts(scope, scope)).toEqual([]);
  const less: ConsentScope = {
    fields: ['totalFen'],
    kinds: ['inpatient'],
    dataFrom: '2025-06-01',
    dataTo: '2025-06-01',
    validDays: 1,
    frequency: { unit: 'WEEK', limit: 1 },
    modes: ['VIEW'],
    retentionDays: 0,
  };
  expect(widerParts(less, scope)).toEqual([]);
});

test.each<[keyof ConsentScope, Partial<ConsentScope>]>([
  ['fields', { fields: ['cashFen'] }],
  ['kinds', { kinds: ['inpatient', 'pharmacy'] }],
  ['dataFrom', { dataFrom: '2024-12-31' }],
  ['dataTo', { dataTo: '2025-11-21' }],
  ['validDays', { validDays: 31 }],
  ['frequency', { frequency: { unit: 'WEEK', limit: 6 } }],
  ['frequency', { frequency: { unit: 'DAY', limit: 5 } }],
  ['modes', { modes: ['VIEW', 'EXPORT'] }],
  ['retentionDays', { retentionDays: 31 }],
])('more of %s does not', (part, change) => {
  expect(widerParts({ ...scope, ...change }, scope)).toEqual([part]);
});

test('so many at all are fewer than as many a week', () => {
  const total = { ...scope, frequency: { unit: 'TOTAL' as const, limit: 5 } };
  expect(widerParts(total, scope)).toEqual([]);
  expect(widerParts(scope, total)).toEqual(['frequency']);
});

const anyScope: fc.Arbitrary<ConsentScope> = fc.record({
  fields: fc.subarray([...consentFields], { minLength: 1 }),
  kinds: fc.subarray([...settlementKinds], { minLength: 1 }),
  dataFrom: fc.constantFrom('2024-01-01', '2024-07-01', '2025-01-01'),
  dataTo: fc.constantFrom('2025-02-01', '2025-06-30', '2025-11-20'),
  validDays: fc.integer({ min: 1, max: 90 }),
  frequency: fc.record({
    unit: fc.constantFrom(...frequencyUnits),
    limit: fc.integer({ min: 1, max: 9 }),
  }),
  modes: fc.subarray([...consentModes], { minLength: 1 }),
  retentionDays: fc.integer({ min: 0, max: 90 }),
});

test('narrower than narrower is narrower', () => {
  fc.assert(
    fc.property(anyScope, anyScope, anyScope, (a, b, c) => {
      const isWithin = (x: ConsentScope, y: ConsentScope) => widerParts(x, y).length === 0;
      return !(isWithin(a, b) && isWithin(b, c)) || isWithin(a, c);
    }),
    { seed: 20251120, numRuns: 2000 },
  );
});

test('the level of a choice is that of its most sensitive field; an unknown field has none', () => {
  expect(highestLevel([], shippedFieldLevels)).toBe(1);
  expect(highestLevel(['nameMasked', 'totalFen'], shippedFieldLevels)).toBe(2);
  expect(highestLevel(['documentNumber', 'insured'], shippedFieldLevels)).toBe(3);
  expect(highestLevel(['totalFen'], { insured: 1 })).toBeNull();
});

test.each([
  ['2025-02-30', '2025-11-20', 'dataFrom'],
  ['2025-02-30', '2025-03-01', 'dataFrom'],
  ['2025-01-01', '2025-13-01', 'dataTo'],
  ['2025-01-02', '2025-01-01', 'dataTo'],
])('from %s to %s is no time', (dataFrom, dataTo, part) => {
  expect(wrongDay({ dataFrom, dataTo })?.part).toBe(part);
});

test('one day is a time', () => {
  expect(wrongDay({ dataFrom: '2025-01-01', dataTo: '2025-01-01' })).toBeNull();
});
