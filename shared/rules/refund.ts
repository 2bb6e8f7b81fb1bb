/**
 * When a contribution can be given back (退费): before the benefit period begins, for one of four
 * reasons (医保办函〔2021〕11 号 第十六条). After it has begun a relation can be suspended, but nothing is
 * paid back. Money that bought no cover is always owed back.
 */
import { startOfDay } from './dates';
import type { InsuranceRelation, IsoDate } from './facts';

export const refundReasons = [
  'DEATH',
  'DUPLICATE_PAYMENT',
  'JOINED_EMPLOYEE',
  'JOINED_ELSEWHERE',
] as const;
export type RefundReason = (typeof refundReasons)[number];

/** What is given back: a whole cover, money that bought none, or what was paid too much. */
export const refundKinds = ['cover', 'superseded', 'difference'] as const;
export type RefundKind = (typeof refundKinds)[number];

export const refundReasonInfo = {
  JOINED_EMPLOYEE: {
    label: '上班了，参加了职工医保',
    official: '参加职工基本医疗保险',
    proof: '医保系统里要能查到正在参加职工医保',
  },
  JOINED_ELSEWHERE: {
    label: '在外地参加了医保',
    official: '在其他统筹地区参保',
    proof: '医保系统里要能查到外地的参保',
  },
  DUPLICATE_PAYMENT: {
    label: '这一年缴了两次',
    official: '重复缴费',
    proof: '医保系统里要能查到另一笔缴费',
  },
  DEATH: {
    label: '人已经去世',
    official: '参保人死亡',
    proof: '登记信息里要能查到',
  },
} as const satisfies Record<RefundReason, { label: string; official: string; proof: string }>;

/**
 * @param coverFrom first day of the benefit period of this person and year
 * @param at the moment that counts, epoch ms
 * @returns whether a refund can be asked for at that moment
 */
export function refundGateOpen(coverFrom: IsoDate, at: number): boolean {
  return at < startOfDay(coverFrom);
}

/**
 * Whether the money goes back whatever anybody says: nobody asked for it, it bought nothing. Then a
 * no of the tax bureau goes to a clerk, and a clerk cannot say no.
 *
 * @param requestedBy who asked for it, or confirmed a proposal; null when the service found it
 */
export function isOwedBack({
  kind,
  requestedBy,
}: {
  kind: RefundKind;
  requestedBy: string | null;
}): boolean {
  return kind !== 'cover' || requestedBy === null;
}

/** What the core platform says about the reason (1101 and 90100). */
export interface RefundFacts {
  deceased: boolean;
  insurances: readonly Pick<InsuranceRelation, 'insurance' | 'status' | 'poolingArea'>[];
  /** Another resident contribution of the year that is not the one to be given back. */
  paidOtherwise: boolean;
}

/**
 * @param homeAreas the pooling areas of this city
 * @returns whether the platform's facts alone prove the reason; else a clerk decides
 */
export function provesReason(
  reason: RefundReason,
  facts: RefundFacts,
  homeAreas: readonly string[],
): boolean {
  const active = facts.insurances.filter(({ status }) => status === 'active');
  switch (reason) {
    case 'DEATH':
      return facts.deceased;
    case 'DUPLICATE_PAYMENT':
      return facts.paidOtherwise;
    case 'JOINED_EMPLOYEE':
      return active.some(({ insurance }) => insurance === 'employee');
    case 'JOINED_ELSEWHERE':
      return active.some(({ poolingArea }) => !homeAreas.includes(poolingArea));
  }
}
