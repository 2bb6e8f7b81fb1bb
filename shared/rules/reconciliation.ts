/**
 * Reconciliation (对账): one side's list of a day against ours, row by row. Every row is matched or
 * named; the names are the kinds below (DOMAIN §3.3; the day is the Shanghai calendar day).
 */
import { dayMs, minuteMs, shanghaiDate, startOfDay } from './dates';
import type { IsoDate } from './facts';
import { rails } from './rails';

/** Whose list: the three rails, and the core platform's postings of our institution. */
export const reconcileSources = [...rails, 'corePlatform'] as const;
export type ReconcileSource = (typeof reconcileSources)[number];

export const sourceNames = {
  wechatPay: '微信支付交易账单',
  mutualAid: '个人账户家庭共济日账',
  taxHandOver: '税务缴费日账',
  corePlatform: '医保核心平台入账清单',
} as const satisfies Record<ReconcileSource, string>;

export const statementKinds = ['payment', 'refund', 'posting'] as const;
export type StatementKind = (typeof statementKinds)[number];

/** One row of the other side's list, without anything that tells who paid. */
export interface StatementRow {
  kind: StatementKind;
  /** Our number: of the order, the refund or the item. */
  reference: string;
  /** Their number of it. */
  number: string;
  amountFen: number;
  /** Epoch ms, as they tell it. */
  at: number;
  /** `pending`: accepted and on its way; `failed`: it came to nothing. */
  state: 'done' | 'pending' | 'failed';
}

/** What we hold under the same number. */
export interface OwnRow {
  kind: StatementKind;
  reference: string;
  /** Their number as we know it; null before we know one. */
  number: string | null;
  amountFen: number;
  /** Epoch ms of the event by our books; null while it has not happened here. */
  at: number | null;
  /** `open`: expected still; `ended`: given up here (an order that was closed). */
  state: 'done' | 'open' | 'ended';
  /** Epoch ms at which a refund was asked for; null for everything else. */
  sentAt: number | null;
  orderId: string;
  /** What of a contribution the platform has agreed to give back, in fen; 0 for everything else. */
  givenBackFen: number;
}

interface KindInfo {
  /** A few words for staff. */
  label: string;
  /** What it means and what is to be done. */
  sentence: string;
  /** Whether asking the other side again, or sending again, can settle it. */
  healable: boolean;
}

export const findingKinds = {
  paymentUnknownHere: {
    label: '对方已收款，我们没有这笔订单',
    sentence: '对方收了一笔不属于任何订单的钱，请向对方核实后退回。',
    healable: false,
  },
  paymentUnbooked: {
    label: '对方已收款，我们还没有入账',
    sentence: '钱已经收到而订单没有变成已付款，会自动查单补记。',
    healable: true,
  },
  paymentMissingThere: {
    label: '我们已记账，对方账单里没有',
    sentence: '我们记了这笔收款，对方账单里没有，请凭交易号向对方查询。',
    healable: false,
  },
  amountDiffers: {
    label: '金额不一致',
    sentence: '两边金额不一样，请核对原始交易。',
    healable: false,
  },
  numberDiffers: {
    label: '交易号不一致',
    sentence: '同一订单两边的交易号不一样，可能收了两次钱，请核对。',
    healable: false,
  },
  dayDiffers: {
    label: '日期不一致',
    sentence: '两边记账的日期差了不止几分钟，请核对。',
    healable: false,
  },
  duplicateRow: {
    label: '账单里重复的一行',
    sentence: '对方账单把同一笔列了两次，只按一次核对，请告知对方。',
    healable: false,
  },
  refundUnknownHere: {
    label: '对方已退款，我们没有这笔退款',
    sentence: '对方退了一笔我们没有提出的退款，请向对方核实。',
    healable: false,
  },
  refundUnfinishedHere: {
    label: '对方已退款，我们还没有完成',
    sentence: '钱已经退回而这里还没有记完，会自动查询补记。',
    healable: true,
  },
  refundMissingThere: {
    label: '我们已退款，对方账单里没有',
    sentence: '这里记了退款，对方账单里没有，请凭退款单号向对方查询。',
    healable: false,
  },
  refundAmountDiffers: {
    label: '退款金额不一致',
    sentence: '两边退款金额不一样，请核对原始退款。',
    healable: false,
  },
  refundStateDiffers: {
    label: '退款状态不一致',
    sentence: '这里记为已退，对方还没有退成，请向对方查询。',
    healable: false,
  },
  postingUnknownHere: {
    label: '核心平台有入账，我们没有这一笔',
    sentence: '核心平台记了一笔不是我们送去的入账，请与经办核对。',
    healable: false,
  },
  postingUnconfirmedHere: {
    label: '核心平台已入账，我们还没有记为入账',
    sentence: '核心平台已经入账，会自动补记。',
    healable: true,
  },
  postingMissingThere: {
    label: '我们记为已入账，核心平台没有',
    sentence: '核心平台没有这一笔，会自动重新送去。',
    healable: true,
  },
  postingNotSent: {
    label: '已缴费，核心平台还没有入账',
    sentence: '钱已经收到，核心平台还没有入账，会自动重新送去。',
    healable: true,
  },
  postingAmountDiffers: {
    label: '入账金额不一致',
    sentence: '核心平台入账的金额与缴费金额不一样，请与经办核对。',
    healable: false,
  },
  postingStateDiffers: {
    label: '入账状态不一致',
    sentence: '这里记为已入账，核心平台还在办理，请与经办核对。',
    healable: false,
  },
  ledgerDiffers: {
    label: '总账对不上',
    sentence: '逐笔都对完了，总账的当日发生额仍然对不上，请技术人员查账。',
    healable: false,
  },
} as const satisfies Record<string, KindInfo>;

export type FindingKind = keyof typeof findingKinds;
export const findingKindNames = Object.keys(findingKinds) as [FindingKind, ...FindingKind[]];

/**
 * - `open`: unexplained, somebody has to look
 * - `waiting`: explained by time; another list or some hours will settle it
 * - `healed`: gone since, by our own doing or by itself
 * - `resolved`: a clerk wrote why it stands
 */
export const findingStates = ['open', 'waiting', 'healed', 'resolved'] as const;
export type FindingState = (typeof findingStates)[number];

/** How a run ended, or that it has not. Only the first two have compared anything. */
export const runStates = [
  'explained',
  'unexplained',
  'running',
  'notReady',
  'refused',
  'failed',
  'broken',
] as const;
export type RunState = (typeof runStates)[number];

/** Why a list was not believed. Nothing of it was compared then. */
export const statementRefusals = {
  tooOld: '超过三个月，对方不再提供',
  wrongHash: '文件与摘要不符，可能被改动或没有传完',
  badSignature: '签名不对，不是对方发出的文件',
  cut: '文件不完整，缺少结尾的合计',
  totalsDiffer: '明细与合计不符',
  gbk: '文件是 GBK 编码，应为 UTF-8',
  encoding: '文件不是 UTF-8 文本',
  otherMerchant: '里面有别的商户的交易',
  otherDay: '里面有别的日期的交易',
  malformed: '有一行看不懂',
  tooLarge: '文件大得不正常',
  foreignHost: '下载地址不是对方的域名',
} as const;
export type StatementRefusal = keyof typeof statementRefusals;

/** Two clocks a few minutes apart put a payment of 23:59 on different days. */
const edgeMs = 10 * minuteMs;

/** A list with nothing to wait for is short of nothing; a posting may take this long (S002: 48 h). */
export const postingWaitMs = 2 * dayMs;

/**
 * @returns the other days in whose lists a row of ours may stand: the neighbouring day for what
 *   happened close to midnight, for a refund also the day on which it was asked for, because lists
 *   differ in which of its days counts
 */
export function otherDays(row: Pick<OwnRow, 'kind' | 'at' | 'sentAt'>, day: IsoDate): IsoDate[] {
  // postings are listed by the moment of the payment that we ourselves told
  if (row.at === null || row.kind === 'posting') return [];
  const days = [row.at - edgeMs, row.at + edgeMs].map(shanghaiDate);
  if (row.sentAt !== null) days.push(shanghaiDate(row.sentAt), shanghaiDate(row.sentAt + edgeMs));
  return [...new Set(days)].filter((each) => each !== day);
}

/**
 * Whether a row of their list of a day is our event of that moment: `edge` when our books have it on
 * another day and that is as it should be.
 */
function fitsDay(row: Pick<OwnRow, 'kind'>, at: number, day: IsoDate): 'same' | 'edge' | 'other' {
  if (shanghaiDate(at) === day) return 'same';
  const from = startOfDay(day);
  if (at < from) return from - at <= edgeMs ? 'edge' : 'other';
  // accepted by them on the day, done by the payer's bank days later
  if (row.kind === 'refund') return 'edge';
  return at - (from + dayMs) < edgeMs ? 'edge' : 'other';
}

export type Verdict =
  /** `edge`: the same event, on the neighbouring day by our clock. */
  { verdict: 'matched'; edge: boolean } | { verdict: FindingKind };

const matched: Verdict = { verdict: 'matched', edge: false };

/** Judges a payment on both sides. */
function judgePayment(there: StatementRow, here: OwnRow, day: IsoDate): Verdict {
  const isBooked = here.state === 'done' && here.at !== null;
  // on their list, but they have no money of it (yet)
  if (there.state !== 'done') return isBooked ? { verdict: 'paymentMissingThere' } : matched;
  if (!isBooked || here.at === null) return { verdict: 'paymentUnbooked' };
  if (there.amountFen !== here.amountFen) return { verdict: 'amountDiffers' };
  if (here.number !== null && there.number !== here.number) return { verdict: 'numberDiffers' };
  const fits = fitsDay(here, here.at, day);
  return fits === 'other'
    ? { verdict: 'dayDiffers' }
    : { verdict: 'matched', edge: fits === 'edge' };
}

function judgeRefund(there: StatementRow, here: OwnRow, day: IsoDate): Verdict {
  if (there.amountFen !== here.amountFen) return { verdict: 'refundAmountDiffers' };
  const isDone = here.state === 'done' && here.at !== null;
  if (there.state === 'done' && !isDone) return { verdict: 'refundUnfinishedHere' };
  // came to nothing there: our own query has to learn it
  if (there.state === 'failed') {
    return { verdict: isDone ? 'refundStateDiffers' : 'refundUnfinishedHere' };
  }
  if (here.at === null) return matched;
  // still on its way when their list was made, done since
  const isSince = here.at >= startOfDay(day) + dayMs;
  if (there.state === 'pending' && !isSince) return { verdict: 'refundStateDiffers' };
  const fits = fitsDay(here, here.at, day);
  return fits === 'other'
    ? { verdict: 'dayDiffers' }
    : { verdict: 'matched', edge: fits === 'edge' };
}

/** The platform has let go of all of it: it may be struck out there, or stand as it once was. */
const isGivenBack = ({ amountFen, givenBackFen }: OwnRow): boolean =>
  givenBackFen > 0 && givenBackFen >= amountFen;

function judgePosting(there: StatementRow, here: OwnRow): Verdict {
  // what was given back of it may be taken off in their list or not: both are true
  const fits = [here.amountFen, here.amountFen - here.givenBackFen].includes(there.amountFen);
  if (!fits) return { verdict: 'postingAmountDiffers' };
  if (isGivenBack(here)) return matched;
  const isPosted = here.state === 'done';
  if (there.state === 'done') return isPosted ? matched : { verdict: 'postingUnconfirmedHere' };
  return isPosted ? { verdict: 'postingStateDiffers' } : matched;
}

const unknownHere = {
  payment: 'paymentUnknownHere',
  refund: 'refundUnknownHere',
  posting: 'postingUnknownHere',
} as const satisfies Record<StatementKind, FindingKind>;

/**
 * Judges one row of their list of a day.
 *
 * @param here what we hold under the same number, on whatever day; null when nothing
 */
export function judgeRow(there: StatementRow, here: OwnRow | null, day: IsoDate): Verdict {
  if (!here) {
    // a refund that came to nothing moved no money, and nobody here asked for it
    return there.state === 'failed' ? matched : { verdict: unknownHere[there.kind] };
  }
  if (there.kind === 'payment') return judgePayment(there, here, day);
  return there.kind === 'refund' ? judgeRefund(there, here, day) : judgePosting(there, here);
}

/**
 * Judges what we hold of a day and their list does not have.
 *
 * @param inNeighbour whether the neighbouring day's list has it; null when that list is not to be
 *   had yet, or none could have it
 */
export function judgeMissing(here: OwnRow, inNeighbour: boolean): Verdict {
  if (inNeighbour) return { verdict: 'matched', edge: true };
  if (here.kind === 'payment') return { verdict: 'paymentMissingThere' };
  if (here.kind === 'refund') return { verdict: 'refundMissingThere' };
  if (isGivenBack(here)) return matched;
  return { verdict: here.state === 'done' ? 'postingMissingThere' : 'postingNotSent' };
}

/** What a finding says in figures: the same facts again are the same finding. */
export interface FindingFacts {
  thereFen: number | null;
  hereFen: number | null;
}

/**
 * What becomes of a finding that a run meets again.
 *
 * @param known its state and figures until now
 * @param isWaiting whether time alone may settle it still
 */
export function stateOnMeeting(
  known: (FindingFacts & { state: FindingState }) | null,
  facts: FindingFacts,
  isWaiting: boolean,
): FindingState {
  const same = known?.thereFen === facts.thereFen && known.hereFen === facts.hereFen;
  // a clerk's words hold for the figures they were written about
  if (known?.state === 'resolved' && same) return 'resolved';
  return isWaiting ? 'waiting' : 'open';
}

/**
 * Whether time alone may settle what a comparison found.
 *
 * @param at the moment of the payment, by whichever side has it
 * @param listsMissing whether a neighbouring day's list, in which it may stand, is not there yet
 */
export function mayYetCome(
  kind: FindingKind,
  at: number | null,
  now: number,
  listsMissing: boolean,
): boolean {
  if (kind === 'postingNotSent' || kind === 'postingStateDiffers') {
    return at !== null && now < at + postingWaitMs;
  }
  return listsMissing && (kind === 'paymentMissingThere' || kind === 'refundMissingThere');
}
