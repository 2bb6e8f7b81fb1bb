import { consentFields } from '@yibao/shared/rules/consent-fields';
import { consentModes } from '@yibao/shared/rules/consent-scope';
import { asked, fieldViews, today } from '../testing/examples';
import {
  completed,
  isSensitive,
  keepChoices,
  levelOf,
  mayNarrow,
  missingIn,
  oftenChoices,
  partsOf,
  type Scope,
  scopeParts,
  toggleFields,
  toggleMode,
  untilChoices,
} from './scope';

test('fields are taken away and given back in their order, never added', () => {
  const less = toggleFields(asked, asked, ['settledOn', 'fullName'], false);
  expect(less.fields).toEqual(['nameMasked', 'insured', 'totalFen', 'fundFen']);
  expect(toggleFields(less, asked, ['settledOn'], true).fields).toEqual([
    'nameMasked',
    'insured',
    'settledOn',
    'totalFen',
    'fundFen',
  ]);
  expect(toggleFields(less, asked, ['documentNumber'], true)).toEqual(less);
});

test('a print needs its preview, and everything needs the look', () => {
  const noPreview = toggleMode(asked, asked, 'PREVIEW', false);
  expect(noPreview.modes).toEqual(['VIEW', 'EXPORT']);
  expect(toggleMode(noPreview, asked, 'PRINT', true).modes).toEqual([...consentModes]);
  expect(toggleMode(asked, asked, 'PRINT', false).modes).toEqual(['VIEW', 'PREVIEW', 'EXPORT']);
});

test('only the parts that mean something are asked about', () => {
  expect(partsOf(asked)).toEqual([...scopeParts]);
  expect(partsOf({ ...asked, fields: ['insured'] })).not.toContain('kinds');
  expect(partsOf({ ...asked, fields: ['nameMasked'] })).not.toContain('period');
});

test('what cannot be less is not a question', () => {
  const least: Scope = {
    ...asked,
    fields: ['insured'],
    kinds: ['inpatient'],
    dataFrom: '2025-11-01',
    validDays: 1,
    frequency: { unit: 'TOTAL', limit: 1 },
    modes: ['VIEW'],
    retentionDays: 0,
  };
  expect(scopeParts.filter((part) => mayNarrow(part, least))).toEqual([]);
  expect(scopeParts.filter((part) => mayNarrow(part, asked))).toEqual([...scopeParts]);
});

test('the level is of what is left, and an unknown field is the most sensitive', () => {
  const views = fieldViews(consentFields);
  expect(levelOf(asked, views)).toBe(3);
  expect(levelOf({ fields: ['totalFen'] }, views)).toBe(2);
  expect(isSensitive({ fields: ['insured', 'nameMasked'] }, views)).toBe(false);
  expect(levelOf({ fields: ['insured'] }, [])).toBe(3);
});

test('as often, or more rarely', () => {
  const words = oftenChoices({ unit: 'DAY', limit: 5 }).map(({ label }) => label);
  expect(words).toEqual([
    '每天最多 5 次',
    '每天最多 2 次',
    '每天最多 1 次',
    '一共最多 5 次',
    '一共最多 3 次',
    '一共只能看 1 次',
  ]);
  expect(oftenChoices({ unit: 'TOTAL', limit: 1 })).toHaveLength(1);
});

test('as long, or shorter', () => {
  expect(untilChoices(60, today).map(({ label, note }) => `${label} ${String(note)}`)).toEqual([
    '60 天 到 2026 年 1 月 19 日',
    '30 天 到 2025 年 12 月 20 日',
    '7 天 到 2025 年 11 月 27 日',
    '1 天 到 2025 年 11 月 21 日',
  ]);
  expect(keepChoices(30).map(({ days }) => days)).toEqual([30, 7, 0]);
  expect(keepChoices(0).map(({ label }) => label)).toEqual(['案件办完当天就要删掉']);
});

test('nothing at all is a no, and a kind of visit has to be left', () => {
  expect(missingIn(asked)).toBeUndefined();
  expect(missingIn({ ...asked, fields: [] })?.part).toBe('fields');
  expect(missingIn({ ...asked, kinds: [] })?.part).toBe('kinds');
  const noVisits: Scope = { ...asked, fields: ['insured'], kinds: [] };
  expect(missingIn(noVisits)).toBeUndefined();
  expect(completed(noVisits, asked).kinds).toEqual(asked.kinds);
});
