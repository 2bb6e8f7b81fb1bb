/** What the random tests of payment know of the three rails: their own books, and hands on them. */
import { type RailName } from '@yibao/shared/rules/rails';
import { type Resident } from '@yibao/sandbox/city/resident';
import { type Binding } from '@yibao/sandbox/mutual-aid/accounts';
import { type Freeze } from '@yibao/sandbox/mutual-aid/freezes';
import { type Return } from '@yibao/sandbox/mutual-aid/returns';
import { type HandOver } from '@yibao/sandbox/tax/book';
import { type PayBack } from '@yibao/sandbox/tax/pay-backs';
import { createNotification } from '@yibao/sandbox/wechat-pay/notification';
import { newTransactionId, type PayOrder } from '@yibao/sandbox/wechat-pay/order';
import { type PayRefund } from '@yibao/sandbox/wechat-pay/refund';
import { type Phone } from '../support/system';
import { type books, type CreatedOrder, type Town } from './payment-support';
import { atTaxCashier } from './rails-support';

type Order = Awaited<ReturnType<typeof books>>['orders'][number];

/** Money that a rail has taken, by its own book. */
export interface Taken {
  transactionId: string;
  amountFen: number;
}

export interface RailBooks {
  /** What the order's rail took for it. */
  taken(order: Pick<Order, 'rail' | 'outTradeNo'>): Taken | null;
  /** What it has given back of it, fen. */
  given(order: Pick<Order, 'rail' | 'outTradeNo'>): number;
}

/** The books of the three rails, each read where that system keeps it. */
export function railBooks({ sandbox: { host } }: Town): RailBooks {
  const store = <T>(name: string) => host.journal.store<T>(name);
  const wechat = store<PayOrder>('wechat-pay-orders');
  const wechatBack = store<PayRefund>('wechat-pay-refunds');
  const freezes = store<Freeze>('mutual-aid-freezes');
  const returns = store<Return>('mutual-aid-returns');
  const handOvers = store<HandOver>('tax-hand-overs');
  const payBacks = store<PayBack>('tax-pay-backs');
  const sum = (amounts: number[]) => amounts.reduce((total, fen) => total + fen, 0);
  const isOver = ({ endsAt }: { endsAt: number }) => endsAt <= host.clock.now();

  const taken: Record<RailName, (no: string) => Taken | null> = {
    wechatPay(no) {
      const order = wechat.get(no);
      return order?.payment
        ? { transactionId: order.payment.transactionId, amountFen: order.amountFen }
        : null;
    },
    mutualAid(no) {
      const freeze = freezes.get(no);
      return freeze?.status === 'deducted'
        ? { transactionId: freeze.deductNo, amountFen: freeze.totalFen }
        : null;
    },
    taxHandOver(no) {
      const payment = handOvers.get(no)?.payment;
      return payment ? { transactionId: payment.receiptNo, amountFen: payment.paidFen } : null;
    },
  };
  const given: Record<RailName, (no: string) => number[]> = {
    wechatPay: (no) =>
      wechatBack
        .values()
        .filter((each) => each.outTradeNo === no && each.end === 'SUCCESS' && isOver(each))
        .map(({ refundFen }) => refundFen),
    mutualAid: (no) =>
      returns
        .values()
        .filter(({ bizNo }) => bizNo === no)
        .map(({ amountFen }) => amountFen),
    taxHandOver: (no) =>
      payBacks
        .values()
        .filter((each) => each.orderNo === no && isOver(each))
        .map(({ amountFen }) => amountFen),
  };
  return {
    taken: ({ rail, outTradeNo }) => taken[rail](outTradeNo),
    given: ({ rail, outTradeNo }) => sum(given[rail](outTradeNo)),
  };
}

/** The ways over to the tax bureau that people were given, by order number. */
export type WaysOver = Map<string, CreatedOrder['payment']>;

/** Pays, or does not, where the person of this order would. */
export async function atCashier(
  town: Town,
  { rail, appId, outTradeNo }: Pick<Order, 'rail' | 'appId' | 'outTradeNo'>,
  decision: 'pay' | 'decline',
  waysOver: WaysOver,
): Promise<void> {
  if (rail === 'taxHandOver') {
    const payment = waysOver.get(outTradeNo);
    if (payment) await atTaxCashier(town, payment, decision === 'pay' ? 'pay' : 'cancel');
    return;
  }
  // a personal account is asked by the service alone
  if (rail === 'mutualAid') return;
  const book = town.sandbox.host.journal.store<PayOrder>('wechat-pay-orders');
  const prepayId = book.get(outTradeNo)?.prepayId;
  if (prepayId === undefined) return;
  const params = town.runtime.ports.wechatPay.clientParams(appId, prepayId);
  await town.sandboxPost('/wechat-pay/cashier/decide', { ...params, decision });
}

/** Money that slipped through although the order had been closed. */
export async function payLate(
  town: Town,
  { rail, outTradeNo, status }: Pick<Order, 'rail' | 'outTradeNo' | 'status'>,
): Promise<void> {
  const { host } = town.sandbox;
  if (status !== 'closed') return;
  if (rail === 'taxHandOver') {
    const known = host.journal.store<HandOver>('tax-hand-overs').get(outTradeNo);
    if (known && !known.payment)
      await town.sandboxPost('/control/tax/late-payment', { orderNo: outTradeNo });
    return;
  }
  if (rail === 'mutualAid') return;
  const book = host.journal.store<PayOrder>('wechat-pay-orders');
  const known = book.get(outTradeNo);
  if (!known || known.payment) return;
  const now = host.clock.now();
  const payment = { transactionId: newTransactionId(now), paidAt: now };
  const paid = { ...known, closedAt: null, payment };
  book.set(outTradeNo, { ...paid, notification: createNotification(host, paid) });
}

/** Lets an account pay for these relatives, and for nobody it was bound to before. */
export async function bindOnly(town: Town, owner: Phone, relatives: Resident[]): Promise<void> {
  const { host } = town.sandbox;
  const bindings = host.journal.store<Binding>('mutual-aid-bindings');
  for (const binding of bindings.values()) {
    bindings.set(binding.bindNo, { ...binding, unboundAt: host.clock.now() });
  }
  for (const relative of relatives) {
    await town.sandboxPost('/control/mutual-aid/bind', {
      ownerCertNo: owner.user.resident.certNo,
      relativeCertNo: relative.certNo,
      relation: relative.sex === 'male' ? 'brother' : 'sister',
    });
  }
}

/** Empties an account, or brings it to so much. */
export async function setBalance(town: Town, owner: Phone, fen: number): Promise<void> {
  const { certNo, personNo } = owner.user.resident;
  const { host } = town.sandbox;
  const atFirst = host.residents.personalAccountFen(personNo) ?? 0;
  const changed = host.journal.store<number>('mutual-aid-changes').get(personNo) ?? 0;
  await town.sandboxPost('/control/mutual-aid/take', { certNo, takeFen: atFirst + changed - fen });
}
