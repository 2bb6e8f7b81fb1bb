import { eq } from 'drizzle-orm';
import { mayTakeOver, nearestTo } from '../../enrollment/nearness';
import { getEnrollment } from '../../enrollment/store';
import { paymentItem } from '../../lib/database/schema';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { requireActsFor } from '../../lib/people';
import { closeOrder } from '../progress';
import { findOrder, findPaymentOf, inProgress, isOpen } from '../store';

/**
 * Anybody may pay for anybody, and while their order is open nobody else can. Those whose matter it
 * is more (docs/adr/0007) need not wait for it: the order ends at its rail, and its payer is told.
 * Money that came first stands as it would have.
 */
export const takeOver = mutationWithAfter('payment.takeOver', {
  async run({ tx, caller, now, audit }, { enrollmentId }) {
    const row = await getEnrollment(tx, enrollmentId);
    await requireActsFor(tx, caller, row.personId, now);
    const payment = await findPaymentOf(tx, enrollmentId);
    if (row.status === 'covered') throw new ServiceError('already_paid');
    if (!payment) return { orderId: null };
    const { order, item } = payment;
    if (!mayTakeOver(await nearestTo(tx, row, now), order, caller.personId)) {
      throw inProgress([order], caller);
    }
    await tx.update(paymentItem).set({ takenOverAt: now }).where(eq(paymentItem.id, item.id));
    await audit({
      action: 'payment.takeOver',
      subjectPersonId: row.personId,
      details: { enrollmentId, orderId: order.id },
    });
    return { orderId: order.id };
  },

  async after({ runtime, traceId }, { enrollmentId }, { orderId }) {
    const order = orderId === null ? null : await findOrder(runtime.db, { orderId });
    // what its rail has promised meanwhile is kept
    if (order && isOpen(order)) await closeOrder(runtime, order.id, traceId, 'takenOver');
    const payment = await findPaymentOf(runtime.db, enrollmentId);
    if (!payment) return { outcome: 'freed' };
    return { outcome: payment.order.paidAt === null ? 'held' : 'paid' };
  },
});
