/**
 * What a clerk can do about a difference (差异处理), kind by kind. Every kind has a way to its end; where
 * something here is unfinished, or money went where it should not, one clerk's words alone are not
 * enough, or not the only way.
 */
import type { FindingKind, FindingState } from './reconciliation';

export const findingWays = ['askAgain', 'explain', 'settleOutside'] as const;
export type FindingWay = (typeof findingWays)[number];

interface WayInfo {
  /** As on a button. */
  label: string;
  sentence: string;
  /** Whether a difference is over with it; asking again is over when nothing differs any more. */
  ends: boolean;
  /** How many clerks it takes. */
  clerks: 0 | 1 | 2;
}

export const findingWayInfo = {
  askAgain: {
    label: '再查一次',
    sentence: '马上再取对方账单核对；能补记、补送的当场办理，对上了就自动结束。',
    ends: false,
    clerks: 0,
  },
  explain: {
    label: '写明原因',
    sentence: '不需要动钱，写清为什么不一样；金额有变化会重新提示。',
    ends: true,
    clerks: 1,
  },
  settleOutside: {
    label: '已在线下办结',
    sentence:
      '钱或账已在对方那里处理好，写明凭证号，由另一位同事核对后结束；没付成的订单同时关闭。',
    ends: true,
    clerks: 2,
  },
} as const satisfies Record<FindingWay, WayInfo>;

/** Only told differently: no money is in the wrong place. */
const toldDifferently = ['askAgain', 'explain'] as const;
/** Money or a posting that is not where the books have it: it may prove right, or be put right there. */
const misplaced = ['askAgain', 'explain', 'settleOutside'] as const;
/** Something here waits for it: words alone would leave an order, refund or posting unfinished. */
const unfinished = ['askAgain', 'settleOutside'] as const;

export const waysOfKind = {
  paymentUnknownHere: misplaced,
  paymentUnbooked: unfinished,
  paymentMissingThere: misplaced,
  amountDiffers: misplaced,
  numberDiffers: misplaced,
  dayDiffers: toldDifferently,
  duplicateRow: toldDifferently,
  refundUnknownHere: misplaced,
  refundUnfinishedHere: unfinished,
  refundMissingThere: misplaced,
  refundAmountDiffers: misplaced,
  refundStateDiffers: misplaced,
  postingUnknownHere: misplaced,
  postingUnconfirmedHere: unfinished,
  postingMissingThere: unfinished,
  postingNotSent: unfinished,
  postingAmountDiffers: misplaced,
  postingStateDiffers: misplaced,
  ledgerDiffers: toldDifferently,
} as const satisfies Record<FindingKind, readonly FindingWay[]>;

/** @returns what a clerk can do about a difference as it stands; nothing once it is over */
export function openWays(kind: FindingKind, state: FindingState): readonly FindingWay[] {
  return state === 'open' || state === 'waiting' ? waysOfKind[kind] : [];
}

/** @returns whether that is one of them */
export function isOpenWay(kind: FindingKind, state: FindingState, way: FindingWay): boolean {
  return openWays(kind, state).includes(way);
}
