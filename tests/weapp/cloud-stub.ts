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
  face: { lockedUntil: null, attemptsLeft: 3 },
  unreadNotices: 0,
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
