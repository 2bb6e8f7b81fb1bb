import { and, desc, eq } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { formatChineseDate, shanghaiDate } from '@yibao/shared/rules/dates';
import { refundStatusInfo } from '@yibao/shared/rules/refund-states';
import {
  coverage,
  type Coverage,
  enrollment,
  type InsuredOtherwiseRow,
  paymentItem,
  type PaymentItem,
  paymentOrder,
  type Refund,
} from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { type Runtime } from '../../lib/runtime';
import { openRefundsOf } from '../../refund/store';
import { runningSentence } from '../cover';
import { otherwiseIn, otherwiseSentence } from '../insured-otherwise';
import { timelineOf } from '../timeline';

type Cover = Output<'enrollment.myCover'>['covers'][number];

type PlainState = Exclude<Cover['state'], 'paidOtherwise'>;

function stateOf(cover: Coverage, item: PaymentItem, today: string): PlainState {
  if (cover.endedAt !== null) return 'refunded';
  if (cover.coverTo < today) return 'ended';
  if (cover.coverFrom <= today) return 'effective';
  if (item.postedAt === null) return 'processing';
  return cover.waitingUntil === null ? 'upcoming' : 'waiting';
}

function sentenceOf(cover: Coverage, state: PlainState): string {
  const from = formatChineseDate(cover.coverFrom);
  switch (state) {
    case 'refunded':
      return cover.endedAt === null
        ? '已经退费'
        : `钱已经退回，这份医保 ${formatChineseDate(shanghaiDate(cover.endedAt))}结束`;
    case 'ended':
      return `${cover.coverageYear} 年度的医保已经结束`;
    case 'effective':
      return runningSentence(cover.coverTo);
    case 'waiting':
      return `已缴费，等待期到 ${formatChineseDate(cover.waitingUntil ?? '')}，${from}起可以报销`;
    case 'processing':
      return `已缴费，正在入账，${from}起可以报销`;
    case 'upcoming':
      return `已缴费，${from}起可以报销`;
  }
}

function plainly(cover: Coverage, item: PaymentItem, today: string) {
  const state = stateOf(cover, item, today);
  return { state, sentence: sentenceOf(cover, state) };
}

/** Years whose payment here went back while another one stands, as Home says too. */
async function paidOtherwise(
  { db, config }: Runtime,
  personId: string,
  covers: Coverage[],
  now: number,
): Promise<Map<number, InsuredOtherwiseRow>> {
  const stands = new Set(covers.filter(({ endedAt }) => endedAt === null).map(yearOfCover));
  const ended = new Set(covers.map(yearOfCover).filter((year) => !stands.has(year)));
  const found = new Map<number, InsuredOtherwiseRow>();
  for (const coverageYear of ended) {
    const about = { region: config.region, coverageYear };
    const row = (await otherwiseIn(db, [personId], about, now)).get(personId);
    if (row?.kind === 'paid') found.set(coverageYear, row);
  }
  return found;
}

const yearOfCover = ({ coverageYear }: Coverage): number => coverageYear;

const underWay = ({ status, kind }: Refund): string =>
  kind === 'cover'
    ? `退费办理中（${refundStatusInfo[status].label}），钱退回之前医保照常有效`
    : `多缴的部分正在退（${refundStatusInfo[status].label}），医保不受影响`;

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
  const refunds = await openRefundsOf(
    runtime.db,
    rows.map(({ item }) => item.id),
  );
  const otherwise = await paidOtherwise(
    runtime,
    caller.personId,
    rows.map((row) => row.coverage),
    now,
  );
  const covers = rows.map(({ coverage: cover, enrollment: enrolled, order, item }): Cover => {
    const other = cover.endedAt === null ? undefined : otherwise.get(cover.coverageYear);
    const { state, sentence } = other
      ? { state: 'paidOtherwise' as const, sentence: otherwiseSentence(other) }
      : plainly(cover, item, today);
    const refund = refunds.get(item.id);
    const paidBySelf = order.payerPersonId === caller.personId;
    return {
      coverageYear: cover.coverageYear,
      cover: { from: cover.coverFrom, to: cover.coverTo },
      waitingUntil: cover.waitingUntil,
      state,
      sentence: refund ? underWay(refund) : sentence,
      refundId: refund?.id ?? cover.endedBy,
      amountFen: item.amountFen,
      paidAt: order.paidAt ?? cover.createdAt,
      paidBySelf,
      reference: paidBySelf ? order.outTradeNo : (item.collectionNo ?? ''),
      timeline: timelineOf(
        { enrollment: enrolled, order, postedAt: item.postedAt, coverage: cover },
        now,
        other ? '多缴的钱已经退回，医保由另一笔缴费保障' : undefined,
      ),
      rules: enrolled.assessment.rules,
    };
  });
  return { covers };
});
