/** A difference in a clerk's hands. */
import { eq } from 'drizzle-orm';
import { type FindingWay, isOpenWay } from '@yibao/shared/rules/reconciliation-ways';
import { type Caller } from '../lib/caller';
import { type Queryable, type Transaction } from '../lib/database/database';
import {
  paymentItem,
  paymentOrder,
  reconcileFinding,
  type ReconcileFinding,
} from '../lib/database/schema';
import { ServiceError } from '../lib/errors';

/** @throws ServiceError not_found */
export async function findFinding(db: Queryable, findingId: string): Promise<ReconcileFinding> {
  const [row] = await db.select().from(reconcileFinding).where(eq(reconcileFinding.id, findingId));
  if (!row) throw new ServiceError('not_found');
  return row;
}

/**
 * The difference, held until the transaction ends, for a clerk who may do this about it.
 *
 * @throws ServiceError not_found, not_allowed, finding_settled, finding_way_closed
 */
export async function lockForWay(
  tx: Transaction,
  findingId: string,
  { way, caller }: { way: FindingWay; caller: Caller },
): Promise<ReconcileFinding> {
  const row = await lockFinding(tx, findingId);
  await assertNotOwn(tx, row, caller);
  assertOpenWay(row, way);
  return row;
}

/** @throws ServiceError finding_settled, finding_way_closed */
export function assertOpenWay({ kind, state }: ReconcileFinding, way: FindingWay): void {
  if (state === 'healed' || state === 'resolved') throw new ServiceError('finding_settled');
  if (!isOpenWay(kind, state, way)) throw new ServiceError('finding_way_closed');
}

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
