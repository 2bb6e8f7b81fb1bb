/** A family grant: the person whose records they are lets somebody of the family look. */
import type { StatusInfo, Transition } from './transition';

export const recordGrantStatuses = [
  /** Asked for, not answered yet. */
  'requested',
  'active',
  'declined',
  /** Taken back by the person whose records they are. */
  'revoked',
  /** Given back by whoever could look. */
  'returned',
  /** The question was withdrawn. */
  'withdrawn',
  /** The question was never answered. */
  'expired',
] as const;
export type RecordGrantStatus = (typeof recordGrantStatuses)[number];

export const recordGrantEvents = [
  'given',
  'declined',
  'ended_by_owner',
  'ended_by_grantee',
  'unanswered',
] as const;
export type RecordGrantEvent = (typeof recordGrantEvents)[number];

/** Giving again changes what may be seen; taking back works at once and at any time. */
export const recordGrantTransitions = [
  { from: 'requested', event: 'given', to: 'active' },
  { from: 'requested', event: 'declined', to: 'declined' },
  { from: 'requested', event: 'ended_by_owner', to: 'declined' },
  { from: 'requested', event: 'ended_by_grantee', to: 'withdrawn' },
  { from: 'requested', event: 'unanswered', to: 'expired' },
  { from: 'active', event: 'given', to: 'active' },
  { from: 'active', event: 'ended_by_owner', to: 'revoked' },
  { from: 'active', event: 'ended_by_grantee', to: 'returned' },
] satisfies Transition<RecordGrantStatus, RecordGrantEvent>[];

/** A question that nobody answers lapses after thirty days. */
export const grantRequestDays = 30;

const over = { owner: 'none', timeoutMinutes: null, sweep: null } as const;

export const recordGrantStatusInfo = {
  requested: {
    label: '等待同意',
    sentence: '已经问了，等对方同意',
    owner: 'person',
    timeoutMinutes: grantRequestDays * 24 * 60,
    sweep: 'expireGrantRequests',
  },
  active: {
    label: '可以看',
    sentence: '可以看，随时能收回',
    owner: 'person',
    timeoutMinutes: null,
    sweep: null,
  },
  declined: { label: '没有同意', sentence: '对方没有同意', ...over },
  revoked: { label: '已收回', sentence: '已经收回，不能再看', ...over },
  returned: { label: '已退回', sentence: '对方不再看了', ...over },
  withdrawn: { label: '已撤回', sentence: '请求已经撤回', ...over },
  expired: { label: '已过期', sentence: '三十天没有回答，自动作废', ...over },
} as const satisfies Record<RecordGrantStatus, StatusInfo>;

/** What of a person's records may be looked at. */
export const recordKinds = ['covers', 'payments', 'settlements'] as const;
export type RecordKind = (typeof recordKinds)[number];

export const recordKindLabels = {
  covers: '参保和待遇',
  payments: '缴费记录',
  settlements: '看病报销记录',
} as const satisfies Record<RecordKind, string>;
