/** What the tests of refunds share: somebody who has paid, and a refund taken to where a test needs it. */
import { type Output } from '@yibao/shared/contracts';
import {
  coverage,
  enrollment,
  refund,
  refundItem,
} from '@yibao/cloudfunctions/lib/database/schema';
import { timers } from '@yibao/cloudfunctions/jobs/run-jobs';
import { type Story } from '@yibao/sandbox/city/resident';
import { sealNotification } from '@yibao/sandbox/wechat-pay/notification';
import { type PayRefund } from '@yibao/sandbox/wechat-pay/refund';
import { atCashier, until } from '../support/journey';
import { type Phone } from '../support/system';
import { type RawNotification, type Town } from './payment-support';

export type RefundView = Output<'refund.get'>;

export interface Paid {
  personId: string;
  enrollmentId: string;
  orderId: string;
  itemId: string;
  certNo: string;
}

/** A relative of the phone's user, enrolled, paid for at WeChat Pay and posted. */
export async function paidFor(town: Town, phone: Phone, story?: Story): Promise<Paid> {
  const enrollmentId = await town.payable(phone, story);
  const { order, payment } = await phone.call('payment.createOrder', {
    enrollmentIds: [enrollmentId],
  });
  await atCashier(town, payment, 'pay');
  const { orderId } = order;
  await until(
    async () => {
      await town.tick();
      return phone.call('payment.getOrder', { orderId });
    },
    ({ status }) => status === 'posted',
  );
  const option = await optionOf(phone, orderId);
  const { personId } = option.person;
  const { certNo } = town.residentOf(personId);
  return { personId, enrollmentId, orderId, itemId: option.itemId, certNo };
}

export async function optionOf(phone: Phone, orderId: string) {
  const { options } = await phone.call('refund.options', { orderId });
  const [option] = options;
  if (!option) throw new Error('nothing to give back');
  return option;
}

type Life = 'joinJob' | 'leaveJob' | 'joinElsewhere' | 'die' | 'payAtCounter';

export const befalls = (town: Town, { certNo }: Pick<Paid, 'certNo'>, event: Life) =>
  town.sandboxPost('/control/life', { certNo, event });

/** How the tax bureau and WeChat Pay treat what comes next. */
export const instruct = (town: Town, body: object) => town.sandboxPost('/control/refunds', body);

/** Lets minutes pass, and the timers run, until the refund stands where it should. */
export async function untilStatus(
  town: Town,
  phone: Phone,
  refundId: string,
  status: RefundView['status'],
  { stepMinutes = 30, steps = 60 } = {},
): Promise<RefundView> {
  for (let step = 0; step < steps; step++) {
    const seen = await phone.call('refund.get', { refundId });
    if (seen.status === status) return seen;
    await town.advance(stepMinutes);
  }
  const { status: reached } = await phone.call('refund.get', { refundId });
  throw new Error(`the refund is ${reached}, not ${status}`);
}

/** The night's rounds, now. */
export const atNight = (town: Town): Promise<void> => timers.night(town.runtime, 'night');

export async function refundRow({ runtime: { db } }: Town, refundId: string) {
  const row = (await db.select().from(refund)).find(({ id }) => id === refundId);
  if (!row) throw new Error('no such refund');
  return row;
}

export async function refundsOfOrder({ runtime: { db } }: Town, orderId: string) {
  return (await db.select().from(refund)).filter((row) => row.orderId === orderId);
}

export async function refundParts({ runtime: { db } }: Town, refundId: string) {
  return (await db.select().from(refundItem)).filter((row) => row.refundId === refundId);
}

export async function standing({ runtime: { db } }: Town, { enrollmentId }: Paid) {
  const [covers, enrollments] = [
    await db.select().from(coverage),
    await db.select().from(enrollment),
  ];
  return {
    cover: covers.find((row) => row.enrollmentId === enrollmentId),
    enrollment: enrollments.find(({ id }) => id === enrollmentId),
  };
}

/** WeChat Pay's own book. */
export const wechatRefund = (town: Town, reference: string): PayRefund | undefined =>
  town.sandbox.host.journal.store<PayRefund>('wechat-pay-refunds').get(reference);

export const setClock = (town: Town, at: string | number) =>
  town.sandboxPost('/control/clock', { setTo: at });

/** What WeChat Pay would announce of a refund, to be changed by a test. */
export function refundNews(town: Town, refund: PayRefund, changes: object = {}) {
  return {
    mchid: town.sandbox.host.keys.wechatPay.mchid,
    out_trade_no: refund.outTradeNo,
    transaction_id: refund.transactionId,
    out_refund_no: refund.outRefundNo,
    refund_id: refund.refundId,
    refund_status: 'SUCCESS',
    success_time: new Date(town.runtime.clock.now()).toISOString(),
    user_received_account: '支付用户零钱',
    amount: {
      refund: refund.refundFen,
      total: refund.totalFen,
      payer_refund: refund.refundFen,
      payer_total: refund.totalFen,
    },
    ...changes,
  };
}

/** Sealed with the APIv3 key as WeChat Pay does; nothing of it is signed yet. */
export const sealRefund = (town: Town, content: Record<string, unknown>, status = 'SUCCESS') =>
  sealNotification(town.sandbox.host, {
    eventType: `REFUND.${status}`,
    summary: '退款',
    originalType: 'refund',
    content,
  }).body;

/** @returns the HTTP status our side answered */
export async function deliverRefund(
  town: Town,
  { body, headers }: RawNotification,
): Promise<number> {
  const url = `${town.url}/notify/wechat-pay/refund`;
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.text();
  return response.status;
}

/** Asked for, with a reason that the platform's facts prove. */
export async function askedFor(town: Town, phone: Phone, paid: Paid): Promise<RefundView> {
  await befalls(town, paid, 'joinJob');
  const { itemId } = paid;
  return phone.call('refund.request', { itemId, refundReason: 'JOINED_EMPLOYEE' });
}
