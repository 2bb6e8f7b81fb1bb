import { type PaymentOrder, type Refund } from '../../lib/database/schema';
import { type RefundOrder, type RefundState } from '../../lib/ports/signed-refund';
import { type RailRefund } from './rail';

/** What a rail is asked to give back. */
export const refundOrderOf = (order: PaymentOrder, refund: Refund): RefundOrder => ({
  paymentNo: order.outTradeNo,
  refundNo: refund.outRefundNo,
  amountFen: refund.amountFen,
});

/** @returns what a rail's answer means for ours; money that differs is for a person to see */
export function railRefundOf(order: PaymentOrder, refund: Refund, told: RefundState): RailRefund {
  const asked = refundOrderOf(order, refund);
  if (told.paymentNo !== asked.paymentNo || told.refundNo !== asked.refundNo) {
    return { state: 'failed', problem: 'order differs' };
  }
  if (told.amountFen !== asked.amountFen) return { state: 'failed', problem: 'amount differs' };
  switch (told.status) {
    case 'processing':
      return { state: 'processing' };
    case 'refused':
      return { state: 'failed', problem: told.reason };
    case 'back':
      return { state: 'succeeded', number: told.number, at: told.at };
  }
}
