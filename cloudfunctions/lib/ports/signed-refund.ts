import { UpstreamError } from './http';
import { fromWireTime } from './wire-time';

/** What is asked of a rail that books refunds by our numbers. */
export interface RefundOrder {
  /** Of the payment. */
  paymentNo: string;
  refundNo: string;
  amountFen: number;
}

/** Money on its way back, and what became of it. */
export type RefundState = RefundOrder &
  (
    | { status: 'processing' }
    | { status: 'refused'; reason: string }
    | { status: 'back'; number: string; at: number }
  );

/** @throws UpstreamError when the rail says it is back, but not with which number or when */
export function backState(
  system: string,
  asked: RefundOrder,
  { number, at }: { number: string; at: string | null },
): RefundState {
  if (number === '' || at === null) throw new UpstreamError(system, 'refund: incomplete');
  return { ...asked, status: 'back', number, at: fromWireTime(at) };
}

/** @throws UpstreamError when the rail gives no reason */
export function refusedState(system: string, asked: RefundOrder, reason: string): RefundState {
  if (reason === '') throw new UpstreamError(system, 'refund: refused without a reason');
  return { ...asked, status: 'refused', reason };
}
