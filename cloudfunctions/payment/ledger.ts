import { randomUUID } from 'node:crypto';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type RailName } from '@yibao/shared/rules/rails';
import { type Transaction } from '../lib/database/database';
import {
  type LedgerAccount,
  ledgerEntry,
  ledgerPosting,
  type LedgerPostingKind,
} from '../lib/database/schema';

/** One event of the ledger: what happened to which order, item or refund, and how much it moved. */
interface Booking {
  kind: LedgerPostingKind;
  /** Id of the order, item or refund; each kind books it once. */
  reference: string;
  orderId: string;
  /** Epoch ms at which the money moved; its Shanghai day is the booking day. */
  at: number;
  amountFen: number;
  debit: LedgerAccount;
  credit: LedgerAccount;
}

/**
 * Books one event in the transaction of the state it belongs to. The database checks at the commit
 * that it sums to zero; a second booking of the same event is a conflict. Nothing is no booking.
 */
async function book(tx: Transaction, booking: Booking): Promise<void> {
  const { kind, reference, orderId, at, amountFen, debit, credit } = booking;
  if (amountFen === 0) return;
  const id = randomUUID();
  const bookedOn = shanghaiDate(at);
  await tx.insert(ledgerPosting).values({ id, kind, reference, orderId, bookedOn, at });
  await tx.insert(ledgerEntry).values([
    { postingId: id, account: debit, amountFen },
    { postingId: id, account: credit, amountFen: -amountFen },
  ]);
}

interface PaidOrder {
  id: string;
  rail: RailName;
  totalFen: number;
}

/** Money came and buys cover: it is owed to the platform's books until it stands there. */
export function bookPaid(tx: Transaction, order: PaidOrder, at: number): Promise<void> {
  const { id, rail, totalFen: amountFen } = order;
  const how = { kind: 'paid', debit: rail, credit: 'unposted' } as const;
  return book(tx, { ...how, reference: id, orderId: id, at, amountFen });
}

/** Money came that buys nothing: it is owed to the payer at once. */
export function bookSuperseded(tx: Transaction, order: PaidOrder, at: number): Promise<void> {
  const { id, rail, totalFen: amountFen } = order;
  const how = { kind: 'superseded', debit: rail, credit: 'refundable' } as const;
  return book(tx, { ...how, reference: id, orderId: id, at, amountFen });
}

/** One person's contribution stands in the platform's books. */
export function bookPosted(
  tx: Transaction,
  item: { id: string; orderId: string; amountFen: number },
  at: number,
): Promise<void> {
  const { id: reference, orderId, amountFen } = item;
  const how = { kind: 'posted', debit: 'unposted', credit: 'posted' } as const;
  return book(tx, { ...how, reference, orderId, at, amountFen });
}

/**
 * A refund is agreed: what stood in the books, or was on its way there, is owed back to the payer.
 *
 * @param from where the contribution stood
 */
export function bookRefundAgreed(
  tx: Transaction,
  refund: { id: string; orderId: string; amountFen: number; from: 'posted' | 'unposted' },
  at: number,
): Promise<void> {
  const { id: reference, orderId, amountFen, from: debit } = refund;
  const how = { kind: 'refund_agreed', debit, credit: 'refundable' } as const;
  return book(tx, { ...how, reference, orderId, at, amountFen });
}

/** What was owed back has gone back: by the rail it came by, or out of the fiscal account. */
export function bookRefundPaid(
  tx: Transaction,
  refund: { id: string; orderId: string; amountFen: number; by: RailName | 'fiscalAccount' },
  at: number,
): Promise<void> {
  const { id: reference, orderId, amountFen, by: credit } = refund;
  const how = { kind: 'refund_paid', debit: 'refundable', credit } as const;
  return book(tx, { ...how, reference, orderId, at, amountFen });
}
