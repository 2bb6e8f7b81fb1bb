import { type Input } from '@yibao/shared/contracts';
import { type ApiAction } from './api-actions';

const requestId = 'sandbox-request-0001';
const consentId = '2f1c1a52-6a1e-4b58-9a53-0f6f2b1f6d01';
const caseId = '2f1c1a52-6a1e-4b58-9a53-0f6f2b1f6d02';
const lookId = '2f1c1a52-6a1e-4b58-9a53-0f6f2b1f6d03';
const previewId = '2f1c1a52-6a1e-4b58-9a53-0f6f2b1f6d04';

/** One honest call of each action, for the document; nobody's name, number and ids. */
export const apiExamples: { [A in ApiAction]: Input<A> } = {
  'partner.me': {},
  'partner.request': {
    requestId,
    people: [{ name: '示例甲', documentType: 'residentId', documentNumber: '340603202402290019' }],
    caseNo: 'LP-2025-0001',
    purpose: 'CLAIM',
    scope: {
      fields: ['nameMasked', 'settledOn', 'kind', 'institutionName', 'totalFen', 'fundFen'],
      kinds: ['inpatient'],
      dataFrom: '2025-01-01',
      dataTo: '2025-11-20',
      validDays: 30,
      frequency: { unit: 'DAY', limit: 3 },
      modes: ['VIEW', 'PREVIEW', 'PRINT'],
      retentionDays: 60,
    },
    words: '住院理赔，核对看病花了多少',
  },
  'partner.withdraw': { requestId, consentId },
  'partner.takeUp': { requestId, consentId, caseNo: 'LP-2025-0001' },
  'partner.consents': { status: 'active', caseNo: 'LP-2025-0001' },
  'partner.look': {
    consentId,
    fields: ['nameMasked', 'settledOn', 'totalFen', 'fundFen'],
    kinds: ['inpatient'],
    dataFrom: '2025-01-01',
    dataTo: '2025-11-20',
  },
  'partner.next': { cursor: 'as-the-look-answered-it' },
  'partner.firstPage': { lookId },
  'partner.preview': { lookId },
  'partner.print': { previewId },
  'partner.export': { lookId },
  'partner.cases': { show: 'toErase' },
  'partner.closeCase': { requestId, caseId },
  'partner.confirmErased': { requestId, caseId },
};
