import { isOwedBack, type RefundReason } from '@yibao/shared/rules/refund';
import { systemActor, writeAudit } from '../../lib/audit';
import { type PaymentOrder, type Refund } from '../../lib/database/schema';
import { type TopicHandler } from '../../lib/outbox/deliver';
import { getPersons, platformNumberOf } from '../../lib/people';
import { type ReviewState } from '../../lib/ports/tax-review';
import { type Runtime } from '../../lib/runtime';
import { findOrder } from '../../payment/store';
import { tell } from '../news';
import { findRefund, lockRefund, moveRefund, partsOf, taxCaseNo } from '../store';

const reasonFor = ({ kind, reason }: Refund): RefundReason | 'NO_COVER' | 'SUBSIDISED_LATER' => {
  if (kind === 'superseded') return 'NO_COVER';
  return reason ?? 'SUBSIDISED_LATER';
};

async function orderOf(runtime: Runtime, { orderId }: Refund): Promise<PaymentOrder> {
  const order = await findOrder(runtime.db, { orderId });
  if (!order) throw new Error('a refund without its order');
  return order;
}

/** Hands the refund to the tax bureau; a lost answer makes it ask again with the same case number. */
export async function sendToTax(
  runtime: Runtime,
  row: Refund,
  traceId: string,
): Promise<'done' | 'later'> {
  const { db, cipher } = runtime;
  const order = await orderOf(runtime, row);
  const parts = (await partsOf(db, [row.id])).get(row.id) ?? [];
  const persons = await getPersons(
    db,
    parts.map(({ item }) => item.personId),
  );
  const people = parts.map(({ part, item }) => {
    const person = persons.get(item.personId);
    const platformNumber = person ? platformNumberOf(cipher, person) : null;
    if (platformNumber === null) throw new Error('a paid person without a platform number');
    return { platformNumber, amountFen: part.amountFen };
  });
  const state = await runtime.ports.taxReview.submit({
    caseNo: taxCaseNo(row),
    orderNo: order.outTradeNo,
    rail: order.rail,
    transactionNo: order.transactionId ?? '',
    paidAt: order.paidAt ?? order.createdAt,
    amountFen: row.amountFen,
    reason: reasonFor(row),
    coverageYear: parts[0]?.item.coverageYear ?? 0,
    people,
  });
  await apply(runtime, row, state, traceId);
  return 'done';
}

/** Asks for the tax bureau's word until there is one; a case it never got is sent once more. */
export async function askTax(
  runtime: Runtime,
  row: Refund,
  traceId: string,
): Promise<'done' | 'later'> {
  const state = await runtime.ports.taxReview.query(taxCaseNo(row));
  if (!state) {
    await sendToTax(runtime, row, traceId);
    return 'later';
  }
  if (state.state === 'accepted') return 'later';
  await apply(runtime, row, state, traceId);
  return 'done';
}

async function apply(
  runtime: Runtime,
  { id, taxAttempt }: Refund,
  state: ReviewState,
  traceId: string,
): Promise<void> {
  const now = runtime.clock.now();
  await runtime.db.transaction(async (tx) => {
    const { row } = await lockRefund(tx, id);
    // the word on an earlier case is no word on this one
    if (row.taxAttempt !== taxAttempt) return;
    const event = eventOf(row, state);
    if (event === null) return;
    const changes = {
      taxReviewNo: state.reviewNo,
      ...(state.state === 'approved' ? { taxApprovedAt: now } : {}),
      ...(event === 'tax_approved_unbooked' ? { agreedAt: now } : {}),
      ...(state.state === 'rejected'
        ? { words: runtime.cipher.seal('refund.words', state.reason) }
        : {}),
    };
    const next = await moveRefund(tx, row, event, now, changes);
    if (!next) return;
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: `refund.${event}`,
        subjectPersonId: row.payerPersonId,
        details: { refundId: id, orderId: row.orderId, from: row.status, to: next.status },
      },
    );
    if (next.status !== 'rejected') return;
    const parts = (await partsOf(tx, [id])).get(id) ?? [];
    const title = '退费没有通过税务审核';
    await tell(
      tx,
      runtime,
      { row: next, parts },
      {
        event: 'taxRejected',
        toPayer: {
          title,
          body: `退费 ${row.outRefundNo} 没有通过审核，医保照常有效。点开看原因。`,
        },
        toInsured: { title, body: '您的医保照常有效。' },
      },
      now,
    );
  });
}

function eventOf(row: Refund, { state }: ReviewState) {
  const { kind, status } = row;
  switch (state) {
    case 'approved':
      return kind === 'superseded' ? 'tax_approved_unbooked' : 'tax_approved';
    case 'rejected':
      return isOwedBack(row) ? 'tax_rejected_owed' : 'tax_rejected';
    case 'accepted':
      return status === 'requested' ? 'tax_accepted' : null;
    case 'withdrawn':
      // nobody but us withdraws; ours is withdrawn already then
      return null;
  }
}

/** The tax bureau need not look at what was taken back. */
export const refundWithdrawnTopic: TopicHandler<'refund.withdrawn'> = {
  async deliver(runtime, { refundId }) {
    const row = await findRefund(runtime.db, { refundId });
    if (row) await runtime.ports.taxReview.withdraw(taxCaseNo(row));
    return 'done';
  },

  async giveUp() {
    return Promise.resolve(); // its word would change nothing here
  },
};
