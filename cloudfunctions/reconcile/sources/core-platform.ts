import { and, eq, gte, inArray, isNotNull, lt, notExists, or, sql } from 'drizzle-orm';
import { dayMs, startOfDay } from '@yibao/shared/rules/dates';
import { type OwnRow, type StatementRow } from '@yibao/shared/rules/reconciliation';
import { type Queryable } from '../../lib/database/database';
import {
  ledgerEntry,
  ledgerPosting,
  paymentItem,
  paymentOrder,
  refund,
  refundItem,
} from '../../lib/database/schema';
import { UpstreamError } from '../../lib/ports/http';
import { sm3Stream, type Statement } from '../../lib/ports/statement';
import { type Runtime } from '../../lib/runtime';
import { postAgain } from '../../payment/post-again';
import { portions, type Source } from './source';

/** More pages than 250,000 postings have. */
const pagesMax = 500;

/** What of a contribution the platform has agreed to give back. */
const givenBackFen = sql<string>`(
  select coalesce(sum(${refundItem.amountFen}), 0)
    from ${refundItem} join ${refund} on ${refund.id} = ${refundItem.refundId}
   where ${refundItem.paymentItemId} = ${paymentItem.id} and ${refund.agreedAt} is not null)`;

const itemColumns = {
  reference: paymentItem.id,
  orderId: paymentItem.orderId,
  number: paymentItem.collectionNo,
  amountFen: paymentItem.amountFen,
  postedAt: paymentItem.postedAt,
  live: paymentItem.live,
  paidAt: paymentOrder.paidAt,
  givenBackFen,
};

const paidOn = (day: string) => {
  const from = startOfDay(day);
  return and(gte(paymentOrder.paidAt, from), lt(paymentOrder.paidAt, from + dayMs));
};

interface ItemRow {
  reference: string;
  orderId: string;
  number: string | null;
  amountFen: number;
  postedAt: number | null;
  live: boolean;
  paidAt: number | null;
  givenBackFen: string;
}

/** The day of a posting is the day of the payment: that moment both sides know alike. */
const toPosting = ({ postedAt, paidAt, live, givenBackFen, ...row }: ItemRow): OwnRow => ({
  ...row,
  givenBackFen: Number(givenBackFen),
  kind: 'posting',
  at: paidAt,
  state: postedAt !== null ? 'done' : live ? 'open' : 'ended',
  sentAt: null,
});

/** What the platform gave back before it was posted will never be posted. */
const notGivenBack = (db: Queryable) =>
  notExists(
    db
      .select({ id: refund.id })
      .from(refundItem)
      .innerJoin(refund, eq(refund.id, refundItem.refundId))
      .where(
        and(
          eq(refundItem.paymentItemId, paymentItem.id),
          eq(refund.kind, 'cover'),
          isNotNull(refund.agreedAt),
        ),
      ),
  );

const items = (db: Queryable) =>
  db
    .select(itemColumns)
    .from(paymentItem)
    .innerJoin(paymentOrder, eq(paymentOrder.id, paymentItem.orderId));

/** UUIDs are the only numbers we ever gave. */
const isItemId = (text: string): boolean =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** A list that changes while it is read is begun again so often. */
const readingsMax = 3;

/** R301 to its end, held against its own totals. */
async function readPostings(runtime: Runtime, day: string): Promise<Statement> {
  let list = await readOnce(runtime, day);
  for (let reading = 1; reading < readingsMax && list.outcome !== 'read'; reading++) {
    list = await readOnce(runtime, day);
  }
  return list;
}

async function readOnce({ ports }: Runtime, day: string): Promise<Statement> {
  const rows: StatementRow[] = [];
  for (let page = 1; page <= pagesMax; page++) {
    const { totalCount, totalFen, postings } = await ports.corePlatform.listPostings(day, page);
    rows.push(...postings.map(toRow));
    if (rows.length > totalCount) return { outcome: 'refused', reason: 'totalsDiffer' };
    if (rows.length === totalCount) {
      const sum = rows.reduce((fen, row) => fen + row.amountFen, 0);
      if (sum !== totalFen) return { outcome: 'refused', reason: 'totalsDiffer' };
      return { outcome: 'read', rows, digest: digestOf(rows) };
    }
    if (postings.length === 0) return { outcome: 'refused', reason: 'cut' };
  }
  throw new UpstreamError('core-platform', 'too many pages');
}

function digestOf(rows: StatementRow[]): string {
  const digest = sm3Stream();
  for (const { reference, number, amountFen, at, state } of rows) {
    digest.update(`${reference} ${number} ${amountFen} ${at} ${state}\n`);
  }
  return digest.digest('hex');
}

type Posting = Awaited<
  ReturnType<Runtime['ports']['corePlatform']['listPostings']>
>['postings'][number];

const toRow = ({
  businessNo,
  collectionNo,
  amountFen,
  paidAt,
  arrived,
}: Posting): StatementRow => ({
  kind: 'posting',
  reference: businessNo,
  number: collectionNo,
  amountFen,
  at: paidAt,
  state: arrived ? 'done' : 'pending',
});

/** What the platform booked of a day's payments, against the people who were paid for. */
export const corePlatformSource: Source = {
  name: 'corePlatform',
  statement: readPostings,

  async ownOfDay(db, day) {
    const stands = or(
      isNotNull(paymentItem.postedAt),
      and(eq(paymentItem.live, true), notGivenBack(db)),
    );
    const rows = await items(db).where(and(paidOn(day), stands));
    return rows.map(toPosting);
  },

  async ownByReference(db, rows) {
    const found: OwnRow[] = [];
    for (const references of portions(rows, 'posting')) {
      const ids = references.filter(isItemId);
      if (ids.length === 0) continue;
      found.push(...(await items(db).where(inArray(paymentItem.id, ids))).map(toPosting));
    }
    return found;
  },

  /** What the ledger holds as posted for the payments of the day. */
  async ledgerFen(db, day) {
    const [row] = await db
      .select({ fen: sql<string>`coalesce(sum(-${ledgerEntry.amountFen}), 0)` })
      .from(paymentOrder)
      .innerJoin(
        ledgerPosting,
        and(eq(ledgerPosting.orderId, paymentOrder.id), eq(ledgerPosting.kind, 'posted')),
      )
      .innerJoin(
        ledgerEntry,
        and(eq(ledgerEntry.postingId, ledgerPosting.id), eq(ledgerEntry.account, 'posted')),
      )
      .where(paidOn(day));
    return Number(row?.fen ?? 0);
  },

  async heal(runtime, { kind, reference }, traceId) {
    const isOurs = isItemId(reference);
    if (isOurs && kind !== 'postingUnknownHere') await postAgain(runtime, reference, traceId);
  },
};
