import { addDays, formatChineseDate, hourMs, startOfDay } from '@yibao/shared/rules/dates';
import { formatYuan } from '@yibao/shared/rules/money';
import { systemActor, writeAudit } from '../lib/audit';
import { type PaymentOrder } from '../lib/database/schema';
import { notify } from '../lib/notices';
import { type Runtime } from '../lib/runtime';
import { mutualAidRule } from './rails/mutual-aid';
import { type Commitment } from './rails/rail';
import { itemsOf, lockOrder, moveOrder } from './store';

/** A promised deduction is asked about this often; its day is known, its hour is not. */
export const committedSweepMs = hourMs;

/**
 * The money is frozen and will be deducted with the month's batch. The order no longer ends after
 * its minutes; nobody else can pay for its people, and nobody is covered yet.
 */
export async function confirmCommitted(
  runtime: Runtime,
  orderId: string,
  { at, deductOn }: Commitment,
  traceId: string,
): Promise<void> {
  const now = runtime.clock.now();
  await runtime.db.transaction(async (tx) => {
    const order = await lockOrder(tx, orderId);
    const changes = { committedAt: at, deductOn, nextSweepAt: now + committedSweepMs };
    const committed = await moveOrder(tx, order, 'deduct_committed', now, changes);
    if (!committed) return; // known already, or ended meanwhile: that stands
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: 'payment.committed',
        subjectPersonId: order.payerPersonId,
        details: { orderId, deductOn, totalFen: order.totalFen },
      },
    );
    await notify(
      tx,
      {
        personId: order.payerPersonId,
        dedupeKey: `committed:${order.id}`,
        title: '钱已冻结，月底统一扣款',
        body: `订单 ${order.outTradeNo} 的 ${formatYuan(order.totalFen)} 已在医保个人账户冻结，${formatChineseDate(deductOn)}扣款。扣款成功前还不能报销。`,
        link: `packagePayment/pages/order/index?orderId=${order.id}`,
        message: null,
      },
      now,
    );
  });
}

/** The batch's answer is late: people hear it once, and the asking goes on. */
export async function watchCommitted(
  runtime: Runtime,
  order: PaymentOrder,
  traceId: string,
): Promise<void> {
  const now = runtime.clock.now();
  await runtime.db.transaction(async (tx) => {
    const locked = await lockOrder(tx, order.id);
    if (locked.status !== 'committed' || locked.deductOn === null) return;
    const years = (await itemsOf(tx, [order.id])).map(({ coverageYear }) => coverageYear);
    const answerDays = mutualAidRule(runtime.config.region, years)?.batchAnswerDays ?? 3;
    if (now < startOfDay(addDays(locked.deductOn, answerDays + 1))) return;
    runtime.log.warn({ traceId, orderId: order.id }, 'no answer about a promised deduction');
    await notify(
      tx,
      {
        personId: order.payerPersonId,
        dedupeKey: `commit-overdue:${order.id}`,
        title: '扣款结果比平时晚',
        body: `订单 ${order.outTradeNo} 的钱还冻结在医保个人账户里，扣款结果还没有来，我们会接着查。不用再付。`,
        link: `packagePayment/pages/order/index?orderId=${order.id}`,
        message: null,
      },
      now,
    );
  });
}
