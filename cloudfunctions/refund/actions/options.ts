import { and, desc, eq, gt, gte, isNull, or } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { policyFor } from '@yibao/shared/policy';
import { citeRows } from '@yibao/shared/rules/applied-row';
import { addDays, formatChineseDate, shanghaiDate } from '@yibao/shared/rules/dates';
import { refundGateOpen, type RefundReason, refundReasons } from '@yibao/shared/rules/refund';
import { type VerifiedCaller } from '../../lib/caller';
import { type Queryable } from '../../lib/database/database';
import {
  coverage,
  type Coverage,
  paymentItem,
  type PaymentItem,
  paymentOrder,
  type PaymentOrder,
  type Refund,
} from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { getPersons, viewPerson } from '../../lib/people';
import { givesWay } from '../absorb';
import { givenBackOf, openRefundsOf } from '../store';

type Option = Output<'refund.options'>['options'][number];

/** A family of eight for two years, and then some. */
const maxOptions = 60;

export interface PaidCover {
  item: PaymentItem;
  order: PaymentOrder;
  cover: Coverage;
}

/** Live cover that the caller paid for, or that is their own, and that has not run out. */
async function coversAround(
  db: Queryable,
  caller: VerifiedCaller,
  today: string,
  orderId: string | undefined,
): Promise<PaidCover[]> {
  return db
    .select({ item: paymentItem, order: paymentOrder, cover: coverage })
    .from(coverage)
    .innerJoin(
      paymentItem,
      and(
        eq(paymentItem.enrollmentId, coverage.enrollmentId),
        eq(paymentItem.orderId, coverage.orderId),
      ),
    )
    .innerJoin(paymentOrder, eq(paymentOrder.id, coverage.orderId))
    .where(
      and(
        isNull(coverage.endedAt),
        gte(coverage.coverTo, today),
        eq(paymentItem.live, true),
        gt(paymentItem.amountFen, 0),
        or(eq(paymentOrder.payerPersonId, caller.personId), eq(coverage.personId, caller.personId)),
        orderId === undefined ? undefined : eq(paymentOrder.id, orderId),
      ),
    )
    .orderBy(desc(paymentOrder.createdAt), paymentItem.position)
    .limit(maxOptions);
}

/** The reasons that one person can give for another, or for themselves. */
export function reasonsFor(
  { item }: Pick<PaidCover, 'item'>,
  caller: VerifiedCaller,
): RefundReason[] {
  return refundReasons.filter((reason) => reason !== 'DEATH' || item.personId !== caller.personId);
}

interface Standing {
  amountFen: number;
  underWay: Refund | undefined;
}

/** Why a contribution cannot be given back now; null when it can. */
export function whyNot(
  { cover }: Pick<PaidCover, 'cover'>,
  { amountFen, underWay }: Standing,
  now: number,
): string | null {
  if (underWay) return '这笔钱正在办理退费';
  if (amountFen <= 0) return '这笔钱已经退过了';
  if (refundGateOpen(cover.coverFrom, now)) return null;
  const from = formatChineseDate(cover.coverFrom);
  return `${from}起已经可以报销，按规定开始享受待遇后不再退费。有特殊情况请拨打 12393`;
}

/** What can be given back and why not; the person of the page sees both. */
export const options = query('refund.options', async ({ runtime, caller, now }, { orderId }) => {
  const { db, cipher, config } = runtime;
  const found = await coversAround(db, caller, shanghaiDate(now), orderId);
  const ids = found.map(({ item }) => item.id);
  const [back, open, persons] = await Promise.all([
    givenBackOf(db, ids),
    openRefundsOf(db, ids),
    getPersons(db, [...new Set(found.map(({ item }) => item.personId))]),
  ]);
  const toOption = (paid: PaidCover): Option => {
    const { item, order, cover } = paid;
    const person = persons.get(item.personId);
    if (!person) throw new Error('a contribution without its person');
    const found = open.get(item.id);
    const part = found && givesWay(found) ? found : undefined;
    const underWay = part ? undefined : found;
    const left = item.amountFen - (back.get(item.id) ?? 0) + (part?.amountFen ?? 0);
    const no = whyNot(paid, { amountFen: left, underWay }, now);
    const paidBySelf = order.payerPersonId === caller.personId;
    const policy = policyFor(config.region, item.coverageYear);
    return {
      itemId: item.id,
      person: viewPerson(cipher, person),
      coverageYear: item.coverageYear,
      amountFen: underWay ? underWay.amountFen : left,
      paidBySelf,
      orderId: paidBySelf ? order.id : null,
      rail: order.rail,
      can: no === null,
      sentence: no ?? `${formatChineseDate(addDays(cover.coverFrom, -1))}以前都可以申请`,
      reasons: reasonsFor(paid, caller),
      cover: { from: cover.coverFrom, to: cover.coverTo },
      refundId: underWay?.id ?? null,
      rules: policy?.status === 'published' ? citeRows([policy.refund]) : [],
    };
  };
  return { options: found.map(toOption) };
});
