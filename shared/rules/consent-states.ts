/** A consent (信息授权): a person lets an organisation see named insurance data of theirs. */
import type { StatusInfo, Transition } from './transition';

export const consentStatuses = [
  /** Asked for by an organisation, not answered yet. */
  'requested',
  'active',
  /** The person has stopped it for a while; nothing is shown meanwhile. */
  'paused',
  'denied',
  /** The organisation took its question back. */
  'withdrawn',
  /** The question was never answered. */
  'lapsed',
  /** Every look it allowed has been taken. */
  'exhausted',
  /** Its last day is over. */
  'expired',
  'revoked',
] as const;
export type ConsentStatus = (typeof consentStatuses)[number];

export const consentEvents = [
  'granted',
  'denied',
  'withdrawn',
  'unanswered',
  'paused',
  'resumed',
  'revoked',
  'used_up',
  'ran_out',
  /** Between question and answer the agreement ended on which the organisation asked. */
  'agreement_ended',
  /** The guardian who granted decides for the child no more. */
  'guardian_ended',
] as const;
export type ConsentEvent = (typeof consentEvents)[number];

/** Withdrawing is as easy as giving (个人信息保护法 Art. 15): at any time, at once, for ever. */
export const consentTransitions = [
  { from: 'requested', event: 'granted', to: 'active' },
  { from: 'requested', event: 'denied', to: 'denied' },
  { from: 'requested', event: 'withdrawn', to: 'withdrawn' },
  { from: 'requested', event: 'unanswered', to: 'lapsed' },
  { from: 'requested', event: 'agreement_ended', to: 'lapsed' },
  { from: 'active', event: 'paused', to: 'paused' },
  { from: 'active', event: 'revoked', to: 'revoked' },
  { from: 'active', event: 'used_up', to: 'exhausted' },
  { from: 'active', event: 'ran_out', to: 'expired' },
  { from: 'active', event: 'guardian_ended', to: 'expired' },
  { from: 'paused', event: 'resumed', to: 'active' },
  { from: 'paused', event: 'revoked', to: 'revoked' },
  { from: 'paused', event: 'ran_out', to: 'expired' },
  { from: 'paused', event: 'guardian_ended', to: 'expired' },
] satisfies Transition<ConsentStatus, ConsentEvent>[];

const over = { owner: 'none', timeoutMinutes: null, sweep: null } as const;
/** Its end is the policy's or the consent's own: the sweep reads it from the row. */
const byRow = { timeoutMinutes: null, sweep: 'moveDueConsents' } as const;

export const consentStatusInfo = {
  requested: {
    label: '等您决定',
    sentence: '对方想看您的医保信息，同意不同意都由您决定',
    owner: 'person',
    ...byRow,
  },
  active: {
    label: '授权中',
    sentence: '对方可以在您允许的范围内查看，您随时能收回',
    owner: 'person',
    ...byRow,
  },
  paused: {
    label: '已暂停',
    sentence: '已经暂停，对方现在看不到；您可以恢复或收回',
    owner: 'person',
    ...byRow,
  },
  denied: { label: '没有同意', sentence: '您没有同意，对方看不到任何内容', ...over },
  withdrawn: { label: '对方已撤回', sentence: '对方撤回了请求，没有看到任何内容', ...over },
  lapsed: {
    label: '已作废',
    sentence: '很久没有回答，请求自动作废，对方没有看到任何内容',
    ...over,
  },
  exhausted: { label: '次数用完', sentence: '您允许的次数已经用完，对方不能再看', ...over },
  expired: { label: '已到期', sentence: '授权到期了，对方不能再看', ...over },
  revoked: { label: '已收回', sentence: '您已经收回，对方不能再看', ...over },
} as const satisfies Record<ConsentStatus, StatusInfo>;

/** Why a consent ended, where its status alone would tell the person another story. */
export const consentEndReasons = ['agreement', 'grown', 'guardianship'] as const;
export type ConsentEndReason = (typeof consentEndReasons)[number];

export const consentEndInfo = {
  agreement: {
    label: '已作废',
    sentence: '机构和医保局的协议结束了，请求作废，对方什么也没看到',
  },
  grown: {
    label: '已停用',
    sentence: '孩子到了自己做主的年龄，监护人同意的授权停用了；要接着给看，得由孩子自己同意',
  },
  guardianship: {
    label: '已停用',
    sentence: '当时同意的监护人已经不是监护人了，授权跟着停用，对方不能再看',
  },
} as const satisfies Record<ConsentEndReason, { label: string; sentence: string }>;
