import { eq } from 'drizzle-orm';
import { refundSentence } from '@yibao/shared/rules/refund-states';
import { systemActor, writeAudit } from '../../lib/audit';
import { type PaymentItem, refund, type Refund } from '../../lib/database/schema';
import { getPerson, platformNumberOf } from '../../lib/people';
import { type GiveBackRequest } from '../../lib/ports/give-back';
import { type Runtime } from '../../lib/runtime';
import { bookRefundAgreed } from '../../payment/ledger';
import { itemsOf } from '../../payment/store';
import { askProof } from '../facts';
import { tell } from '../news';
import { lockRefund, moveRefund, partsOf, type RefundPart } from '../store';

const field = 'refund.platform_request';

/**
 * The insurance side confirms: by itself when the platform's facts prove the reason, otherwise once
 * a clerk has. Then R202 ends the relation, and from that moment the money is owed back. What was
 * sent once is sent again as it was: the platform may have agreed and only its answer be lost.
 */
export async function confirmWithPlatform(
  runtime: Runtime,
  row: Refund,
  traceId: string,
): Promise<'done' | 'later'> {
  const [first] = (await partsOf(runtime.db, [row.id])).get(row.id) ?? [];
  if (!first) throw new Error('a refund without a contribution');
  const { item } = first;
  if (row.platformRequest === null) {
    // a part of a contribution can only be given back once the whole stands in the books
    if (row.kind === 'difference' && item.postedAt === null) return 'later';
    if (row.reason && row.approvedBy === null) {
      const proof = await askProof(runtime, item, row.reason);
      if (proof === 'unconfirmed') {
        await toStaff(runtime, row, 'facts_missing', { proof }, traceId);
        return 'done';
      }
    }
  }
  const request = await requestOnce(runtime, row, first);
  if (!request) return 'done';
  const result = await runtime.ports.corePlatform.giveBack(request);
  if (result.outcome === 'refused') {
    runtime.log.warn({ traceId, refundId: row.id, code: result.code }, 'refund refused (R202)');
    // asked above, unless a clerk had said yes: the reason is proven, and that is not why
    const proof = row.reason !== null && row.approvedBy === null ? 'confirmed' : row.proof;
    await toStaff(runtime, row, 'platform_refused', { proof, platformRequest: null }, traceId);
    return 'done';
  }
  await agree(runtime, row, { item, refundNo: result.refundNo, traceId });
  return 'done';
}

/**
 * R202 for a refund, written down before it is sent.
 *
 * @returns what is to be sent, the same at every attempt; null when the refund has moved on
 */
async function requestOnce(
  runtime: Runtime,
  { id, statusSince }: Refund,
  { item, part }: RefundPart,
): Promise<GiveBackRequest | null> {
  const { db, cipher } = runtime;
  const platformNumber = platformNumberOf(cipher, await getPerson(db, item.personId));
  if (platformNumber === null) throw new Error('a paid person without a platform number');
  return db.transaction(async (tx) => {
    const { row } = await lockRefund(tx, id);
    if (row.status !== 'insurance_review' || row.statusSince !== statusSince) return null;
    if (row.platformRequest !== null) {
      // only what stands below was ever sealed here
      return JSON.parse(cipher.open(field, row.platformRequest)) as GiveBackRequest;
    }
    const request: GiveBackRequest = {
      businessNo: id,
      platformNumber,
      coverageYear: item.coverageYear,
      postingNo: item.id,
      isPart: row.kind === 'difference',
      reason: row.reason ?? 'SUBSIDISED_LATER',
      amountFen: part.amountFen,
      checkedBy: row.approvedBy === null ? 'facts' : 'clerk',
      requestedAt: row.gateAt,
    };
    const platformRequest = cipher.seal(field, JSON.stringify(request));
    await tx.update(refund).set({ platformRequest }).where(eq(refund.id, id));
    return request;
  });
}

async function toStaff(
  runtime: Runtime,
  { id }: Refund,
  event: 'facts_missing' | 'platform_refused',
  changes: Partial<Pick<Refund, 'proof' | 'platformRequest'>>,
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
