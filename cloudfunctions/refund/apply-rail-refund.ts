import { eq } from 'drizzle-orm';
import { type Actor, systemActor, writeAudit } from '../lib/audit';
import { type Transaction } from '../lib/database/database';
import { refund, type Refund } from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';
import { type RailRefund } from '../payment/rails/rail';
import { completeRefund } from './complete';
import { tellAbnormal } from './news';
import { lockRefund, moveRefund, paidTwice } from './store';

export type RailNews = Exclude<RailRefund, { state: 'processing' | 'later' }>;

/** Whether the rail still speaks of the failure that made us try again: it has not got the new try. */
export function isKnownFailure({ status, railProblem }: Refund, known: RailRefund | null): boolean {
  return status === 'refunding' && railProblem !== null && known?.state === 'failed';
}

/**
 * What the rail says of a refund, by its answer, its notification or a query: applied once however
 * often and in whatever order it comes.
 *
 * @param askedSince since when (epoch ms) the refund stood where it did when the rail was asked: a
 *   failure says nothing of a try that began later
 */
export async function applyRailRefund(
  runtime: Runtime,
  refundId: string,
  news: RailNews,
  traceId: string,
  askedSince?: number,
): Promise<'applied' | 'already'> {
  const now = runtime.clock.now();
  return runtime.db.transaction(async (tx) => {
    const { row, order } = await lockRefund(tx, refundId);
    const origin = { actor: systemActor, traceId, now };
    if (news.state === 'succeeded') {
      if (isPaidOtherwiseAlone(row)) {
        await notePaidTwice(tx, row, news.number, origin);
        runtime.log.error({ traceId, refundId }, 'refund paid twice: otherwise, and by the rail');
        return 'applied';
      }
      const done = await completeRefund(tx, runtime, {
        row,
        order,
        by: { rail: order.rail, number: news.number, at: news.at },
        origin,
      });
      return done ? 'applied' : 'already';
    }
    if (askedSince !== undefined && row.statusSince !== askedSince) return 'already';
    const next = await moveRefund(tx, row, 'rail_failed', now, { railProblem: news.problem });
    if (!next) return 'already';
    runtime.log.error({ traceId, refundId, problem: news.problem }, 'refund failed at the rail');
    await writeAudit(tx, origin, {
      action: 'refund.abnormal',
      subjectPersonId: row.payerPersonId,
      details: { refundId, orderId: order.id, problem: news.problem },
    });
    await tellAbnormal(tx, runtime, next, now);
    return 'applied';
  });
}

const isPaidOtherwiseAlone = ({ status, paidOtherwise, railRefundNo }: Refund): boolean =>
  status === 'refunded' && paidOtherwise !== null && railRefundNo === null;

/**
 * The rail has paid what was paid out of the fiscal account already. Nothing is undone by that; it
 * stays on the clerks' list, because somebody has to ask for the money.
 */
async function notePaidTwice(
  tx: Transaction,
  { id, payerPersonId, orderId, amountFen }: Refund,
  railRefundNo: string,
  origin: { actor: Actor; traceId: string; now: number },
): Promise<void> {
  await tx.update(refund).set({ railRefundNo, railProblem: paidTwice }).where(eq(refund.id, id));
  await writeAudit(tx, origin, {
    action: 'refund.paid_twice',
    subjectPersonId: payerPersonId,
    details: { refundId: id, orderId, amountFen, railRefundNo },
  });
}
