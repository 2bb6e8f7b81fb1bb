import { and, desc, eq } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { formatChineseDate, shanghaiDate } from '@yibao/shared/rules/dates';
import {
  coverage,
  type Coverage,
  enrollment,
  paymentItem,
  type PaymentItem,
  paymentOrder,
} from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { timelineOf } from '../timeline';

type Cover = Output<'enrollment.myCover'>['covers'][number];

function stateOf(cover: Coverage, item: PaymentItem, today: string): Cover['state'] {
  if (cover.coverTo < today) return 'ended';
  if (cover.coverFrom <= today) return 'effective';
  if (item.postedAt === null) return 'processing';
  return cover.waitingUntil === null ? 'upcoming' : 'waiting';
}

function sentenceOf(cover: Coverage, state: Cover['state']): string {
  const from = formatChineseDate(cover.coverFrom);
  const to = formatChineseDate(cover.coverTo);
  switch (state) {
    case 'ended':
      return `${cover.coverageYear} 年度的医保已经结束`;
    case 'effective':
      return `医保正常，${to}前看病可以报销`;
    case 'waiting':
      return `已缴费，等待期到 ${formatChineseDate(cover.waitingUntil ?? '')}，${from}起可以报销`;
    case 'processing':
      return `已缴费，正在入账，${from}起可以报销`;
    case 'upcoming':
      return `已缴费，${from}起可以报销`;
  }
}

/** One's own cover, whoever paid. Of another payer's order only what concerns oneself is told. */
export const myCover = query('enrollment.myCover', async ({ runtime, caller, now }) => {
  const rows = await runtime.db
    .select({ coverage, enrollment, order: paymentOrder, item: paymentItem })
    .from(coverage)
    .innerJoin(enrollment, eq(enrollment.id, coverage.enrollmentId))
    .innerJoin(paymentOrder, eq(paymentOrder.id, coverage.orderId))
    .innerJoin(
      paymentItem,
      and(
        eq(paymentItem.orderId, coverage.orderId),
        eq(paymentItem.enrollmentId, coverage.enrollmentId),
      ),
    )
    .where(eq(coverage.personId, caller.personId))
    .orderBy(desc(coverage.coverageYear));
  const today = shanghaiDate(now);
  const covers = rows.map(({ coverage: cover, enrollment: enrolled, order, item }): Cover => {
    const state = stateOf(cover, item, today);
    const paidBySelf = order.payerPersonId === caller.personId;
    return {
      coverageYear: cover.coverageYear,
      cover: { from: cover.coverFrom, to: cover.coverTo },
      waitingUntil: cover.waitingUntil,
      state,
      sentence: sentenceOf(cover, state),
      amountFen: item.amountFen,
      paidAt: order.paidAt ?? cover.createdAt,
      paidBySelf,
      reference: paidBySelf ? order.outTradeNo : (item.collectionNo ?? ''),
      timeline: timelineOf(
        { enrollment: enrolled, order, postedAt: item.postedAt, coverage: cover },
        now,
      ),
      rules: enrolled.assessment.rules,
    };
  });
  return { covers };
});
