import type { Output } from '@yibao/shared/contracts';
import { amountWords } from '../../services/format';
import type { Order } from './order-view';

export type Rail = Order['rail'];
export type RailOffer = Output<'payment.listRails'>['rails'][number];

interface Way {
  /** How the choice reads. */
  label: string;
  /** The way itself, beside what was paid by it. */
  name: string;
  /** The official term, in small print. */
  official: string;
  /** The other side, in 「正在和…核对」. */
  system: string;
  /** On the button, before the amount. */
  action: string;
  /** While the button is at work. */
  busy: string;
}

const WAYS = {
  wechatPay: {
    label: '微信支付',
    name: '微信支付',
    official: '只扣这一次，不会自动续缴',
    system: '微信支付',
    action: '微信支付',
    busy: '正在打开微信支付',
  },
  mutualAid: {
    label: '用我的医保个人账户付',
    name: '职工医保个人账户（家庭共济）',
    official: '职工医保个人账户家庭共济：用您账户里的钱给家人缴',
    system: '医保个人账户',
    action: '用个人账户付',
    busy: '正在从个人账户付款',
  },
  taxHandOver: {
    label: '去税务小程序付',
    name: '税务缴费',
    official: '跳到税务部门的社保缴费页面，付完再回来',
    system: '税务',
    action: '去税务付',
    busy: '正在打开税务缴费',
  },
} as const satisfies Record<Rail, Way>;

/** A way to pay in the words of the screens. */
export function wayOf(rail: Rail): Way {
  return WAYS[rail];
}

/** Under a choice: the official term, what the account can spend, what to know before. */
export function wayNote({ rail, note, availableFen }: RailOffer): string {
  const available = availableFen === null ? '' : `账户可用 ${amountWords(availableFen)}`;
  return [WAYS[rail].official, available, note ?? ''].filter((text) => text !== '').join('。');
}

/** Which choice stands: the person's, as long as it is offered, else the first one offered. */
export function chosenRail(offers: RailOffer[], wanted: string | undefined): Rail | null {
  const offered = offers.filter((offer) => offer.offered);
  const own = offered.find(({ rail }) => rail === wanted);
  return own?.rail ?? offered[0]?.rail ?? null;
}
