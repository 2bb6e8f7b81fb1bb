/** What our ledger and orders say of a rail's money. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { type RailName } from '@yibao/shared/rules/rails';
import { type OwnRow, type StatementRow } from '@yibao/shared/rules/reconciliation';
import { type Queryable } from '../../lib/database/database';
import { ledgerEntry, ledgerPosting, paymentOrder, refund } from '../../lib/database/schema';
import { portions } from './source';

/** Orders for which money is still expected. */
const unpaidStatuses = ['created', 'prepaid', 'committed'];

/** Bookings of money that came. */
const paidKinds = ['paid', 'superseded'] as const;

const paymentColumns = {
  orderId: paymentOrder.id,
  reference: paymentOrder.outTradeNo,
  number: paymentOrder.transactionId,
  status: paymentOrder.status,
  totalFen: paymentOrder.totalFen,
  at: ledgerPosting.at,
  bookedFen: ledgerEntry.amountFen,
};

/** The entry that a booking made on the rail's own account. */
const entryOf = (rail: RailName) =>
  and(eq(ledgerEntry.postingId, ledgerPosting.id), eq(ledgerEntry.account, rail));

/** Payments that the ledger has on the day. */
export async function paymentsOfDay(db: Queryable, rail: RailName, day: string): Promise<OwnRow[]> {
  const rows = await db
    .select(paymentColumns)
    .from(ledgerPosting)
    .innerJoin(ledgerEntry, entryOf(rail))
    .innerJoin(paymentOrder, eq(paymentOrder.id, ledgerPosting.orderId))
    .where(and(eq(ledgerPosting.bookedOn, day), inArray(ledgerPosting.kind, paidKinds)));
  return rows.map(toPayment);
}

/** Orders by their numbers, paid or not, on whatever day. */
export async function paymentsByReference(
  db: Queryable,
  rail: RailName,
  rows: StatementRow[],
): Promise<OwnRow[]> {
  const found: OwnRow[] = [];
  for (const references of portions(rows, 'payment')) {
    const orders = await db
      .select(paymentColumns)
      .from(paymentOrder)
      .leftJoin(
        ledgerPosting,
        and(eq(ledgerPosting.orderId, paymentOrder.id), inArray(ledgerPosting.kind, paidKinds)),
      )
      .leftJoin(ledgerEntry, entryOf(rail))
      .where(and(inArray(paymentOrder.outTradeNo, references), eq(paymentOrder.rail, rail)));
    found.push(...orders.map(toPayment));
  }
  return found;
}

interface PaymentRow {
  orderId: string;
  reference: string;
  number: string | null;
  status: string;
  totalFen: number;
  at: number | null;
  bookedFen: number | null;
}

function toPayment(row: PaymentRow): OwnRow {
  const { orderId, reference, number, status, totalFen, at, bookedFen } = row;
  const isOpen = unpaidStatuses.includes(status);
  const isBooked = at !== null && bookedFen !== null;
  return {
    kind: 'payment',
    orderId,
    reference,
    number,
    amountFen: bookedFen ?? totalFen,
    at: isBooked ? at : null,
    state: isBooked ? 'done' : isOpen ? 'open' : 'ended',
    sentAt: null,
    givenBackFen: 0,
  };
}

const refundColumns = {
  orderId: refund.orderId,
  reference: refund.outRefundNo,
  number: refund.railRefundNo,
  status: refund.status,
  amountFen: refund.amountFen,
  sentAt: refund.agreedAt,
  at: ledgerPosting.at,
  bookedFen: ledgerEntry.amountFen,
};

const refundBooking = and(
  eq(ledgerPosting.reference, refund.id),
  eq(ledgerPosting.kind, 'refund_paid'),
);

/** Refunds that the ledger has on the day, paid by this rail. */
export async function refundsOfDay(db: Queryable, rail: RailName, day: string): Promise<OwnRow[]> {
  const rows = await db
    .select(refundColumns)
    .from(ledgerPosting)
    .innerJoin(ledgerEntry, entryOf(rail))
    .innerJoin(refund, refundBooking)
    .where(and(eq(ledgerPosting.bookedOn, day), eq(ledgerPosting.kind, 'refund_paid')));
  return rows.map(toRefund);
}

/** Refunds by their numbers, however far they are. */
export async function refundsByReference(
  db: Queryable,
  rail: RailName,
  rows: StatementRow[],
): Promise<OwnRow[]> {
  const found: OwnRow[] = [];
  for (const references of portions(rows, 'refund')) {
    const refunds = await db
      .select(refundColumns)
      .from(refund)
      .innerJoin(paymentOrder, eq(paymentOrder.id, refund.orderId))
      .leftJoin(ledgerPosting, refundBooking)
      .leftJoin(ledgerEntry, entryOf(rail))
      .where(and(inArray(refund.outRefundNo, references), eq(paymentOrder.rail, rail)));
    found.push(...refunds.map(toRefund));
  }
  return found;
}

interface RefundRow {
  orderId: string;
  reference: string;
  number: string | null;
  status: string;
  amountFen: number;
  sentAt: number | null;
  at: number | null;
  bookedFen: number | null;
}

/** One paid back by another way than the rail has nothing to do with the rail's list. */
function toRefund({ status, at, bookedFen, amountFen, ...row }: RefundRow): OwnRow {
  const isBooked = at !== null && bookedFen !== null;
  const isUnderWay = status === 'refunding' || status === 'abnormal';
  return {
    ...row,
    kind: 'refund',
    amountFen: bookedFen === null ? amountFen : -bookedFen,
    at: isBooked ? at : null,
    state: isBooked ? 'done' : isUnderWay ? 'open' : 'ended',
    givenBackFen: 0,
  };
}

/** The movement of an account on a day, debit positive. */
export async function accountMovement(
  db: Queryable,
  account: RailName,
  day: string,
): Promise<number> {
  const [row] = await db
    .select({ fen: sql<string>`coalesce(sum(${ledgerEntry.amountFen}), 0)` })
    .from(ledgerPosting)
    .innerJoin(ledgerEntry, eq(ledgerEntry.postingId, ledgerPosting.id))
    .where(and(eq(ledgerPosting.bookedOn, day), eq(ledgerEntry.account, account)));
  return Number(row?.fen ?? 0);
}
