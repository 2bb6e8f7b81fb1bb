import { consentFields } from '@yibao/shared/rules/consent-fields';
import { widerParts } from '@yibao/shared/rules/consent-scope';
import { asked, detail, fieldViews, today } from '../testing/examples';
import { findParties, type Party, sensibleScope } from './begin';
import type { Scope } from './scope';

const ceiling: Scope = {
  ...asked,
  fields: [...consentFields],
  dataFrom: '2020-11-20',
  dataTo: '2026-11-20',
  validDays: 365,
  frequency: { unit: 'DAY', limit: 30 },
  retentionDays: 180,
};
const party: Party = {
  ...detail.organisation,
  agreementId: '00000000-0000-4000-8000-000000000031',
  purposes: ['SECOND_REIMBURSEMENT'],
  ceiling,
  fields: fieldViews(consentFields),
};
const insurer: Party = {
  ...party,
  name: '安澜人寿（虚构）',
  kind: 'insurer',
  creditCode: '91340600MA2ALRS00A',
};

test('a name, a part of it or a credit code as it stands on paper finds the organisation', () => {
  const both = [party, insurer];
  expect(findParties(both, '')).toEqual(both);
  expect(findParties(both, ' 安澜 ')).toEqual([insurer]);
  expect(findParties(both, '9134 0600 ma2a')).toEqual([insurer]);
  expect(findParties(both, '', 'employer')).toEqual([party]);
  expect(findParties(both, '没有的')).toEqual([]);
});

test('what one begins with is little: two years, nothing very sensitive, ninety days, no files', () => {
  const scope = sensibleScope(party, 'SECOND_REIMBURSEMENT', today);
  expect(widerParts(scope, ceiling)).toEqual([]);
  expect(scope).toMatchObject({
    dataFrom: '2024-01-01',
    dataTo: '2025-12-31',
    validDays: 90,
    frequency: { unit: 'DAY', limit: 5 },
    modes: ['VIEW', 'PREVIEW', 'PRINT'],
    retentionDays: 30,
  });
  expect(scope.fields).not.toContain('documentNumber');
  expect(scope.fields).toContain('totalFen');
});

test('an insurer that has yet to insure looks once', () => {
  expect(sensibleScope(insurer, 'UNDERWRITING', today).frequency).toEqual({
    unit: 'TOTAL',
    limit: 1,
  });
});

test('a narrow agreement stays as narrow', () => {
  const narrow: Scope = {
    ...ceiling,
    fields: ['fullName'],
    dataFrom: '2022-01-01',
    dataTo: '2022-12-31',
    validDays: 7,
    frequency: { unit: 'TOTAL', limit: 2 },
    modes: ['VIEW'],
    retentionDays: 0,
  };
  const given = { ...party, ceiling: narrow };
  expect(sensibleScope(given, 'CLAIM', today)).toEqual(narrow);
});
