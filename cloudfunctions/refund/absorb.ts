import { refundTransitions } from '@yibao/shared/rules/refund-states';
import { transition } from '@yibao/shared/rules/transition';
import { systemActor, writeAudit } from '../lib/audit';
import { type Transaction } from '../lib/database/database';
import { type Refund } from '../lib/database/schema';
import { enqueue } from '../lib/outbox/enqueue';
import { type Runtime } from '../lib/runtime';
import { tell } from './news';
import { moveRefund, openRefundsOf, partsOf } from './store';

/** Whether a refund gives way to one of the whole: a part that the platform was not asked for yet. */
export const givesWay = ({ kind, status, platformRequest }: Refund): boolean =>
  kind === 'difference' &&
  platformRequest === null &&
  transition(refundTransitions, status, 'absorbed').ok;

/**
 * A whole contribution is to go back: a part of it that still waits goes back with it, and no longer
 * by itself. Otherwise the two would wait for each other. The order is locked by the caller.
 *
 * @returns what stands in the way all the same
 */
export async function makeWay(
  tx: Transaction,
  runtime: Runtime,
  itemId: string,
  { traceId, now }: { traceId: string; now: number },
): Promise<Refund | undefined> {
  const underWay = (await openRefundsOf(tx, [itemId])).get(itemId);
  if (!underWay || !givesWay(underWay)) return underWay;
  const next = await moveRefund(tx, underWay, 'absorbed', now);
  if (!next) return underWay;
  const { id: refundId, orderId, amountFen } = underWay;
  await writeAudit(
    tx,
    { actor: systemActor, traceId, now },
    {
      action: 'refund.absorbed',
      subjectPersonId: underWay.payerPersonId,
      details: { refundId, orderId, itemId, amountFen, from: underWay.status },
    },
  );
  const payload = { refundId };
  await enqueue(tx, { topic: 'refund.withdrawn', dedupeKey: refundId, payload }, now);
  const parts = (await partsOf(tx, [refundId])).get(refundId) ?? [];
  const body = `退费 ${underWay.outRefundNo} 不再单独办理，这笔钱包含在要退的全款里。`;
  const toPayer = { title: '多缴的部分和全款一起退', body };
  await tell(
    tx,
    runtime,
    { row: next, parts },
    { event: 'absorbed', toPayer, toInsured: null },
    now,
  );
  return undefined;
}
