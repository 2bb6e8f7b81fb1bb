import { type RailName } from '@yibao/shared/rules/rails';
import { type PaymentOrder } from '../../lib/database/schema';
import { mutualAidRail } from './mutual-aid';
import { type Rail } from './rail';
import { taxHandOverRail } from './tax-hand-over';
import { wechatPayRail } from './wechat-pay';

const served = {
  wechatPay: wechatPayRail,
  mutualAid: mutualAidRail,
  taxHandOver: taxHandOverRail,
} as const satisfies Record<RailName, Rail>;

/** @returns the rail an order is paid by */
export function railOf(order: Pick<PaymentOrder, 'rail'>): Rail {
  return served[order.rail];
}
