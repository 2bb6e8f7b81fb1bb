import fc from 'fast-check';
import { consentFields } from '@yibao/shared/rules/consent-fields';
import {
  consentModes,
  type ConsentScope,
  frequencyUnits,
  widerParts,
} from '@yibao/shared/rules/consent-scope';
import { settlementKinds } from '@yibao/shared/rules/settlement';
import { testSeed } from '@yibao/shared/rules/testing/seed';
import { asked, today } from '../testing/examples';
import { readScope } from './kept-scope';
import { beginWith, endWith, periodChoices } from './period';
import {
  keepChoices,
  oftenChoices,
  type Scope,
  toggleFields,
  toggleKind,
  toggleMode,
  untilChoices,
} from './scope';

jest.mock('@tarojs/taro', () => ({ __esModule: true, default: {} }));

const seed = testSeed();

test('what the device kept is read back; what it cannot have kept is not', () => {
  const chosen: Scope = { ...toggleKind(asked, asked, 'other', false), dataFrom: '2025-01-01' };
  expect(readScope(JSON.stringify(chosen), asked, asked)).toEqual(chosen);
  expect(readScope(undefined, asked, asked)).toEqual(asked);
  expect(readScope('nonsense', asked, asked)).toEqual(asked);
});

const day = fc
  .date({ min: new Date('2015-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
  .map((each) => each.toISOString().slice(0, 10));

const someScope: fc.Arbitrary<ConsentScope> = fc
  .record({
    fields: fc.subarray([...consentFields], { minLength: 1 }),
    kinds: fc.subarray([...settlementKinds], { minLength: 1 }),
    days: fc
      .tuple(day, day)
      .map(([a, b]) => (a < b ? { dataFrom: a, dataTo: b } : { dataFrom: b, dataTo: a })),
    validDays: fc.integer({ min: 1, max: 400 }),
    frequency: fc.record({
      unit: fc.constantFrom(...frequencyUnits),
      limit: fc.integer({ min: 1, max: 40 }),
    }),
    others: fc.subarray(['PREVIEW', 'PRINT', 'EXPORT'] as const),
    retentionDays: fc.integer({ min: 0, max: 180 }),
  })
  .map(({ days, others, ...rest }) => ({
    ...rest,
    ...days,
    modes: ['VIEW', ...others],
  }));

test('whatever is pressed and whatever was kept: never more than was asked', () => {
  const month = fc.record({
    year: fc.integer({ min: 2014, max: 2027 }),
    month: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(
      someScope,
      someScope,
      fc.subarray([...consentFields]),
      fc.constantFrom(...consentModes),
      fc.boolean(),
      month,
      (wide, kept, fields, mode, on, at) => {
        const scope = readScope(JSON.stringify(kept), wide, wide);
        const narrowed = [
          scope,
          toggleFields(scope, wide, fields, on),
          toggleMode(scope, wide, mode, on),
          { ...scope, ...beginWith(at, scope, wide) },
          { ...scope, ...endWith(at, scope, wide) },
          ...periodChoices(wide, today, '对方要的全部').map(({ dataFrom, dataTo }) => ({
            ...scope,
            dataFrom,
            dataTo,
          })),
          ...oftenChoices(wide.frequency).map(({ frequency }) => ({ ...scope, frequency })),
          ...untilChoices(wide.validDays, today).map(({ days }) => ({ ...scope, validDays: days })),
          ...keepChoices(wide.retentionDays).map(({ days }) => ({ ...scope, retentionDays: days })),
        ];
        for (const each of narrowed) {
          expect(widerParts(each, wide)).toEqual([]);
          expect(each.dataFrom <= each.dataTo).toBe(true);
          expect(each.modes).toContain('VIEW');
        }
      },
    ),
    { seed, numRuns: 300 },
  );
});
