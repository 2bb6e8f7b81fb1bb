import { eq } from 'drizzle-orm';
import { type RailName } from '@yibao/shared/rules/rails';
import { refund } from '../../lib/database/schema';
import { type Statement } from '../../lib/ports/statement';
import { type Runtime } from '../../lib/runtime';
import { queryBack } from '../../payment/prepay';
import { railOf } from '../../payment/rails';
import { findOrder } from '../../payment/store';
import { applyRailRefund } from '../../refund/apply-rail-refund';
import {
  accountMovement,
  paymentsByReference,
  paymentsOfDay,
  refundsByReference,
  refundsOfDay,
} from './rail-books';
import { type Healable, type Source } from './source';

/** A rail's daily list against the ledger account of that rail. */
function railSource(
  name: RailName,
  statement: (runtime: Runtime, day: string) => Promise<Statement>,
): Source {
  return {
    name,
    statement,
    ownOfDay: async (db, day) => [
      ...(await paymentsOfDay(db, name, day)),
      ...(await refundsOfDay(db, name, day)),
    ],
    ownByReference: async (db, rows) => [
      ...(await paymentsByReference(db, name, rows)),
      ...(await refundsByReference(db, name, rows)),
    ],
    ledgerFen: (db, day) => accountMovement(db, name, day),
    heal,
  };
}

/** The rail is asked about the order or the refund itself: a list alone books no money. */
async function heal(runtime: Runtime, finding: Healable, traceId: string) {
  const { kind, orderId, reference } = finding;
  if (kind === 'refundUnfinishedHere') await askRefund(runtime, reference, traceId);
  if (kind !== 'paymentUnbooked' || orderId === null) return;
  const order = await findOrder(runtime.db, { orderId });
  if (order) await queryBack(runtime, order, traceId);
}

/** Asked only: what the rail says it has done or failed to do is applied, nothing is sent. */
async function askRefund(runtime: Runtime, outRefundNo: string, traceId: string): Promise<void> {
  const [row] = await runtime.db.select().from(refund).where(eq(refund.outRefundNo, outRefundNo));
  const order = row ? await findOrder(runtime.db, { orderId: row.orderId }) : null;
  if (!row || !order) return;
  const told = await railOf(order).queryRefund(runtime, order, row);
  if (told?.state !== 'succeeded' && told?.state !== 'failed') return;
  await applyRailRefund(runtime, row.id, told, traceId);
}

export const mutualAidSource = railSource('mutualAid', ({ ports }, day) =>
  ports.mutualAid.dailyFile(day),
);

export const taxHandOverSource = railSource('taxHandOver', ({ ports }, day) =>
  ports.taxBureau.dailyFile(day),
);

export const wechatPaySource = railSource('wechatPay', ({ ports }, day) =>
  ports.wechatPay.tradeBill(day),
);
