import type { Output } from '@yibao/shared/contracts';
import type { Quote, Start } from '../model/answers';

/** A mother, her husband known to the registry, nothing begun yet. All of them invented. */
export const start: Start = {
  applicant: {
    personId: '00000000-0000-4000-8000-000000000001',
    name: '唐心怡',
    nameMasked: '唐*怡',
    documentType: 'residentId',
    documentMasked: '340603********0025',
  },
  role: 'mother',
  spouse: { nameMasked: '乔*远', documentMasked: '340603********0017' },
  spouseLookup: 'found',
  today: '2025-11-20',
  windowDays: 90,
  nextYearFromMonth: 10,
  householdAreas: [
    { code: '340603', name: '相山区' },
    { code: '340621', name: '濉溪县' },
  ],
  items: [
    { kind: 'household', title: '上户口', department: '公安', note: '' },
    { kind: 'socialCard', title: '社保卡', department: '人社', note: '' },
    { kind: 'vaccination', title: '预防接种证', department: '疾控', note: '' },
    { kind: 'maternity', title: '生育费用报销', department: '医保', note: '' },
  ],
  draft: null,
  applications: [],
};

/** Everything typed as it should be. */
export const typed = {
  certificateNumber: 't340012345',
  babyName: '乔 一诺',
  sex: 'female',
  bornOn: '2025-11-18',
  bornAtTime: '08:26',
};

const fee = { standardFen: 40_000, subsidyFen: 0, payableFen: 40_000 };

export const quote: Quote = {
  withinWindow: true,
  windowEnds: '2026-02-16',
  sentence: '缴 400 元，从出生那天起可以报销',
  years: [2025, 2026].map((coverageYear) => ({
    coverageYear,
    fee,
    cover: { from: '2025-11-18', to: '2025-12-31' },
    payBy: '2026-02-16',
    fromBirth: true,
    sentence: `${coverageYear} 年缴 400 元`,
    subsidyReason: null,
    rules: [],
  })),
  nextYearOffered: true,
};

type Application = Output<'newborn.get'>;

export const applicationId = '00000000-0000-4000-8000-00000000000a';
export const enrollmentId = '00000000-0000-4000-8000-00000000000e';

const step = (
  which: Application['timeline'][number]['step'],
  title: string,
  state: Application['timeline'][number]['state'],
  note = '',
): Application['timeline'][number] => ({
  step: which,
  title,
  department: '公安',
  state,
  at: null,
  note,
  canSendAgain: false,
});

/** Approved a moment ago, to be paid. */
export const approved: Application = {
  applicationId,
  reference: 'XSE20251120000001',
  status: 'approved',
  label: '已通过',
  sentence: '已经通过，宝宝参保登记好了。',
  babyName: '乔一诺',
  bornOn: '2025-11-18',
  submittedAt: Date.parse('2025-11-20T09:00:00+08:00'),
  statusSince: Date.parse('2025-11-20T09:00:00+08:00'),
  decidedAt: Date.parse('2025-11-20T09:00:00+08:00'),
  advice: [],
  role: 'applicant',
  parentRole: 'mother',
  baby: {
    personId: '00000000-0000-4000-8000-00000000000b',
    name: '乔一诺',
    nameMasked: '乔*诺',
    sex: 'female',
    bornOn: '2025-11-18',
    bornAtTime: '08:26',
    documentType: 'birthCertificate',
    documentMasked: 'T********5',
  },
  otherParentMasked: '乔*远',
  checks: [
    {
      check: 'certificate',
      title: '出生医学证明',
      source: 'birthCertificateRegistry',
      sourceName: '卫健 出生医学证明登记',
      result: 'passed',
      sentence: '登记里有这张证',
      mend: null,
      at: Date.parse('2025-11-20T09:00:00+08:00'),
    },
  ],
  years: quote.years.slice(0, 1).map((year) => ({
    ...year,
    enrollmentId,
    enrollmentStatus: 'registered',
    paid: false,
    orderId: null,
    payable: true,
  })),
  timeline: [
    step('certificate', '出生医学证明', 'done'),
    step('household', '上户口', 'current', '已经交给派出所'),
    step('insurance', '居民医保', 'done'),
    step('payment', '缴费', 'todo'),
    step('maternity', '生育费用报销', 'notChosen'),
  ],
  request: null,
  photoIds: [],
  canWithdraw: false,
  canAddEvidence: false,
  canUpgrade: true,
};
