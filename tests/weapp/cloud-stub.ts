import { type ActionName, type ErrorCode, type Output } from '@yibao/shared/contracts';
import { errors } from '@yibao/shared/contracts/errors';

/** Answers of the functions, by action: typed by the contracts, so that they cannot drift. */
export type Answers = { [N in ActionName]?: (input: unknown) => Output<N> };

interface CallOptions {
  name: string;
  data: { action: ActionName; input: { requestId?: string } };
}

/** wx.cloud with typed answers; what was called is kept. An action without an answer is refused. */
export function cloudStub(answers: Answers, refusal: ErrorCode = 'internal') {
  const calls: CallOptions[] = [];
  const callFunction = (options: CallOptions) => {
    calls.push(options);
    const answer = answers[options.data.action];
    const result = answer
      ? { ok: true, data: answer(options.data.input) }
      : { ok: false, error: { code: refusal, ...errors[refusal], traceId: 't' } };
    return Promise.resolve({ result, errMsg: 'cloud.callFunction:ok' });
  };
  const calledTimes = (action: ActionName) =>
    calls.filter(({ data }) => data.action === action).length;
  return { cloud: { init: () => undefined, callFunction }, calls, calledTimes };
}

const now = Date.parse('2025-11-20T09:00:00+08:00');

export const appInfo: Output<'identity.appInfo'> = {
  now,
  region: '340600',
  regionName: '淮北市',
  hotline: '12393',
  sandbox: null,
  subscribeTemplates: [],
};

export const person: Output<'identity.listFamily'>['self'] = {
  personId: '00000000-0000-4000-8000-000000000001',
  name: '许慧兰',
  nameMasked: '许*兰',
  documentType: 'residentId',
  documentMasked: '340603********9885',
};

/** Somebody logged in, verified or not. */
export const me = (verified: boolean): Output<'identity.me'> => ({
  verified: verified ? person : null,
  isStaff: false,
  mustLogInAgain: false,
  face: { lockedUntil: null, attemptsLeft: 3 },
  unreadNotices: 0,
  consentRequests: 0,
});

export const year: Output<'enrollment.years'>['years'][number] = {
  coverageYear: 2026,
  status: 'open',
  sentence: '集中缴费期到 2025 年 12 月 31 日',
  standardFen: 40_000,
  collectionFrom: '2025-10-20',
  collectionTo: '2025-12-31',
  daysLeft: 41,
};

/** A request about somebody's child who is fourteen: theirs to read, the child's to answer. */
export const childsRequest: Output<'consent.detail'> = {
  line: {
    consentId: '00000000-0000-4000-8000-000000000011',
    person,
    isWard: true,
    beganByPerson: false,
    organisationName: '相山人寿保险（虚构）',
    organisationKind: 'insurer',
    purpose: 'CLAIM',
    purposeLabel: '商业保险理赔',
    status: 'requested',
    statusLabel: '等您决定',
    endReason: null,
    sentence: '对方想看您的医保信息，同意不同意都由您决定',
    requestedAt: now,
    until: now,
    looks: 0,
    denials: 0,
    lastLookAt: null,
  },
  organisation: {
    organisationId: '00000000-0000-4000-8000-000000000012',
    name: '相山人寿保险（虚构）',
    kind: 'insurer',
    creditCode: '91340600002990001K',
    contact: '办公室',
    agreementNumber: '沙盒协议',
  },
  words: '住院理赔',
  caseNo: 'LP-1',
  requested: {
    fields: ['totalFen'],
    kinds: ['inpatient'],
    dataFrom: '2025-01-01',
    dataTo: '2025-11-20',
    validDays: 30,
    frequency: { unit: 'TOTAL', limit: 1 },
    modes: ['VIEW'],
    retentionDays: 0,
  },
  granted: null,
  fields: [{ field: 'totalFen', label: '总费用', level: 2 }],
  maxLevel: 2,
  validFrom: null,
  validTo: null,
  grantedByGuardian: false,
  verification: null,
  looksLeft: null,
  notice: { version: 'claim-1', textHash: 'a'.repeat(64), title: '告知书', paragraphs: [] },
  eraseBy: null,
  erasedAt: null,
  obstacle: 'child',
  may: ['complain'],
};

/** The family of one: enrolled, to be paid. */
export const overview: Output<'enrollment.overview'> = {
  coverageYear: 2026,
  year,
  unpaidCount: 1,
  standings: [
    {
      person,
      coverageYear: 2026,
      relation: null,
      state: 'to_pay',
      sentence: '已登记，还没有缴费，应缴 400 元',
      nextStep: 'pay',
      enrollmentId: '00000000-0000-4000-8000-000000000002',
      orderId: null,
      payableFen: 40_000,
      refundId: null,
      cover: null,
      waitingUntil: null,
      timeline: [],
    },
  ],
};
