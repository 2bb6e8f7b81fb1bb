/** Refunds of orders that bought nothing: ours, and WeChat Pay's. */
import {
  ledgerEntry,
  ledgerPosting,
  refund,
  refundItem,
} from '@yibao/cloudfunctions/lib/database/schema';
import { type LocalSystem } from '@yibao/cloudfunctions/local/local-system';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type PayRefund } from '@yibao/sandbox/wechat-pay/refund';
import { type OrderDraft, type RefundDraft } from './drafts';

export async function writeRefunds(system: LocalSystem, orders: OrderDraft[]): Promise<void> {
  for (const order of orders) {
    if (!order.refund) continue;
    if (order.refund.here) await writeOwn(system, order, order.refund, order.refund.here);
    if (order.refund.there) payBack(system, order, order.refund, order.refund.there);
  }
}

async function writeOwn(
  { runtime: { db } }: LocalSystem,
  { id: orderId, items, totalFen, paidAt, rail }: OrderDraft,
  { id, outRefundNo, number, at }: RefundDraft,
  status: 'refunded' | 'refunding',
): Promise<void> {
  const isDone = status === 'refunded';
  await db.transaction(async (tx) => {
    await tx.insert(refund).values({
      id,
      outRefundNo,
      orderId,
      kind: 'superseded',
      payerPersonId: items[0]!.personId,
      amountFen: totalFen,
      status,
      statusSince: at,
      gateAt: paidAt,
      taxAttempt: 1,
      taxApprovedAt: paidAt,
      agreedAt: at - 60_000,
      railRefundNo: isDone ? number : null,
      refundedAt: isDone ? at : null,
      createdAt: paidAt,
    });
    const state = isDone ? ('refunded' as const) : ('open' as const);
    const amountFen = totalFen / items.length;
    const parts = items.map((item) => ({ refundId: id, paymentItemId: item.id, amountFen, state }));
    await tx.insert(refundItem).values(parts);
    if (!isDone) return;
    const booking = { kind: 'refund_paid', reference: id, orderId } as const;
    await tx.insert(ledgerPosting).values({ ...booking, id, bookedOn: shanghaiDate(at), at });
    await tx.insert(ledgerEntry).values([
      { postingId: id, account: 'refundable', amountFen: totalFen },
      { postingId: id, account: rail, amountFen: -totalFen },
    ]);
  });
}

function payBack(
  { sandbox: { host }, runtime }: LocalSystem,
  { outTradeNo, transactionId, totalFen }: OrderDraft,
  { outRefundNo, number, at }: RefundDraft,
  { amountFen, end }: NonNullable<RefundDraft['there']>,
): void {
  host.journal.store<PayRefund>('wechat-pay-refunds').set(outRefundNo, {
    outRefundNo,
    refundId: number,
    outTradeNo,
    transactionId,
    reason: '',
    notifyUrl: runtime.config.wechatPay.notifyUrl,
    refundFen: amountFen,
    totalFen,
    content: outRefundNo,
    createdAt: at,
    endsAt: at,
    end,
    // its news was lost
    notification: { body: '', firstAt: at, attempts: [], state: 'abandoned' },
  });
}
