import { type RailName, type RailRefusal } from '@yibao/shared/rules/rails';
import { type Output } from '@yibao/shared/contracts';
import { type PaymentOrder, type Refund } from '../../lib/database/schema';
import { type Runtime } from '../../lib/runtime';

/** What the client has to do to pay. */
export type Payment = Output<'payment.createOrder'>['payment'];

/** Where the money came from; nothing to pay has no transaction. */
export interface Receipt {
  /** The rail's number of the payment. */
  transactionId: string | null;
  /** When the money moved, epoch ms. */
  paidAt: number;
  /** Epoch ms whose Shanghai day counts as the day of payment: for windows and the benefit period. */
  countsAt: number;
}

/** The rail has promised to take the money on a day; until then it is held and not paid. */
export interface Commitment {
  /** Epoch ms. */
  at: number;
  deductOn: string;
}

/** Ended without money; the refusal is what the person can do something about. */
interface Ended {
  refusal: RailRefusal | null;
}

export type Opened =
  /** What the rail calls the payment from now on. */
  { outcome: 'open'; reference: string } | { outcome: 'paid' } | ({ outcome: 'closed' } & Ended);

export type Proceeded =
  /** The person has to act. */
  | { outcome: 'client'; payment: Payment }
  | { outcome: 'paid' }
  | { outcome: 'committed'; commitment: Commitment }
  | ({ outcome: 'closed' } & Ended);

export type RailState =
  | { state: 'unpaid' }
  | ({ state: 'closed' } & Ended)
  | { state: 'committed'; commitment: Commitment }
  | { state: 'paid'; receipt: Receipt }
  /** The rail holds money that is not what the order says: a person has to look. */
  | { state: 'differs'; reason: string };

export type RailRefund =
  /** Taken; whether it works out is told or asked for later. */
  | { state: 'processing' }
  /** Not taken yet: asked too soon, or too little balance. */
  | { state: 'later' }
  /** The money is back: the rail's number of it, and the moment in epoch ms. */
  | { state: 'succeeded'; number: string; at: number }
  /** It will not come about by itself; a code for the log and for staff. */
  | { state: 'failed'; problem: string };

/**
 * One way to pay, as the payment flow sees it. Whatever the rail, an order is opened there, gone on
 * with, asked about, closed; the flow around it (items, cover, posting, ledger) is the same.
 * Every call may throw UpstreamError, and every call may be repeated.
 */
export interface Rail {
  name: RailName;
  /** Tells the rail of an order; the same order again is the same payment. */
  open(runtime: Runtime, order: PaymentOrder): Promise<Opened>;
  /**
   * What comes next with an opened order: the client's turn, freshly signed where the rail wants
   * that, or the rail takes the money by itself.
   */
  proceed(runtime: Runtime, order: PaymentOrder, reference: string): Promise<Proceeded>;
  query(runtime: Runtime, order: PaymentOrder): Promise<RailState>;
  /** Ends an unpaid order there. @returns 'paid' when the money came first */
  close(runtime: Runtime, order: PaymentOrder): Promise<'closed' | 'paid'>;
  /** Gives back; the same refund again is the same payment, never a second one. */
  refund(runtime: Runtime, order: PaymentOrder, refund: Refund): Promise<RailRefund>;
  /** @returns null when the rail has never heard of the refund */
  queryRefund(runtime: Runtime, order: PaymentOrder, refund: Refund): Promise<RailRefund | null>;
}
