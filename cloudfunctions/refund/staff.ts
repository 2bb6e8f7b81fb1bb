/** What a clerk sees of refunds, and which of them are none of theirs. */
import { type Output } from '@yibao/shared/contracts';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { type Caller } from '../lib/caller';
import { type Queryable } from '../lib/database/database';
import { paymentOrder, type Refund } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { getPersons, identityOf } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { inArray } from 'drizzle-orm';
import { partsOf, type RefundPart } from './store';

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
    railProblem: row.railProblem,
    words: row.words === null ? null : cipher.open('refund.words', row.words),
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
 * Nobody decides about their own money or cover.
 *
 * @throws ServiceError not_allowed
 */
export function assertNotInvolved(caller: Caller, row: Refund, parts: RefundPart[]): void {
  const involved = [row.payerPersonId, row.requestedBy, ...parts.map(({ item }) => item.personId)];
  if (caller.personId !== null && involved.includes(caller.personId)) {
    const message = '这笔退费与您本人有关，请由同事办理';
    throw new ServiceError('not_allowed', { message });
  }
}
