import { policyFor } from '@yibao/shared/policy';
import { type MutualAidRule } from '@yibao/shared/policy/schema';
import { getPerson, identityOf, registered } from '../../lib/people';
import { UpstreamError } from '../../lib/ports/http';
import { type FreezeState } from '../../lib/ports/mutual-aid';
import { linesOf } from './lines';
import { railRefundOf, refundOrderOf } from './refund-state';
import { type Rail, type RailState, type Receipt } from './rail';

/**
 * The city's rule for the years of an order. With several years the stricter one holds: one money
 * cannot be deducted on two days.
 */
export function mutualAidRule(region: string, years: number[]): MutualAidRule | null {
  const rules = years.map((year) => {
    const policy = policyFor(region, year);
    return policy?.status === 'published' ? policy.rails.mutualAid : null;
  });
  if (rules.some((rule) => rule?.offered !== true)) return null;
  return rules.find((rule) => rule?.deductMode === 'monthlyBatch') ?? rules[0] ?? null;
}

type Deducted = Extract<FreezeState, { status: 'deducted' }>;

/**
 * An employee's personal account pays for bound relatives (个人账户家庭共济, DOMAIN §1.10): freeze,
 * deduct, release. Our order number is the business number of all three, so that each may be
 * repeated, and what was lost is asked for.
 */
export const mutualAidRail: Rail = {
  name: 'mutualAid',

  async open(runtime, order) {
    const owner = registered(
      identityOf(runtime.cipher, await getPerson(runtime.db, order.payerPersonId)),
    );
    const lines = (await linesOf(runtime, order)).flatMap(({ person, ...line }) => {
      const relative = registered(person);
      return relative ? [{ ...line, person: relative }] : [];
    });
    const { totalFen, outTradeNo: businessNo } = order;
    // a newborn without an ID number is bound to nobody
    const isComplete = lines.reduce((sum, line) => sum + line.amountFen, 0) === totalFen;
    if (!owner || !isComplete) return { outcome: 'closed', refusal: 'notBound' };
    const state = await runtime.ports.mutualAid.freeze({ businessNo, owner, lines, totalFen });
    switch (state.status) {
      case 'frozen':
      case 'committed':
        return { outcome: 'open', reference: state.freezeNo };
      case 'deducted':
        return { outcome: 'paid' };
      case 'released':
        return { outcome: 'closed', refusal: 'released' };
      case 'refused':
        return { outcome: 'closed', refusal: state.reason };
    }
  },

  async proceed(runtime, order) {
    const { mutualAid } = runtime.ports;
    const years = (await linesOf(runtime, order)).map(({ year }) => year);
    const rule = mutualAidRule(runtime.config.region, years);
    const when = rule?.deductMode === 'monthlyBatch' ? 'monthEnd' : 'now';
    const state = await mutualAid.deduct(order.outTradeNo, when);
    switch (state.status) {
      case 'deducted':
        return { outcome: 'paid' };
      case 'committed': {
        const { frozenAt: at, deductOn } = state;
        return { outcome: 'committed', commitment: { at, deductOn } };
      }
      case 'released':
        return { outcome: 'closed', refusal: 'released' };
      case 'refused':
        return { outcome: 'closed', refusal: state.reason };
      case 'frozen':
        throw new UpstreamError('mutual-aid', 'deduct: still frozen');
    }
  },

  async query(runtime, order): Promise<RailState> {
    const state = await runtime.ports.mutualAid.freezeState(order.outTradeNo);
    switch (state?.status) {
      case undefined:
      case 'frozen':
        return { state: 'unpaid' };
      case 'committed': {
        const { frozenAt: at, deductOn } = state;
        return { state: 'committed', commitment: { at, deductOn } };
      }
      case 'released':
        return { state: 'closed', refusal: null };
      case 'refused':
        return { state: 'closed', refusal: state.reason };
      case 'deducted': {
        if (state.totalFen !== order.totalFen)
          return { state: 'differs', reason: 'amount differs' };
        const years = (await linesOf(runtime, order)).map(({ year }) => year);
        return { state: 'paid', receipt: receiptOf(runtime.config.region, years, state) };
      }
    }
  },

  async close(runtime, order) {
    const state = await runtime.ports.mutualAid.release(order.outTradeNo);
    if (state.status === 'deducted') return 'paid';
    if (state.status === 'released' || state.status === 'refused') return 'closed';
    throw new UpstreamError('mutual-aid', `release: ${state.status}`);
  },

  async refund({ ports }, order, refund) {
    const told = await ports.mutualAid.refund(refundOrderOf(order, refund));
    return railRefundOf(order, refund, told);
  },

  async queryRefund({ ports }, order, refund) {
    const told = await ports.mutualAid.refundState(refund.outRefundNo);
    return told && railRefundOf(order, refund, told);
  },
};

function receiptOf(region: string, years: number[], state: Deducted): Receipt {
  const { deductNo: transactionId, deductedAt: paidAt, frozenAt } = state;
  const counts = mutualAidRule(region, years)?.paymentDay.counts ?? 'freezeDay';
  return { transactionId, paidAt, countsAt: counts === 'freezeDay' ? frozenAt : paidAt };
}
