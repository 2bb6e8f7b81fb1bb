import type { Output } from '@yibao/shared/contracts';
import { type RefundReason, refundReasonInfo, refundReasons } from '@yibao/shared/rules/refund';
import { refundStatusInfo } from '@yibao/shared/rules/refund-states';
import { type Named, type Tone, personWords } from '../../services/words';

type AnsweredRefund = Output<'refund.get'>;
type AnsweredOption = Output<'refund.options'>['options'][number];
type AnsweredPerson = AnsweredRefund['people'][number];

/** As the server tells it, with what everybody is to the caller. */
export type Refund = Omit<AnsweredRefund, 'people'> & {
  people: (Omit<AnsweredPerson, 'person'> & { person: AnsweredPerson['person'] & Named })[];
};
export type Option = Omit<AnsweredOption, 'person'> & { person: AnsweredOption['person'] & Named };

interface RefundFace {
  word: string;
  tone: Tone;
}

const TONES = {
  proposed: 'warn',
  requested: 'info',
  tax_review: 'info',
  insurance_review: 'info',
  staff_review: 'info',
  refunding: 'info',
  refunded: 'ok',
  abnormal: 'warn',
  rejected: 'danger',
  withdrawn: 'wait',
} as const satisfies Record<Refund['status'], Tone>;

/** The state of a refund in a word, with its tone. */
export function refundFace(status: Refund['status']): RefundFace {
  return { word: refundStatusInfo[status].label, tone: TONES[status] };
}

/** Why it goes back, as people say it. */
export function reasonWords({ reason, kind }: Pick<Refund, 'reason' | 'kind'>): string {
  if (reason !== null) return refundReasonInfo[reason].label;
  return kind === 'superseded' ? '这笔钱没有用来参保' : '缴费以后有了资助，多缴的部分';
}

export function isReason(text: string): text is RefundReason {
  return refundReasons.some((reason) => reason === text);
}

/** Where the money goes, by the way it came. */
const PLACES = {
  wechatPay: '退回付款时用的微信零钱或银行卡',
  mutualAid: '退回付款人的医保个人账户',
  taxHandOver: '由税务部门退回原来付款的账户',
} as const satisfies Record<Refund['rail'], string>;

export function moneyGoesTo({ rail, paidBySelf }: Pick<Refund, 'rail' | 'paidBySelf'>): string {
  return paidBySelf ? PLACES[rail] : `${PLACES[rail]}（替您付款的家人收到）`;
}

/** 「本人 王*兰、妈妈 赵*英 · 2026 年度」. */
export function aboutWords({ people }: Pick<Refund, 'people'>): string {
  const names = people.map(({ person }) => personWords(person)).join('、');
  const [first] = people;
  return first ? `${names} · ${first.coverageYear} 年度` : names;
}

const notBack = ({ kind }: Refund): string =>
  kind === 'superseded' ? '钱没有退' : '钱没有退，医保照常有效';

/** What comes after the money, or after a no; one sentence a line. */
export function nextWords(refund: Refund): string[] {
  const { status, endsCover, reason } = refund;
  switch (status) {
    case 'refunded':
      return [
        '到账时间以银行为准，零钱一般马上到',
        ...(endsCover && reason !== 'DUPLICATE_PAYMENT' ? ['以后要参保，可以重新登记缴费'] : []),
      ];
    case 'rejected':
      return [notBack(refund), '觉得不对，可以带上证明到医保窗口，或拨打 12393'];
    case 'withdrawn':
      return [notBack(refund), '改变主意的话，可以再申请'];
    case 'abnormal':
      return ['不用您做什么，工作人员会处理', '请保持手机畅通；着急可以拨打 12393，报上面的编号'];
    case 'proposed':
      return ['确认以后：税务审核、医保确认，钱就退回来', '不确认也没关系，钱不会丢'];
    default:
      return [
        '不用守着，每一步有结果都会发消息告诉您',
        ...(endsCover ? ['钱退回之前，医保照常有效；退回以后，这一份医保就结束'] : []),
      ];
  }
}
