/** Refunds of WeChat Pay APIv3 as they are on the wire, and what its error codes mean for us. */
import * as z from 'zod';

export interface RefundRequest {
  outTradeNo: string;
  /** The same number at every attempt: WeChat Pay then never pays back twice. */
  outRefundNo: string;
  /** What the payer reads in WeChat, at most 80 characters. */
  reason: string;
  refundFen: number;
  totalFen: number;
}

/** What WeChat Pay says about a refund. */
export interface WechatRefund {
  /** Null in an answer over the signed connection, which is ours alone. */
  mchid: string | null;
  outTradeNo: string;
  outRefundNo: string;
  refundId: string;
  status: 'SUCCESS' | 'CLOSED' | 'PROCESSING' | 'ABNORMAL';
  refundFen: number;
  totalFen: number;
  succeededAt: number | null;
}

export type RefundAnswer =
  | { outcome: 'ok'; refund: WechatRefund }
  /** Asked too often (a minute between two refunds of an order), or the merchant's balance is low. */
  | { outcome: 'later'; code: string }
  /** WeChat Pay will not do it as it stands: a person has to look. */
  | { outcome: 'refused'; code: string };

const rfc3339 = z.iso.datetime({ offset: true });
const amount = z.object({ refund: z.int(), total: z.int() });
const common = {
  out_trade_no: z.string(),
  out_refund_no: z.string(),
  refund_id: z.string(),
  success_time: rfc3339.optional(),
  amount,
};
const answered = z.object({
  ...common,
  status: z.enum(['SUCCESS', 'CLOSED', 'PROCESSING', 'ABNORMAL']),
});
const announced = z.object({
  ...common,
  mchid: z.string(),
  refund_status: z.enum(['SUCCESS', 'CLOSED', 'ABNORMAL']),
});

type Common = z.output<typeof answered> | z.output<typeof announced>;

const shape = (data: Common): Omit<WechatRefund, 'mchid' | 'status'> => ({
  outTradeNo: data.out_trade_no,
  outRefundNo: data.out_refund_no,
  refundId: data.refund_id,
  refundFen: data.amount.refund,
  totalFen: data.amount.total,
  succeededAt: data.success_time === undefined ? null : Date.parse(data.success_time),
});

/** @returns the refund in an answer; null when it is none */
export function readRefund(body: unknown): WechatRefund | null {
  const parsed = answered.safeParse(body);
  if (!parsed.success) return null;
  return { ...shape(parsed.data), status: parsed.data.status, mchid: null };
}

/** @returns the refund in a decrypted notification; null when it is none */
export function readAnnouncedRefund(body: unknown): WechatRefund | null {
  const parsed = announced.safeParse(body);
  if (!parsed.success) return null;
  const { mchid, refund_status: status } = parsed.data;
  return { ...shape(parsed.data), status, mchid };
}

/** Codes after which the same request may simply be made again later. */
const laterCodes = [
  'FREQUENCY_LIMITED',
  'FREQUENCY_LIMIT_EXCEED',
  'RATELIMIT_EXCEEDED',
  'NOT_ENOUGH',
];
/** Codes with which nobody knows whether it was taken. */
const unsureCodes = ['SYSTEM_ERROR', 'SYSTEMERROR', 'BIZ_ERR_NEED_RETRY'];

/** An answer of APIv3 that is no success: the HTTP status and the code in it. */
export interface ApiError {
  status: number;
  code: string;
}

/**
 * @returns what to make of a refund request that was not taken: any 4xx is a refusal, unless it says
 *   otherwise; null for SYSTEM_ERROR and the like, where the same request again, with the same number,
 *   finds out, and for 401, with which nothing of the request was looked at
 */
export function refundOutcomeOf({
  status,
  code,
}: ApiError): Exclude<RefundAnswer, { outcome: 'ok' }> | null {
  if (status === 429 || laterCodes.includes(code)) return { outcome: 'later', code };
  const isRefusal = status >= 400 && status < 500 && status !== 401;
  return isRefusal && !unsureCodes.includes(code) ? { outcome: 'refused', code } : null;
}
