import { formatYuan } from '@yibao/shared/rules/money';
import { systemActor, writeAudit } from '../lib/audit';
import { type Runtime } from '../lib/runtime';
import { type RailRefund } from '../payment/rails/rail';
import { completeRefund } from './complete';
import { tell } from './news';
import { lockRefund, moveRefund, partsOf } from './store';

export type RailNews = Exclude<RailRefund, { state: 'processing' | 'later' }>;

/**
 * What the rail says of a refund, by its answer, its notification or a query: applied once however
 * often and in whatever order it comes.
 */
export async function applyRailRefund(
  runtime: Runtime,
  refundId: string,
  news: RailNews,
  traceId: string,
): Promise<'applied' | 'already'> {
  const now = runtime.clock.now();
  return runtime.db.transaction(async (tx) => {
    const { row, order } = await lockRefund(tx, refundId);
    const origin = { actor: systemActor, traceId, now };
    if (news.state === 'succeeded') {
      const done = await completeRefund(tx, runtime, {
        row,
        order,
        by: { rail: order.rail, number: news.number, at: news.at },
        origin,
      });
      return done ? 'applied' : 'already';
    }
    const next = await moveRefund(tx, row, 'rail_failed', now, { railProblem: news.problem });
    if (!next) return 'already';
    runtime.log.error({ traceId, refundId, problem: news.problem }, 'refund failed at the rail');
    await writeAudit(tx, origin, {
      action: 'refund.abnormal',
      subjectPersonId: row.payerPersonId,
      details: { refundId, orderId: order.id, problem: news.problem },
    });
    const parts = (await partsOf(tx, [refundId])).get(refundId) ?? [];
    const body = `${formatYuan(row.amountFen)}没有退成，多半是收款的银行卡有问题。工作人员会换一种办法退给您，钱不会丢。`;
    const event = `abnormal:${next.statusSince}`;
    await tell(
      tx,
      runtime,
      { row: next, parts },
      { event, toPayer: { title: '退款没有退成', body }, toInsured: null },
      now,
    );
    return 'applied';
  });
}
