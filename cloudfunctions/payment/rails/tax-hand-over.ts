import { maskName } from '@yibao/shared/rules/masking';
import { type PaymentOrder } from '../../lib/database/schema';
import { type Runtime } from '../../lib/runtime';
import { type Line, linesOf } from './lines';
import { type Payment, type Rail } from './rail';
import { railRefundOf, refundOrderOf } from './refund-state';

/** More names than this make an address no clearer. */
const namesShown = 2;

/**
 * The tax bureau's own cashier (税务社保缴费): the order is announced there, the person goes over with
 * a signed reference, pays there, and comes back or never. Nothing but the bureau's answer counts.
 */
export const taxHandOverRail: Rail = {
  name: 'taxHandOver',

  async open(runtime, order) {
    const state = await runtime.ports.taxBureau.open({
      orderNo: order.outTradeNo,
      lines: await linesOf(runtime, order),
      totalFen: order.totalFen,
      expiresAt: order.expiresAt,
    });
    if (state.status === 'open') return { outcome: 'open', reference: state.handOverNo };
    if (state.status === 'paid') return { outcome: 'paid' };
    return { outcome: 'closed', refusal: null };
  },

  async proceed(runtime, order, handOverNo) {
    const payment = wayOver(runtime, order, handOverNo, await linesOf(runtime, order));
    return { outcome: 'client', payment };
  },

  async query(runtime, order) {
    const state = await runtime.ports.taxBureau.state(order.outTradeNo);
    if (state?.status === 'paid') {
      const { receiptNo: transactionId, paidAt, paidFen } = state;
      if (paidFen !== order.totalFen) return { state: 'differs', reason: 'amount differs' };
      return { state: 'paid', receipt: { transactionId, paidAt, countsAt: paidAt } };
    }
    const isEnded = state?.status === 'cancelled' || state?.status === 'closed';
    // expired there: it is closed there before it is closed here
    return isEnded ? { state: 'closed', refusal: null } : { state: 'unpaid' };
  },

  async close(runtime, order) {
    const state = await runtime.ports.taxBureau.close(order.outTradeNo);
    return state.status === 'paid' ? 'paid' : 'closed';
  },

  /** The money is the bureau's: it pays back itself, to whoever paid at its cashier. */
  async refund({ ports }, order, refund) {
    const told = await ports.taxBureau.payBack(refundOrderOf(order, refund));
    return railRefundOf(order, refund, told);
  },

  async queryRefund({ ports }, order, refund) {
    const told = await ports.taxBureau.payBackState(refund.outRefundNo);
    return told && railRefundOf(order, refund, told);
  },
};

function wayOver(
  { config, ports }: Runtime,
  order: PaymentOrder,
  handOverNo: string,
  lines: Line[],
): Payment {
  const names = [...new Set(lines.map(({ person }) => maskName(person.name)))];
  const shown = names.slice(0, namesShown).join('、');
  const reference = ports.taxBureau.reference({
    orderNo: order.outTradeNo,
    handOverNo,
    payees: names.length > namesShown ? `${shown}等 ${names.length} 人` : shown,
    years: [...new Set(lines.map(({ year }) => year))],
    totalFen: order.totalFen,
    expiresAt: order.expiresAt,
  });
  const { cashierUrl, miniProgram } = config.taxBureau;
  return {
    kind: 'taxHandOver',
    reference,
    cashierUrl,
    miniProgram: {
      appId: miniProgram.appId,
      path: `${miniProgram.path}?reference=${reference}`,
    },
    expiresAt: order.expiresAt,
  };
}
