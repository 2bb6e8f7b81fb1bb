import { eq } from 'drizzle-orm';
import { type Caller } from '../../lib/caller';
import { type Transaction } from '../../lib/database/database';
import {
  paymentItem,
  paymentOrder,
  reconcileFinding,
  type ReconcileFinding,
} from '../../lib/database/schema';
import { mutation } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { viewFindings } from '../view';

/** A clerk explains a difference; the money itself is put right where it lies, not here. */
export const resolve = mutation('reconcile.resolve', {
  async run({ tx, runtime, caller, now, audit }, { findingId, reason }) {
    const row = await lockFinding(tx, findingId);
    await assertNotOwn(tx, row, caller);
    if (row.state === 'healed' || row.state === 'resolved') {
      throw new ServiceError('finding_settled');
    }
    const resolved = {
      state: 'resolved' as const,
      resolvedAt: now,
      resolvedBy: caller.accountId,
      resolution: runtime.cipher.seal('reconcile.resolution', reason),
    };
    await tx.update(reconcileFinding).set(resolved).where(eq(reconcileFinding.id, findingId));
    await audit({
      action: 'reconcile.resolve',
      subjectPersonId: null,
      details: { findingId, kind: row.kind, source: row.source, reasonLength: reason.length },
    });
    const [view] = await viewFindings(runtime, tx, [{ ...row, ...resolved }]);
    if (!view) throw new Error('a finding that was just resolved cannot be missing');
    return view;
  },
});

async function lockFinding(tx: Transaction, findingId: string): Promise<ReconcileFinding> {
  const [row] = await tx
    .select()
    .from(reconcileFinding)
    .where(eq(reconcileFinding.id, findingId))
    .for('update');
  if (!row) throw new ServiceError('not_found');
  return row;
}

/** A clerk leaves a difference in a payment of their own, or for them, to a colleague. */
async function assertNotOwn(
  tx: Transaction,
  { orderId }: ReconcileFinding,
  { personId }: Caller,
): Promise<void> {
  if (orderId === null || personId === null) return;
  const rows = await tx
    .select({ payer: paymentOrder.payerPersonId, insured: paymentItem.personId })
    .from(paymentOrder)
    .leftJoin(paymentItem, eq(paymentItem.orderId, paymentOrder.id))
    .where(eq(paymentOrder.id, orderId));
  if (rows.some(({ payer, insured }) => payer === personId || insured === personId)) {
    throw new ServiceError('not_allowed');
  }
}
