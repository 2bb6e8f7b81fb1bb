import { serviceCode } from '@yibao/shared/protocols/signed-service';
import { UpstreamError } from './http';
import { RefusedByService } from './signed-service';
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

/**
 * Asks a rail to give back. A payment that it does not know, and a request that it will not serve,
 * are refusals like those it gives a reason for: asking once more changes nothing.
 *
 * @throws UpstreamError when nobody knows whether it was taken
 */
export async function askForRefund<Wire>(
  asked: RefundOrder,
  ask: () => Promise<Wire | null>,
  read: (answer: Wire) => RefundState,
): Promise<RefundState> {
  const refused = (code: number): RefundState => ({
    ...asked,
    status: 'refused',
    reason: `code ${code}`,
  });
  try {
    const answer = await ask();
    return answer === null ? refused(serviceCode.notFound) : read(answer);
  } catch (error) {
    if (error instanceof RefusedByService) return refused(error.refusal);
    throw error;
  }
}
