import { eq } from 'drizzle-orm';
import { type ReconcileFinding, reconcileFinding } from '../../lib/database/schema';
import { mutation, type WriteContext } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { type Runtime } from '../../lib/runtime';
import { areTwoPeople } from '../../lib/same-person';
import { closeSettledOutside } from '../../payment/close-order';
import { railOf } from '../../payment/rails';
import { findOrder } from '../../payment/store';
import { assertOpenWay, findFinding, lockForWay } from '../staff';
import { viewFinding } from '../view';

type Context = WriteContext<'reconcile.settleOutside'>;

/**
 * An order whose money is there to the fen is not ended by a clerk: asking again books it.
 *
 * @throws ServiceError finding_way_closed; UpstreamError when the rail is silent
 */
async function assertNotPaid(runtime: Runtime, row: ReconcileFinding): Promise<void> {
  if (row.kind !== 'paymentUnbooked' || row.orderId === null) return;
  const order = await findOrder(runtime.db, { orderId: row.orderId });
  if (!order) return;
  const { state } = await railOf(order).query(runtime, order);
  if (state !== 'paid' && state !== 'committed') return;
  const message = '付款渠道查到的钱和订单一致，请选「再查一次」，系统会补记入账';
  throw new ServiceError('finding_way_closed', { message });
}

/**
 * Put right outside: the other side has given the money back, or booked what was missing, at its own
 * counter. The ledger has no entry for money that came and went outside of it, and nothing of ours is
 * booked. One clerk writes down the proof, another one confirms having seen it; then it is over, and an
 * order that waits for its money is closed, so that its people can pay anew.
 */
export const settleOutside = mutation('reconcile.settleOutside', {
  async before({ runtime }, { findingId }) {
    const row = await findFinding(runtime.db, findingId);
    assertOpenWay(row, 'settleOutside');
    await assertNotPaid(runtime, row);
  },

  async run(context, { findingId, reason }) {
    const { tx, runtime, caller } = context;
    const row = await lockForWay(tx, findingId, { way: 'settleOutside', caller });
    const words = runtime.cipher.seal('reconcile.resolution', reason);
    const settled =
      row.proposedBy === null
        ? await propose(context, row, words)
        : await confirm(context, row, row.proposedBy, words);
    return viewFinding(context, tx, settled);
  },
});

async function propose(
  { tx, caller, now, audit }: Context,
  row: ReconcileFinding,
  proof: string,
): Promise<ReconcileFinding> {
  const proposed = {
    proposedAt: now,
    proposedBy: caller.accountId,
    proof,
    // words about figures of before
    way: null,
    resolvedAt: null,
    resolvedBy: null,
    resolution: null,
  };
  await tx.update(reconcileFinding).set(proposed).where(eq(reconcileFinding.id, row.id));
  const { id: findingId, kind, source } = row;
  await audit({
    action: 'reconcile.settleOutside.proposed',
    subjectPersonId: null,
    details: { findingId, kind, source, orderId: row.orderId },
  });
  return { ...row, ...proposed };
}

async function confirm(
  { tx, caller, now, audit, traceId }: Context,
  row: ReconcileFinding,
  proposedBy: string,
  resolution: string,
): Promise<ReconcileFinding> {
  if (!(await areTwoPeople(tx, proposedBy, caller.accountId))) {
    throw new ServiceError('finding_needs_colleague');
  }
  const resolved = {
    state: 'resolved' as const,
    way: 'settleOutside' as const,
    resolvedAt: now,
    resolvedBy: caller.accountId,
    resolution,
  };
  await tx.update(reconcileFinding).set(resolved).where(eq(reconcileFinding.id, row.id));
  const { id: findingId, kind, source, orderId } = row;
  const actor = { kind: 'staff', accountId: caller.accountId } as const;
  const closedOrder =
    kind === 'paymentUnbooked' && orderId !== null
      ? await closeSettledOutside(tx, orderId, { actor, traceId, now })
      : false;
  await audit({
    action: 'reconcile.settleOutside',
    subjectPersonId: null,
    details: { findingId, kind, source, orderId, proposedBy, closedOrder },
  });
  return { ...row, ...resolved };
}
