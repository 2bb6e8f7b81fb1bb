import type { Input, Output } from '@yibao/shared/contracts';
import { contributionStandingLabels } from '@yibao/shared/rules/contribution-comparison';
import { recordKindLabels } from '@yibao/shared/rules/record-grant-states';
import { formatYuan } from '@yibao/shared/rules/money';
import { settlementKindInfo } from '@yibao/shared/rules/settlement';
import { relativeMomentWords } from '../../services/format';
import { callWord, personWords, relationWord, type Tone, upcomingWord } from '../../services/words';

export type RecordPerson = Output<'records.people'>['people'][number];
export type CoverYear = Output<'records.covers'>['covers'][number];
export type PaymentLine = Output<'records.payments'>['payments'][number];
export type SettlementLine = Output<'records.settlements'>['settlements'][number];
export type Settlement = Output<'records.settlement'>['settlement'];
export type SettlementYear = Output<'records.settlementYear'>;
export type Freshness = Output<'records.covers'>['freshness'];
export type RecordKind = RecordPerson['kinds'][number];
export type SettlementKind = SettlementLine['kind'];
export type Grant = Output<'records.grants'>['grants'][number];
export type Party = Grant['other'];
export type Look = Output<'records.looks'>['looks'][number];
export type SettlementQuery = Input<'records.settlements'>;

/** The three tabs, in the words of the screen. */
export const tabs = [
  { kind: 'covers', word: '待遇' },
  { kind: 'payments', word: '缴费' },
  { kind: 'settlements', word: '看病报销' },
] as const satisfies { kind: RecordKind; word: string }[];

export const kindWords = recordKindLabels;

export function settlementKindWord(kind: SettlementKind): string {
  return settlementKindInfo[kind].label;
}

interface Face {
  tone: Tone;
  word: string;
}

const coverFaces = {
  effective: { tone: 'ok', word: '已参保' },
  waiting: { tone: 'warn', word: '等待期' },
  upcoming: { tone: 'ok', word: '已缴费' },
  processing: { tone: 'info', word: '正在入账' },
  pending: { tone: 'warn', word: '待缴费' },
  ended: { tone: 'wait', word: '已结束' },
  elsewhere: { tone: 'wait', word: '在别处参保' },
  none: { tone: 'danger', word: '未参保' },
} as const satisfies Record<CoverYear['state'], Face>;

export function coverFace({ state, period }: Pick<CoverYear, 'state' | 'period'>): Face {
  const face = coverFaces[state];
  return state === 'upcoming' && period ? { ...face, word: upcomingWord(period.from) } : face;
}

const paymentTones = {
  same: 'ok',
  notArrived: 'info',
  onlyHere: 'danger',
  onlyThere: 'info',
  amountDiffers: 'danger',
  elsewhere: 'info',
  dueBack: 'warn',
  refunded: 'wait',
} as const satisfies Record<PaymentLine['standing'], Tone>;

export function paymentFace({ standing }: Pick<PaymentLine, 'standing'>): Face {
  return { tone: paymentTones[standing], word: contributionStandingLabels[standing] };
}

/** 「妈妈 · 柳*英」; oneself is 「本人」. */
export function recordPersonWords({ relation, person, access }: RecordPerson): string {
  if (access === 'self') return `本人 · ${person.nameMasked}`;
  return relation === null ? person.nameMasked : `${relationWord(relation)} · ${person.nameMasked}`;
}

/** What stands under somebody in the strip. */
export function accessFace({ access }: Pick<RecordPerson, 'access'>): Face {
  if (access === 'none') return { tone: 'wait', word: '要同意' };
  if (access === 'guardian') return { tone: 'ok', word: '监护人' };
  return { tone: 'ok', word: access === 'self' ? '自己' : '已同意' };
}

/** How fresh an answer is, in one line. */
export function freshWords({ asOf, failed }: Freshness, now: number): string {
  if (asOf === null) return failed ? '暂时连不上医保系统' : '还没有向医保系统查过';
  return `医保系统 ${relativeMomentWords(asOf, now)} 的数据`;
}

/** 30000000 fen → 「30 万元」, 30300000 → 「30.3 万元」; what is below ten thousand yuan in yuan. */
export function largeAmountWords(fen: number): string {
  const tenThousandYuan = 1_000_000;
  if (fen < tenThousandYuan) return formatYuan(fen);
  // cut, not rounded: nobody is promised a yuan more
  const tenths = Math.floor(fen / (tenThousandYuan / 100)) / 100;
  return `${tenths} 万元`;
}

export interface Bar {
  month: number;
  /** Shares of the year's largest month, 0 to 100. */
  fund: number;
  account: number;
  cash: number;
}

/** Bars of a year: who paid how much of each month. What was taken back leaves no bar below zero. */
export function barsOf(months: SettlementYear['months']): Bar[] {
  const positive = (fen: number) => Math.max(0, fen);
  const height = ({ fundFen, accountFen, cashFen }: SettlementYear['months'][number]) =>
    positive(fundFen) + positive(accountFen) + positive(cashFen);
  const largest = Math.max(1, ...months.map(height));
  const share = (fen: number) => (positive(fen) / largest) * 100;
  return months.map((each) => ({
    month: each.month,
    fund: share(each.fundFen),
    account: share(each.accountFen),
    cash: share(each.cashFen),
  }));
}

/** 「妈妈 柳*英」; the name alone of somebody who only says what they are to one. */
export function partyWords({ relation, nameMasked, isNamed }: Party): string {
  return personWords({ nameMasked, relation: isNamed ? (relation ?? undefined) : undefined });
}

/** The same within a sentence: 「妈妈」, or 「对方」. */
export function partyCall({ relation, isNamed }: Party): string {
  return callWord(isNamed ? relation : null);
}

/** Who asks, by the full name: 「女儿 江晓梅」, or the name of somebody one has not added. */
export function askerWords({ other, askerName }: Pick<Grant, 'other' | 'askerName'>): string {
  return partyWords({ ...other, nameMasked: askerName ?? other.nameMasked });
}

/** What somebody says they are to one, while nobody has checked it; null for one's own family. */
export function claimWords({ relation, isNamed }: Party): string | null {
  if (isNamed) return null;
  const claim = relation === null ? '对方说是您的家人' : `对方说是您的${relationWord(relation)}`;
  return `${claim}，系统没有核实。`;
}

const grantKindsWords = {
  requested: '想看',
  active: '能看',
  declined: '原来想看',
  revoked: '原来能看',
  returned: '原来能看',
  withdrawn: '原来想看',
  expired: '原来想看',
} as const satisfies Record<Grant['status'], string>;

/** 「想看：参保和待遇、缴费记录」. */
export function grantKinds({ status, kinds }: Pick<Grant, 'status' | 'kinds'>): string {
  return `${grantKindsWords[status]}：${kinds.map((kind) => kindWords[kind]).join('、')}`;
}

const grantFaces = {
  requested: { tone: 'warn', word: '等待同意' },
  active: { tone: 'ok', word: '可以看' },
  declined: { tone: 'wait', word: '没有同意' },
  revoked: { tone: 'wait', word: '已收回' },
  returned: { tone: 'wait', word: '已退回' },
  withdrawn: { tone: 'wait', word: '已撤回' },
  expired: { tone: 'wait', word: '已过期' },
} as const satisfies Record<Grant['status'], Face>;

/** Where a grant stands; a question to oneself waits for one's own answer. */
export function grantFace({ status, side }: Pick<Grant, 'status' | 'side'>): Face {
  if (status === 'requested' && side === 'mine') return { tone: 'warn', word: '等您回答' };
  return grantFaces[status];
}
