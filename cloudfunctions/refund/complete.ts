import { and, eq, isNull } from 'drizzle-orm';
import { startOfDay, yearStart } from '@yibao/shared/rules/dates';
import { maskName } from '@yibao/shared/rules/masking';
import { shortNames } from '@yibao/shared/rules/message-template';
import { fenToYuanText, formatYuan } from '@yibao/shared/rules/money';
import { type RailName } from '@yibao/shared/rules/rails';
import { withdrawCertificatesOf } from '../certificate/withdraw';
import { otherwiseIn } from '../enrollment/insured-otherwise';
import { lockEnrollments, moveEnrollment } from '../enrollment/store';
import { type Actor, writeAudit } from '../lib/audit';
import { type Transaction } from '../lib/database/database';
import {
  coverage,
  paymentItem,
  type PaymentItem,
  type PaymentOrder,
  type Refund,
} from '../lib/database/schema';
import { getPersons, identityOf } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { bookRefundPaid } from '../payment/ledger';
import { itemsOf, moveOrder } from '../payment/store';
import { tell } from './news';
import { givenBackOf, moveRefund, partsOf, type RefundPart } from './store';

interface Completion {
  row: Refund;
  order: PaymentOrder;
  /** The rail's number of it and the moment, or the proof of another way. */
  by: { rail: RailName; number: string; at: number } | { proof: string; at: number };
  origin: { actor: Actor; traceId: string; now: number };
}

/**
 * The money has gone back. In this one transaction everything that rests on it ends: the refund, the
 * books, the cover and the enrolment of the person, the order when nothing of it is left; and those
 * concerned are told. Not a moment before: until here the person counts as paid.
 *
 * @returns whether this call did it; false when it was done before, or the status does not take it
 */
export async function completeRefund(
  tx: Transaction,
  runtime: Runtime,
  { row, order, by, origin }: Completion,
): Promise<boolean> {
  const { now } = origin;
  const isRail = 'rail' in by;
  const event = isRail ? 'rail_succeeded' : 'paid_otherwise';
  const next = await moveRefund(tx, row, event, now, {
    refundedAt: by.at,
    railProblem: null,
    ...(isRail
      ? { railRefundNo: by.number }
      : { paidOtherwise: runtime.cipher.seal('refund.words', by.proof) }),
  });
  if (!next) return false;
  const { id, orderId, amountFen } = next;
  const paidBy = isRail ? by.rail : 'fiscalAccount';
  await bookRefundPaid(tx, { id, orderId, amountFen, by: paidBy }, by.at);
  const parts = (await partsOf(tx, [id])).get(id) ?? [];
  if (next.kind === 'cover') await endCover(tx, next, parts, now);
  await settleOrder(tx, order, now);
  const withdrawnCertificates = await afterRefund(tx, runtime, { row: next, parts, now });
  await writeAudit(tx, origin, {
    action: 'refund.refunded',
    subjectPersonId: next.payerPersonId,
    details: {
      refundId: id,
      orderId,
      amountFen,
      paidBy,
      railRefundNo: next.railRefundNo,
      ...(withdrawnCertificates.length > 0 && { withdrawnCertificates }),
    },
  });
  return true;
}

/**
 * What follows a completed refund: the one place for other rooms to hook in. It runs in the
 * transaction of the success, so that what it does holds exactly when the money is back.
 *
 * @returns the papers that were withdrawn, because the cover they prove has ended
 */
async function afterRefund(
  tx: Transaction,
  runtime: Runtime,
  { row, parts, now }: { row: Refund; parts: RefundPart[]; now: number },
): Promise<string[]> {
  await tellRefunded(tx, runtime, { row, parts }, now);
  const withdrawn: string[] = [];
  if (row.kind !== 'cover') return withdrawn;
  for (const { item } of parts) {
    const { personId, coverageYear } = item;
    const coverStands = await coverStandsOtherwise(tx, runtime, row, item);
    const about = { personId, coverageYear, coverStands };
    withdrawn.push(...(await withdrawCertificatesOf(tx, about, 'refunded', now)));
  }
  return withdrawn;
}

/**
 * Whether what a proof of cover says is still true: another payment of the year was proven while the
 * year had not begun, so its benefit period is the same, and it is known to stand.
 */
async function coverStandsOtherwise(
  tx: Transaction,
  { config }: Runtime,
  { reason, proof, gateAt }: Refund,
  { personId, coverageYear }: PaymentItem,
): Promise<boolean> {
  const isProven = reason === 'DUPLICATE_PAYMENT' && proof === 'confirmed';
  if (!isProven || gateAt >= startOfDay(yearStart(coverageYear))) return false;
  const about = { region: config.region, coverageYear };
  const known = await otherwiseIn(tx, [personId], about, gateAt);
  return known.get(personId)?.kind === 'paid';
}

/** Cover, payment and enrolment end together; the person can enrol again from now on. */
async function endCover(
  tx: Transaction,
  { id }: Refund,
  parts: RefundPart[],
  now: number,
): Promise<void> {
  const enrollments = await lockEnrollments(
    tx,
    parts.map(({ item }) => item.enrollmentId),
  );
  for (const { item } of parts) {
    await tx.update(paymentItem).set({ live: false }).where(eq(paymentItem.id, item.id));
    await tx
      .update(coverage)
      .set({ endedAt: now, endedBy: id })
      .where(
        and(
          eq(coverage.enrollmentId, item.enrollmentId),
          eq(coverage.orderId, item.orderId),
          isNull(coverage.endedAt),
        ),
      );
  }
  for (const row of enrollments) await moveEnrollment(tx, row, 'refunded', now);
}

/** An order of which nothing is left is over; one whose last unposted person is gone is posted. */
async function settleOrder(tx: Transaction, order: PaymentOrder, now: number): Promise<void> {
  const items = await itemsOf(tx, [order.id]);
  const back = await givenBackOf(
    tx,
    items.map((item) => item.id),
  );
  const over = { nextSweepAt: null };
  if (items.every((item) => (back.get(item.id) ?? 0) === item.amountFen && !stays(item, order))) {
    await moveOrder(tx, order, 'all_refunded', now, over);
    return;
  }
  const live = items.filter((item) => item.live);
  if (live.length > 0 && live.every((item) => item.postedAt !== null)) {
    await moveOrder(tx, order, 'posting_confirmed', now, { ...over, postedAt: now });
  }
}

/** A fully subsidised person is covered by an order in which nothing of the money was theirs. */
const stays = (item: { live: boolean }, { status }: PaymentOrder): boolean =>
  item.live && status !== 'refund_due';

async function tellRefunded(
  tx: Transaction,
  runtime: Runtime,
  { row, parts }: { row: Refund; parts: RefundPart[] },
  now: number,
): Promise<void> {
  const amount = formatYuan(row.amountFen);
  const year = parts[0]?.item.coverageYear;
  const where = row.paidOtherwise === null ? '退回付款的账户' : '由工作人员退给您';
  const isDuplicate = row.reason === 'DUPLICATE_PAYMENT';
  const left = isDuplicate
    ? `这一年的医保由另一笔缴费保障，不受影响。`
    : `${year} 年度的这份居民医保已经结束。`;
  const persons = await getPersons(tx, [...new Set(parts.map(({ item }) => item.personId))]);
  const names = [...persons.values()].map((each) =>
    maskName(identityOf(runtime.cipher, each).name),
  );
  await tell(
    tx,
    runtime,
    { row, parts },
    {
      event: 'refunded',
      toPayer: {
        title: '医保费已退款',
        body: `${amount}已${where}。${row.kind === 'cover' ? left : ''}退费编号 ${row.outRefundNo}。`,
        message: {
          topic: 'refund',
          person: shortNames(names),
          highlight: `${fenToYuanText(row.amountFen)}元`,
        },
      },
      toInsured:
        row.kind !== 'cover'
          ? null
          : {
              title: isDuplicate ? '重复缴的医保费已退给付款人' : '您的居民医保已经结束',
              body: isDuplicate
                ? left
                : `${year} 年度的医保费已退给付款人，${left}需要时可以重新参保。`,
            },
    },
    now,
  );
}
