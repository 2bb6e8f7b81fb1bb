import axios from 'axios';
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
import * as z from 'zod';
import { type Config } from '../config';
import { UpstreamError } from './http';
import {
  type ApiError,
  readAnnouncedRefund,
  readRefund,
  type RefundAnswer,
  refundOutcomeOf,
  type RefundRequest,
  type WechatRefund,
} from './wechat-pay-refund';
import { type Statement } from './statement';
import { billAddress, fetchTradeBill } from './wechat-bill';
import { toRfc3339 } from './wire-time';

const system = 'wechat-pay';
const timeoutMs = 5_000;
/** Notifications older or newer than this by the wall clock are refused (replay). */
const freshnessMs = 5 * 60_000;

export interface PrepayRequest {
  appId: string;
  openId: string;
  outTradeNo: string;
  description: string;
  totalFen: number;
  expiresAt: number;
}

export type PrepayResult =
  { outcome: 'ok'; prepayId: string } | { outcome: 'paid' } | { outcome: 'closed' };

/** What WeChat Pay says about an order. */
export interface Transaction {
  appId: string;
  mchid: string;
  outTradeNo: string;
  state: 'SUCCESS' | 'REFUND' | 'NOTPAY' | 'CLOSED' | 'REVOKED' | 'USERPAYING' | 'PAYERROR';
  transactionId: string | null;
  totalFen: number | null;
  paidAt: number | null;
}

export interface WechatPay {
  /** The same out_trade_no with the same content answers the same prepay_id. */
  prepay(request: PrepayRequest): Promise<PrepayResult>;
  query(outTradeNo: string): Promise<Transaction | null>;
  /** @returns 'paid' when the money came first */
  close(outTradeNo: string): Promise<'closed' | 'paid'>;
  /** Arguments for wx.requestPayment, signed by the merchant; fresh on each call. */
  clientParams(appId: string, prepayId: string): ClientParams;
  /** 交易账单 of a day ('YYYY-MM-DD'): every payment and refund of the merchant. */
  tradeBill(day: string): Promise<Statement>;
  /** @returns the transaction of a notification; null when it is not genuine or not fresh */
  openNotification(headers: Headers, rawBody: string): Transaction | null;
  /** The same out_refund_no with the same content is the same refund, however often it is sent. */
  refund(request: RefundRequest): Promise<RefundAnswer>;
  /** @returns null when WeChat Pay has never heard of the number */
  queryRefund(outRefundNo: string): Promise<WechatRefund | null>;
  /** @returns the refund of a notification; null when it is not genuine, not fresh, or none */
  openRefundNotification(headers: Headers, rawBody: string): WechatRefund | null;
}

export interface ClientParams {
  appId: string;
  timeStamp: string;
  nonceStr: string;
  package: string;
  signType: 'RSA';
  paySign: string;
}

const transaction = z.object({
  appid: z.string(),
  mchid: z.string(),
  out_trade_no: z.string(),
  trade_state: z.enum([
    'SUCCESS',
    'REFUND',
    'NOTPAY',
    'CLOSED',
    'REVOKED',
    'USERPAYING',
    'PAYERROR',
  ]),
  transaction_id: z.string().optional(),
  success_time: z.iso.datetime({ offset: true }).optional(),
  amount: z.object({ total: z.int() }).optional(),
});

const notification = z.object({
  event_type: z.string(),
  resource: z.object({
    algorithm: z.literal('AEAD_AES_256_GCM'),
    ciphertext: z.string(),
    nonce: z.string(),
    associated_data: z.string().optional(),
  }),
});

const apiError = z.object({ code: z.string() });

function toTransaction(body: unknown): Transaction {
  const parsed = transaction.safeParse(body);
  if (!parsed.success) throw new UpstreamError(system, 'malformed transaction');
  const { data } = parsed;
  return {
    appId: data.appid,
    mchid: data.mchid,
    outTradeNo: data.out_trade_no,
    state: data.trade_state,
    transactionId: data.transaction_id ?? null,
    totalFen: data.amount?.total ?? null,
    paidAt: data.success_time === undefined ? null : Date.parse(data.success_time),
  };
}

/** What APIv3 answered instead of a success; anything else means that WeChat Pay is unreachable. */
function errorOf(error: unknown): ApiError {
  if (axios.isAxiosError(error) && error.response) {
    const { status } = error.response;
    const body: unknown = error.response.data;
    const parsed = apiError.safeParse(typeof body === 'string' ? safeJson(body) : body);
    if (parsed.success) return { status, code: parsed.data.code };
  }
  throw new UpstreamError(system, error instanceof Error ? error.name : 'unknown', error);
}

const codeOf = (error: unknown): string => errorOf(error).code;

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The real client: APIv3 through wechatpay-axios-plugin, which signs requests and checks replies. */
export class WechatPayClient implements WechatPay {
  private readonly client: Wechatpay;
  private readonly pay: Config['wechatPay'];

  constructor(config: Config) {
    this.pay = config.wechatPay;
    this.client = new Wechatpay({
      baseURL: this.pay.url,
      timeout: timeoutMs,
      mchid: this.pay.mchid,
      serial: this.pay.merchantSerial,
      privateKey: this.pay.merchantPrivateKey,
      certs: { [this.pay.platformKeyId]: this.pay.platformPublicKey },
    });
  }

  async prepay(request: PrepayRequest): Promise<PrepayResult> {
    try {
      const { data }: { data: unknown } = await this.client
        .chain('v3/pay/transactions/jsapi')
        .post({
          appid: request.appId,
          mchid: this.pay.mchid,
          description: request.description,
          out_trade_no: request.outTradeNo,
          time_expire: toRfc3339(request.expiresAt),
          notify_url: this.pay.notifyUrl,
          amount: { total: request.totalFen, currency: 'CNY' },
          payer: { openid: request.openId },
        });
      const parsed = z.object({ prepay_id: z.string().min(1) }).safeParse(data);
      if (!parsed.success) throw new UpstreamError(system, 'no prepay_id');
      return { outcome: 'ok', prepayId: parsed.data.prepay_id };
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      const code = codeOf(error);
      if (code === 'ORDERPAID') return { outcome: 'paid' };
      if (code === 'ORDER_CLOSED' || code === 'ORDERCLOSED') return { outcome: 'closed' };
      throw new UpstreamError(system, code);
    }
  }

  async query(outTradeNo: string): Promise<Transaction | null> {
    try {
      const { data }: { data: unknown } = await this.client
        .chain(`v3/pay/transactions/out-trade-no/${outTradeNo}`)
        .get({ params: { mchid: this.pay.mchid } });
      return toTransaction(data);
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      const code = codeOf(error);
      if (code === 'ORDER_NOT_EXIST' || code === 'ORDERNOTEXIST') return null;
      throw new UpstreamError(system, code);
    }
  }

  async close(outTradeNo: string): Promise<'closed' | 'paid'> {
    try {
      await this.client
        .chain(`v3/pay/transactions/out-trade-no/${outTradeNo}/close`)
        .post({ mchid: this.pay.mchid });
      return 'closed';
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ORDERPAID') return 'paid';
      if (code === 'ORDER_CLOSED' || code === 'ORDERCLOSED') return 'closed';
      if (code === 'ORDER_NOT_EXIST' || code === 'ORDERNOTEXIST') return 'closed';
      throw new UpstreamError(system, code);
    }
  }

  async tradeBill(day: string): Promise<Statement> {
    try {
      const { data }: { data: unknown } = await this.client
        .chain('v3/bill/tradebill')
        .get({ params: { bill_date: day, bill_type: 'ALL', tar_type: 'GZIP' } });
      const parsed = billAddress.safeParse(data);
      if (!parsed.success) throw new UpstreamError(system, 'malformed bill address');
      // the address is good for minutes only
      return await fetchTradeBill(this.pay, parsed.data, day);
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      const code = codeOf(error);
      if (code === 'STATEMENT_CREATING') return { outcome: 'notReady' };
      // a day on which nobody paid and nobody was refunded
      if (code === 'NO_STATEMENT_EXIST') return { outcome: 'read', rows: [], digest: '' };
      if (code === 'INVALID_REQUEST') return { outcome: 'refused', reason: 'tooOld' };
      throw new UpstreamError(system, code);
    }
  }

  clientParams(appId: string, prepayId: string): ClientParams {
    const timeStamp = String(Formatter.timestamp());
    const nonceStr = Formatter.nonce();
    const text = `prepay_id=${prepayId}`;
    const paySign = Rsa.sign(
      Formatter.joinedByLineFeed(appId, timeStamp, nonceStr, text),
      this.pay.merchantPrivateKey,
    );
    return { appId, timeStamp, nonceStr, package: text, signType: 'RSA', paySign };
  }

  openNotification(headers: Headers, rawBody: string): Transaction | null {
    const opened = this.open(headers, rawBody, ['TRANSACTION.SUCCESS']);
    try {
      return opened && toTransaction(opened.content);
    } catch {
      return null; // sealed with our key, yet no transaction
    }
  }

  /** Verified first, decrypted then. @returns null for what is not genuine or of another kind */
  private open(headers: Headers, rawBody: string, kinds: string[]): { content: unknown } | null {
    if (!isGenuine(headers, rawBody, this.pay)) return null;
    const parsed = notification.safeParse(safeJson(rawBody));
    if (!parsed.success || !kinds.includes(parsed.data.event_type)) return null;
    const { nonce, ciphertext, associated_data: aad } = parsed.data.resource;
    try {
      const text = Aes.AesGcm.decrypt(ciphertext, this.pay.apiV3Key, nonce, aad ?? '');
      return { content: safeJson(text) };
    } catch {
      return null; // signed, yet not sealed with our key: nothing we can act on
    }
  }

  async refund(request: RefundRequest): Promise<RefundAnswer> {
    try {
      const { data }: { data: unknown } = await this.client
        .chain('v3/refund/domestic/refunds')
        .post({
          out_trade_no: request.outTradeNo,
          out_refund_no: request.outRefundNo,
          reason: request.reason,
          notify_url: this.pay.refundNotifyUrl,
          amount: { refund: request.refundFen, total: request.totalFen, currency: 'CNY' },
        });
      const refund = readRefund(data);
      if (!refund) throw new UpstreamError(system, 'malformed refund');
      return { outcome: 'ok', refund };
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      const problem = errorOf(error);
      const answer = refundOutcomeOf(problem);
      if (!answer) throw new UpstreamError(system, problem.code);
      return answer;
    }
  }

  async queryRefund(outRefundNo: string): Promise<WechatRefund | null> {
    try {
      const { data }: { data: unknown } = await this.client
        .chain(`v3/refund/domestic/refunds/${outRefundNo}`)
        .get();
      const refund = readRefund(data);
      if (!refund) throw new UpstreamError(system, 'malformed refund');
      return refund;
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      const code = codeOf(error);
      if (code === 'RESOURCE_NOT_EXISTS') return null;
      throw new UpstreamError(system, code);
    }
  }

  openRefundNotification(headers: Headers, rawBody: string): WechatRefund | null {
    const kinds = ['REFUND.SUCCESS', 'REFUND.ABNORMAL', 'REFUND.CLOSED'];
    const opened = this.open(headers, rawBody, kinds);
    return opened && readAnnouncedRefund(opened.content);
  }
}

/** The signature over the raw body, before anything of it is decrypted or believed. */
function isGenuine(headers: Headers, rawBody: string, pay: Config['wechatPay']): boolean {
  const timestamp = headers.get('wechatpay-timestamp') ?? '';
  const nonce = headers.get('wechatpay-nonce') ?? '';
  const signature = headers.get('wechatpay-signature') ?? '';
  if (headers.get('wechatpay-serial') !== pay.platformKeyId) return false;
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  // protocol freshness is wall time, whatever the business clock says
  if (Math.abs(Date.now() - Number(timestamp) * 1000) > freshnessMs) return false;
  try {
    const text = Formatter.response(timestamp, nonce, rawBody);
    return Rsa.verify(text, signature, pay.platformPublicKey);
  } catch {
    return false;
  }
}
