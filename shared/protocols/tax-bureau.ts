/**
 * The wire of the tax bureau's social insurance collection (税务社保缴费), DOMAIN §1 A6 and §6 row 1.
 * No public specification was found; this is the local contract: we announce an order by a signed
 * call, send the person over with a signed reference, and ask for the result. Amounts are integer fen.
 */
import * as z from 'zod';
import { serviceTime } from './signed-service';

const fen = z.int().min(0).max(1_000_000_000);
const orderNo = z.string().min(6).max(32);

export const taxServices = [
  'openHandOver',
  'handOverState',
  'closeHandOver',
  'payBack',
  'payBackState',
  'dailyFile',
] as const;
export type TaxService = (typeof taxServices)[number];

/** A payee; 99 is a newborn known by the number of the birth certificate. */
export const taxPayee = z.object({
  certType: z.enum(['01', '07', '17', '99']),
  certNo: z.string().max(20),
  name: z.string().max(50),
});

/**
 * Announces an order: who is paid for, which years, how much. All of it is paid together or not at
 * all; the bureau books each line for itself. The same number again is the same hand-over.
 */
export const openHandOverInput = z.object({
  orderNo,
  lines: z
    .array(z.object({ person: taxPayee, year: z.int(), amountFen: fen }))
    .min(1)
    .max(8),
  totalFen: fen,
  expiresAt: serviceTime,
});
/** `notFound` for a number never heard of. */
export const handOverStateInput = z.object({ orderNo });
/** Closes an unpaid hand-over; a number never heard of is closed too, so that none opens late. */
export const closeHandOverInput = z.object({ orderNo });

export const handOverState = z.object({
  orderNo,
  /** The bureau's number of the hand-over. */
  handOverNo: z.string().max(40),
  /** cancelled: by the person, at the bureau's cashier. */
  status: z.enum(['open', 'paid', 'expired', 'cancelled', 'closed']),
  /** What was paid; not always what we announced. */
  paidFen: fen,
  paidAt: serviceTime.nullable(),
  /** The bureau's number of the payment (税票号码), once paid. */
  receiptNo: z.string().max(64),
});
export type WireHandOverState = z.infer<typeof handOverState>;

/**
 * 退库: the bureau pays part or all of a receipt back to whoever paid at its cashier. The same
 * refundNo again is the same payment.
 */
export const payBackInput = z.object({
  orderNo,
  refundNo: z.string().min(6).max(64),
  amountFen: fen.min(1),
});
/** `notFound` for a number never heard of; a refused one is not kept, and may be asked again. */
export const payBackStateInput = z.object({ refundNo: z.string().min(6).max(64) });

export const payBackState = z.object({
  orderNo,
  refundNo: z.string().max(64),
  amountFen: fen,
  status: z.enum(['processing', 'paidBack', 'refused']),
  reason: z.enum(['', 'notPaid', 'tooMuch']),
  /** The bureau's number of the payment (退库编号), and its moment; once paid back. */
  payBackNo: z.string().max(64),
  paidBackAt: serviceTime.nullable(),
});
export type WirePayBackState = z.infer<typeof payBackState>;

/**
 * What the person carries over in the address: signed by us, and nothing in it that names them to a
 * stranger. In the address it is base64url of its JSON.
 */
export const taxReference = z.strictObject({
  version: z.literal(1),
  appId: z.string().max(40),
  orderNo,
  handOverNo: z.string().max(40),
  /** Masked names, e.g. 「王*兰、赵*」. */
  payees: z.string().max(120),
  /** Coverage years. */
  years: z.array(z.int()).min(1).max(8),
  totalFen: fen,
  expiresAt: serviceTime,
  /** SM2-with-SM3 over the canonical JSON without this field. */
  cainfo: z.string().max(1024),
});
export type TaxReference = z.infer<typeof taxReference>;
