/** Invented consents for the tests of the models. */
import { type ConsentField, consentFieldInfo } from '@yibao/shared/rules/consent-fields';
import { consentModes } from '@yibao/shared/rules/consent-scope';
import { settlementKinds } from '@yibao/shared/rules/settlement';
import type { FieldView, Scope } from '../model/scope';
import type { Detail, Line } from '../model/words';

export const now = Date.parse('2025-11-20T09:00:00+08:00');
export const today = '2025-11-20';

export const fieldViews = (fields: readonly ConsentField[]): FieldView[] =>
  fields.map((field) => ({ field, ...consentFieldInfo[field] }));

export const asked: Scope = {
  fields: ['nameMasked', 'insured', 'settledOn', 'totalFen', 'fundFen', 'fullName'],
  kinds: [...settlementKinds],
  dataFrom: '2023-12-01',
  dataTo: '2025-11-20',
  validDays: 60,
  frequency: { unit: 'DAY', limit: 5 },
  modes: [...consentModes],
  retentionDays: 30,
};

export const line: Line = {
  consentId: '00000000-0000-4000-8000-000000000011',
  person: {
    personId: '00000000-0000-4000-8000-000000000001',
    name: '许慧兰',
    nameMasked: '许*兰',
    documentType: 'residentId',
    documentMasked: '340603********9885',
  },
  isWard: false,
  beganByPerson: false,
  organisationName: '相山矿业（虚构）有限公司',
  organisationKind: 'employer',
  purpose: 'SECOND_REIMBURSEMENT',
  purposeLabel: '单位二次报销',
  status: 'requested',
  statusLabel: '等您决定',
  endReason: null,
  sentence: '对方想看您的医保信息，同意不同意都由您决定',
  requestedAt: Date.parse('2025-11-19T10:00:00+08:00'),
  until: Date.parse('2025-12-19T10:00:00+08:00'),
  looks: 0,
  denials: 0,
  lastLookAt: null,
};

export const detail: Detail = {
  line,
  organisation: {
    organisationId: '00000000-0000-4000-8000-000000000021',
    name: line.organisationName,
    kind: 'employer',
    creditCode: '91340600MA2XXXXX8X',
    contact: '工会 0561-0000000',
    agreementNumber: 'YB-2025-001',
  },
  words: '给您办今年的互助补充报销',
  caseNo: 'HZ-2025-18',
  requested: asked,
  granted: null,
  fields: fieldViews(asked.fields),
  maxLevel: 3,
  validFrom: null,
  validTo: null,
  grantedByGuardian: false,
  verification: null,
  looksLeft: null,
  notice: { version: 'consent-2025-11', textHash: 'a'.repeat(64), title: '告知书', paragraphs: [] },
  eraseBy: null,
  erasedAt: null,
  obstacle: null,
  may: ['grant', 'deny', 'complain'],
};
