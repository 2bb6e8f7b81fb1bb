import { and, eq } from 'drizzle-orm';
import { refund, type Refund } from '../../lib/database/schema';
import { type Runtime } from '../../lib/runtime';
import { railOf } from '../../payment/rails';
import { findOrder } from '../../payment/store';
import { applyRailRefund, isKnownFailure } from '../apply-rail-refund';

/**
 * The money goes back by the rail it came by. The rail is asked first what it knows of this number:
 * a request whose answer was lost is thus found again, and one that failed before is sent anew.
 */
export async function payBack(
  runtime: Runtime,
  row: Refund,
  traceId: string,
): Promise<'done' | 'later'> {
  const order = await findOrder(runtime.db, { orderId: row.orderId });
  if (!order) throw new Error('a refund without its order');
  const rail = railOf(order);
  const known = await rail.queryRefund(runtime, order, row);
  const isTriedAgain = isKnownFailure(row, known);
  const answer = known && !isTriedAgain ? known : await rail.refund(runtime, order, row);
  if (answer.state === 'later') return 'later';
  if (answer.state === 'processing') {
    // one whose request was refused is not known there until it is taken
    if (row.railProblem !== null) await forgetProblem(runtime, row);
    return 'later';
  }
  await applyRailRefund(runtime, row.id, answer, traceId, row.statusSince);
  return 'done';
}

/** The rail has taken it anew: should it fail again, that is another problem. */
async function forgetProblem({ db }: Runtime, { id }: Refund): Promise<void> {
  await db
    .update(refund)
    .set({ railProblem: null })
    .where(and(eq(refund.id, id), eq(refund.status, 'refunding')));
}
