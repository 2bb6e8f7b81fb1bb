import { refundSentence } from '@yibao/shared/rules/refund-states';
import { systemActor, writeAudit } from '../../lib/audit';
import { type PaymentItem, type Refund } from '../../lib/database/schema';
import { getPerson, platformNumberOf } from '../../lib/people';
import { type Runtime } from '../../lib/runtime';
import { bookRefundAgreed } from '../../payment/ledger';
import { itemsOf } from '../../payment/store';
import { askProof } from '../facts';
import { tell } from '../news';
import { lockRefund, moveRefund, partsOf } from '../store';

/**
 * The insurance side confirms: by itself when the platform's facts prove the reason, otherwise once
 * a clerk has. Then R202 ends the relation, and from that moment the money is owed back.
 */
export async function confirmWithPlatform(
  runtime: Runtime,
  row: Refund,
  traceId: string,
): Promise<'done' | 'later'> {
  const [first] = (await partsOf(runtime.db, [row.id])).get(row.id) ?? [];
  if (!first) throw new Error('a refund without a contribution');
  const { item, part } = first;
  // a part of a contribution can only be given back once the whole stands in the books
  if (row.kind === 'difference' && item.postedAt === null) return 'later';
  if (row.reason && row.approvedBy === null) {
    const proof = await askProof(runtime, item, row.reason);
    if (proof === 'unconfirmed') {
      await toStaff(runtime, row, 'facts_missing', { proof }, traceId);
      return 'done';
    }
  }
  const person = await getPerson(runtime.db, item.personId);
  const platformNumber = platformNumberOf(runtime.cipher, person);
  if (platformNumber === null) throw new Error('a paid person without a platform number');
  const result = await runtime.ports.corePlatform.giveBack({
    businessNo: row.id,
    platformNumber,
    coverageYear: item.coverageYear,
    postingNo: item.id,
    isPart: row.kind === 'difference',
    reason: row.reason ?? 'SUBSIDISED_LATER',
    amountFen: part.amountFen,
    checkedBy: row.approvedBy === null ? 'facts' : 'clerk',
    requestedAt: row.gateAt,
  });
  if (result.outcome === 'refused') {
    runtime.log.warn({ traceId, refundId: row.id, code: result.code }, 'refund refused (R202)');
    // asked above, unless a clerk had said yes: the reason is proven, and that is not why
    const asked = row.reason !== null && row.approvedBy === null;
    await toStaff(runtime, row, 'platform_refused', asked ? { proof: 'confirmed' } : {}, traceId);
    return 'done';
  }
  await agree(runtime, row, { item, refundNo: result.refundNo, traceId });
  return 'done';
}

async function toStaff(
  runtime: Runtime,
  { id }: Refund,
  event: 'facts_missing' | 'platform_refused',
  changes: Partial<Pick<Refund, 'proof'>>,
  traceId: string,
): Promise<void> {
  const now = runtime.clock.now();
  await runtime.db.transaction(async (tx) => {
    const { row } = await lockRefund(tx, id);
    const next = await moveRefund(tx, row, event, now, changes);
    if (!next) return;
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: `refund.${event}`,
        subjectPersonId: row.payerPersonId,
        details: { refundId: id, orderId: row.orderId },
      },
    );
    const parts = (await partsOf(tx, [id])).get(id) ?? [];
    const cause = event === 'facts_missing' ? 'facts' : 'platform';
    const body = refundSentence('staff_review', row.kind, cause);
    await tell(
      tx,
      runtime,
      { row: next, parts },
      {
        event: `${event}:${row.statusSince}`,
        toPayer: { title: '退费正在由工作人员核实', body },
        toInsured: null,
      },
      now,
    );
  });
}

interface Agreement {
  item: PaymentItem;
  refundNo: string;
  traceId: string;
}

/** The platform has let go of it: what stood in the books, or was on its way there, is owed back. */
async function agree(
  runtime: Runtime,
  { id }: Refund,
  { item, refundNo, traceId }: Agreement,
): Promise<void> {
  const now = runtime.clock.now();
  await runtime.db.transaction(async (tx) => {
    const { row, order } = await lockRefund(tx, id);
    const changes = { platformRefundNo: refundNo, agreedAt: now };
    const next = await moveRefund(tx, row, 'insurance_confirmed', now, changes);
    if (!next) return;
    // as it stands under the order's lock: a posting may have been confirmed meanwhile
    const current = (await itemsOf(tx, [order.id])).find((each) => each.id === item.id);
    const from = current?.postedAt == null ? 'unposted' : 'posted';
    const { orderId, amountFen } = row;
    await bookRefundAgreed(tx, { id, orderId, amountFen, from }, now);
    await writeAudit(
      tx,
      { actor: systemActor, traceId, now },
      {
        action: 'refund.agreed',
        subjectPersonId: item.personId,
        details: { refundId: id, orderId, amountFen, from },
      },
    );
  });
}
