/**
 * The tax bureau's wire for reviewing refunds (社保费退费审核). The interface is not public: this is a
 * local contract, a signed request and a signed answer like the data-sharing gateway's. The result
 * is asked for; nothing is announced. Money on this wire is yuan with two decimals, times are
 * Asia/Shanghai.
 */
import * as z from 'zod';
import { rails } from '../rules/rails';
import { refundReasons } from '../rules/refund';

const wireTime = z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
const yuan = z.string().regex(/^\d{1,14}\.\d{2}$/);

export const taxReviewServices = ['submit', 'query', 'withdraw'] as const;
export type TaxReviewService = (typeof taxReviewServices)[number];

export const taxReviewRequest = z.object({
  appId: z.string().max(40),
  service: z.enum(taxReviewServices),
  /** Unique per call; the answer carries it under its own signature. */
  requestId: z.string().max(64),
  time: wireTime,
  signtype: z.literal('SM2'),
  cainfo: z.string().max(1024),
  body: z.record(z.string(), z.unknown()),
});

export const taxReviewCode = {
  ok: 0,
  notFound: 404,
  badRequest: 9400,
  badSignature: 9401,
  systemError: 9500,
} as const;

export const taxReviewReply = z.object({
  requestId: z.string(),
  code: z.number().int(),
  message: z.string().max(200),
  time: wireTime,
  signtype: z.literal('SM2'),
  cainfo: z.string().max(1024),
  body: z.record(z.string(), z.unknown()),
});

const caseNo = z.string().min(6).max(64);

/** The same case number with the same content is the same case. */
export const submitReviewInput = z.object({
  caseNo,
  /** out_trade_no of the payment and the rail's number of it. */
  orderNo: z.string().max(64),
  rail: z.enum(rails),
  transactionNo: z.string().max(64),
  paidTime: wireTime,
  amount: yuan,
  /** The four legal reasons, money that bought no cover, a subsidy that came afterwards. */
  reason: z.enum([...refundReasons, 'NO_COVER', 'SUBSIDISED_LATER']),
  coverageYear: z.number().int(),
  /** Whose contribution it was: the tax bureau books them one by one. */
  people: z
    .array(z.object({ platformNumber: z.string().max(30), amount: yuan }))
    .min(1)
    .max(8),
});
export const caseInput = z.object({ caseNo });

export const reviewOutput = z.object({
  status: z.enum(['accepted', 'approved', 'rejected', 'withdrawn']),
  /** The tax bureau's number of the case. */
  reviewNo: z.string().max(64),
  /** Why it was rejected; else empty. */
  reason: z.string().max(200),
});
