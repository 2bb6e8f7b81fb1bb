/** What a clerk sees of refunds, and which of them are none of theirs. */
import { type Output } from '@yibao/shared/contracts';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { refundWaitsFor } from '@yibao/shared/rules/refund-states';
import { openRefundSteps } from '@yibao/shared/rules/refund-steps';
import { type Caller } from '../lib/caller';
import { type Queryable, type Transaction } from '../lib/database/database';
import { paymentOrder, type PaymentOrder, type Refund } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { getPersons, identityOf } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { inArray } from 'drizzle-orm';
import { railOf } from '../payment/rails';
import { findOrder } from '../payment/store';
import { findRefund, isDriven, lockRefund, partsOf, type RefundPart } from './store';

export type StaffRefund = Output<'refund.decide'>;

export async function viewStaffRefunds(
  db: Queryable,
  { cipher }: Runtime,
  rows: Refund[],
): Promise<StaffRefund[]> {
  if (rows.length === 0) return [];
  const parts = await partsOf(
    db,
    rows.map(({ id }) => id),
  );
  const personIds = [...parts.values()].flat().map(({ item }) => item.personId);
  const persons = await getPersons(db, [...new Set(personIds)]);
  const orders = await db
    .select({ id: paymentOrder.id, rail: paymentOrder.rail })
    .from(paymentOrder)
    .where(
      inArray(
        paymentOrder.id,
        rows.map(({ orderId }) => orderId),
      ),
    );
  const rails = new Map(orders.map(({ id, rail }) => [id, rail]));
  return rows.map((row) => ({
    refundId: row.id,
    reference: row.outRefundNo,
    kind: row.kind,
    reason: row.reason,
    status: row.status,
    statusSince: row.statusSince,
    createdAt: row.createdAt,
    amountFen: row.amountFen,
    rail: rails.get(row.orderId) ?? 'wechatPay',
    people: (parts.get(row.id) ?? []).map(({ item }) => {
      const person = persons.get(item.personId);
      if (!person) throw new Error('a contribution without its person');
      const { name, documentNumber } = identityOf(cipher, person);
      return {
        nameMasked: maskName(name),
        documentMasked: maskDocumentNumber(documentNumber),
        coverageYear: item.coverageYear,
      };
    }),
    proof: row.proof,
    taxApproved: row.taxApprovedAt !== null,
    waitsFor: isDriven(row.status) ? refundWaitsFor[row.status] : null,
    overdueSince: row.overdueToldAt,
    railProblem: row.railProblem,
    words: row.words === null ? null : cipher.open('refund.words', row.words),
    steps: openRefundSteps({
      status: row.status,
      kind: row.kind,
      requestedBy: row.requestedBy,
      taxApproved: row.taxApprovedAt !== null,
      isOverdue: row.overdueToldAt !== null,
    }),
  }));
}

export async function viewStaffRefund(
  db: Queryable,
  runtime: Runtime,
  row: Refund,
): Promise<StaffRefund> {
  const [view] = await viewStaffRefunds(db, runtime, [row]);
  if (!view) throw new Error('one refund, no view');
  return view;
}

/**
 * A refund in a clerk's hands: locked, and none of their own money or cover.
 *
 * @throws ServiceError not_found, not_allowed
 */
export async function lockForStaff(
  { tx, caller }: { tx: Transaction; caller: Caller },
  refundId: string,
): Promise<{ row: Refund; order: PaymentOrder; parts: RefundPart[] }> {
  const { row, order } = await lockRefund(tx, refundId);
  const parts = (await partsOf(tx, [refundId])).get(refundId) ?? [];
  const involved = [row.payerPersonId, row.requestedBy, ...parts.map(({ item }) => item.personId)];
  if (caller.personId !== null && involved.includes(caller.personId)) {
    const message = '这笔退费与您本人有关，请由同事办理';
    throw new ServiceError('not_allowed', { message });
  }
  return { row, order, parts };
}

/** What the rail says of a refund that it will not pay, and since when that refund stood there. */
export interface GivenUp {
  problem: string;
  since: number;
}

/** The rail's problem when it has never heard of the refund. */
const notAtRail = 'NOT_AT_RAIL';

/**
 * The rail is asked before a clerk takes a refund out of its hands: an earlier request may have
 * reached it late, or its own staff may have mended it meanwhile.
 *
 * @param status where the refund has to stand for that
 * @returns null when it stands elsewhere
 * @throws ServiceError refund_state when the rail has paid or still tries; UpstreamError when it is
 *   silent
 */
export async function askIfGivenUp(
  runtime: Runtime,
  refundId: string,
  status: 'refunding' | 'abnormal',
): Promise<GivenUp | null> {
  const row = await findRefund(runtime.db, { refundId });
  const order = row && (await findOrder(runtime.db, { orderId: row.orderId }));
  if (row?.status !== status || !order) return null;
  const known = await railOf(order).queryRefund(runtime, order, row);
  if (known !== null && known.state !== 'failed') {
    const message = '付款渠道那边已经退了或正在退，不能再用别的办法付，请让系统再去核对';
    throw new ServiceError('refund_state', { message });
  }
  return { problem: known?.problem ?? notAtRail, since: row.statusSince };
}
