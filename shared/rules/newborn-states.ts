/** The life of one parent's application for one baby (新生儿一件事). */
import type { StatusInfo, Transition } from './transition';

export const newbornStatuses = [
  'queued',
  'need_more',
  'approved',
  'joined',
  'refused',
  'withdrawn',
] as const;
export type NewbornStatus = (typeof newbornStatuses)[number];

/** Why an application waits: a source was away, or a person has to look. */
export const newbornQueueReasons = ['unavailable', 'review', 'appeal'] as const;
export type NewbornQueueReason = (typeof newbornQueueReasons)[number];

export const newbornEvents = [
  'checks_passed',
  /** The other parent's application was approved first. */
  'other_parent_first',
  'mismatch_found',
  'more_asked',
  'evidence_added',
  'withdraw',
] as const;
export type NewbornEvent = (typeof newbornEvents)[number];

/**
 * Most applications are decided in the request that brings them and never wait. A refusal can be
 * answered with evidence: then staff look at it.
 */
export const newbornTransitions = [
  { from: 'queued', event: 'checks_passed', to: 'approved' },
  { from: 'queued', event: 'other_parent_first', to: 'joined' },
  { from: 'queued', event: 'mismatch_found', to: 'refused' },
  { from: 'queued', event: 'more_asked', to: 'need_more' },
  { from: 'queued', event: 'withdraw', to: 'withdrawn' },

  { from: 'need_more', event: 'evidence_added', to: 'queued' },
  { from: 'need_more', event: 'other_parent_first', to: 'joined' },
  { from: 'need_more', event: 'mismatch_found', to: 'refused' },
  { from: 'need_more', event: 'withdraw', to: 'withdrawn' },

  { from: 'refused', event: 'evidence_added', to: 'queued' },
] satisfies Transition<NewbornStatus, NewbornEvent>[];

export const newbornStatusInfo = {
  queued: {
    label: '正在核对',
    sentence: '已经收到，正在核对。不用再交一次，有结果马上告诉您。',
    owner: 'sweep',
    timeoutMinutes: 1,
    sweep: 'newborn.decideQueued',
  },
  need_more: {
    label: '请补充材料',
    sentence: '工作人员需要您再补充一点材料，补好后接着办。',
    owner: 'person',
    timeoutMinutes: null,
    sweep: null,
  },
  approved: {
    label: '已通过',
    sentence: '已经通过，宝宝参保登记好了。',
    owner: 'none',
    timeoutMinutes: null,
    sweep: null,
  },
  joined: {
    label: '已通过',
    sentence: '孩子的另一位家长已经办好，你们看到的是同一份进度。',
    owner: 'none',
    timeoutMinutes: null,
    sweep: null,
  },
  refused: {
    label: '没有通过',
    sentence: '有一项信息对不上，改好后可以重新提交。',
    owner: 'person',
    timeoutMinutes: null,
    sweep: null,
  },
  withdrawn: {
    label: '已撤回',
    sentence: '您撤回了这次申请，什么都没有办。',
    owner: 'none',
    timeoutMinutes: null,
    sweep: null,
  },
} satisfies Record<NewbornStatus, StatusInfo>;

/** Applications that wait for a decision. */
export const undecidedNewbornStatuses = ['queued', 'need_more'] as const;

export function isUndecidedNewborn(status: NewbornStatus): boolean {
  return undecidedNewbornStatuses.some((each) => each === status);
}

/** Applications that still stand for their baby: no second one of the same parent beside them. */
export const liveNewbornStatuses = [...undecidedNewbornStatuses, 'approved', 'joined'] as const;
