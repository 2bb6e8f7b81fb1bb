import type { Output } from '@yibao/shared/contracts';
import { type Tone, upcomingWord } from '../../services/words';

export type CoverRecord = Output<'enrollment.myCover'>['covers'][number];

interface CoverBadge {
  label: string;
  tone: Tone;
}

const BADGES = {
  processing: { label: '正在入账', tone: 'info' },
  upcoming: { label: '已缴费', tone: 'ok' },
  waiting: { label: '等待期', tone: 'warn' },
  effective: { label: '已参保', tone: 'ok' },
  ended: { label: '已结束', tone: 'wait' },
  refunded: { label: '已退费', tone: 'wait' },
  paidOtherwise: { label: '已参保', tone: 'ok' },
} as const satisfies Record<CoverRecord['state'], CoverBadge>;

/** The state of a year's cover in a word, with its tone. */
export function coverBadge({ state, cover }: Pick<CoverRecord, 'state' | 'cover'>): CoverBadge {
  const badge = BADGES[state];
  return state === 'upcoming' ? { ...badge, label: upcomingWord(cover.from) } : badge;
}

/** Whether the payment is back with whoever made it: its benefit period says nothing any more. */
export const isGivenBack = ({ state }: Pick<CoverRecord, 'state'>): boolean =>
  state === 'refunded' || state === 'paidOtherwise';
