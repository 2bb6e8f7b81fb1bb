import crypto from 'node:crypto';
import { type DurableMap, type SandboxHost } from '../lib/host';
import { minuteMs, rfc3339, wireTime } from '../lib/time';
import { createDelivery, type Notification, type Notifier, sealNotification } from './notification';

export const refundEnds = ['SUCCESS', 'ABNORMAL', 'CLOSED'] as const;
export type RefundEnd = (typeof refundEnds)[number];

/** With these a request is not taken at all. */
export const refundRefusals = ['NOT_ENOUGH', 'USER_ACCOUNT_ABNORMAL', 'MCH_NOT_EXISTS'] as const;
export type RefundRefusal = (typeof refundRefusals)[number];

export const isRefundRefusal = (next: string): next is RefundRefusal =>
  refundRefusals.some((refusal) => refusal === next);

/** One refund with everything that happened to it: one record, one write. */
export interface PayRefund {
  outRefundNo: string;
  /** WeChat Pay's own number, 29 digits. */
  refundId: string;
  outTradeNo: string;
  transactionId: string;
  reason: string;
  notifyUrl: string;
  refundFen: number;
  totalFen: number;
  /** The whole request in canonical JSON; the same number with other content is refused. */
  content: string;
  /** Business times, epoch ms. */
  createdAt: number;
  /** When the money is back, or has failed to get there. */
  endsAt: number;
  end: RefundEnd;
  /** Comes into being when it ends. */
  notification: Notification | null;
}

interface Settings {
  minutes: number;
  next: RefundEnd | RefundRefusal;
}
const usual: Settings = { minutes: 2, next: 'SUCCESS' };

/** The merchant's refunds by their own number, in the journal's store `wechat-pay-refunds`. */
export class RefundBook {
  private readonly store: DurableMap<PayRefund>;
  private readonly settings: DurableMap<Settings>;
  private readonly byTrade = new Map<string, Set<string>>();

  constructor(private readonly host: SandboxHost) {
    this.store = host.journal.store<PayRefund>('wechat-pay-refunds');
    this.settings = host.journal.store<Settings>('wechat-pay-refund-settings');
    this.store.values().forEach((refund) => this.index(refund));
  }

  private index({ outTradeNo, outRefundNo }: PayRefund): void {
    const known = this.byTrade.get(outTradeNo) ?? new Set();
    this.byTrade.set(outTradeNo, known.add(outRefundNo));
  }

  get(outRefundNo: string): PayRefund | undefined {
    return this.store.get(outRefundNo);
  }

  list(): PayRefund[] {
    return this.store.values();
  }

  of(outTradeNo: string): PayRefund[] {
    return [...(this.byTrade.get(outTradeNo) ?? [])].flatMap((no) => this.store.get(no) ?? []);
  }

  save(refund: PayRefund): void {
    this.store.set(refund.outRefundNo, refund);
    this.index(refund);
  }

  get current(): Settings {
    return this.settings.get('current') ?? usual;
  }

  /** How refunds that come from now on are treated; `next` holds for one of them. */
  set(change: Partial<Settings>): void {
    this.settings.set('current', { ...this.current, ...change });
  }

  /** What the tester wants of this one; the following one is as usual again. */
  takeNext(): Settings['next'] {
    const { next } = this.current;
    if (next !== 'SUCCESS') this.set({ next: 'SUCCESS' });
    return next;
  }

  /** Takes a request, or an ended one once more with the same number. */
  begin(
    refund: Omit<PayRefund, 'refundId' | 'createdAt' | 'endsAt' | 'end' | 'notification'>,
  ): PayRefund {
    const now = this.host.clock.now();
    const known = this.get(refund.outRefundNo);
    const next = this.takeNext();
    const begun: PayRefund = {
      ...refund,
      refundId: known?.refundId ?? newRefundId(now),
      createdAt: known?.createdAt ?? now,
      endsAt: now + this.current.minutes * minuteMs,
      end: isRefundRefusal(next) ? 'SUCCESS' : next,
      notification: null,
    };
    this.save(begun);
    return begun;
  }
}

function newRefundId(now: number): string {
  const day = wireTime(now).slice(0, 10).replace(/\D/g, '');
  const serial = crypto
    .randomInt(2 ** 47)
    .toString()
    .padStart(16, '0');
  return `50000${day}${serial}`;
}

/** Its state is derived, never stored. @param now business time, epoch ms */
export function refundState(refund: PayRefund, now: number): RefundEnd | 'PROCESSING' {
  return now < refund.endsAt ? 'PROCESSING' : refund.end;
}

const amountOf = ({ refundFen, totalFen }: PayRefund) => ({
  refund: refundFen,
  total: totalFen,
  payer_refund: refundFen,
  payer_total: totalFen,
});

/** The refund as request and query answer it (APIv3 field names). */
export function describeRefund(host: SandboxHost, refund: PayRefund): Record<string, unknown> {
  const status = refundState(refund, host.clock.now());
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: refund.transactionId,
    out_trade_no: refund.outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    create_time: rfc3339(refund.createdAt),
    ...(status === 'SUCCESS' ? { success_time: rfc3339(refund.endsAt) } : {}),
    status,
    funds_account: 'UNSETTLED',
    amount: { ...amountOf(refund), currency: 'CNY' },
  };
}

const summaries = {
  SUCCESS: '退款成功',
  ABNORMAL: '退款异常',
  CLOSED: '退款关闭',
} as const satisfies Record<RefundEnd, string>;

function announce(host: SandboxHost, refund: PayRefund): Notification {
  return sealNotification(host, {
    eventType: `REFUND.${refund.end}`,
    summary: summaries[refund.end],
    originalType: 'refund',
    content: {
      mchid: host.keys.wechatPay.mchid,
      out_trade_no: refund.outTradeNo,
      transaction_id: refund.transactionId,
      out_refund_no: refund.outRefundNo,
      refund_id: refund.refundId,
      refund_status: refund.end,
      ...(refund.end === 'SUCCESS' ? { success_time: rfc3339(refund.endsAt) } : {}),
      user_received_account: '支付用户零钱',
      amount: amountOf(refund),
    },
  });
}

/** Announces refunds when they end; both the ends and the news survive a restart. */
export function createRefundNotifier(
  host: SandboxHost,
  book: RefundBook,
): Pick<Notifier<PayRefund>, 'arm'> {
  const delivery = createDelivery<PayRefund>(host, 'refundNotify', {
    keyOf: ({ outRefundNo }) => outRefundNo,
    get: (key) => book.get(key),
    list: () => book.list(),
    save: (refund) => book.save(refund),
  });
  const end = (outRefundNo: string): void => {
    const refund = book.get(outRefundNo);
    if (!refund || refund.notification || host.clock.now() < refund.endsAt) return;
    const ended = { ...refund, notification: announce(host, refund) };
    book.save(ended);
    delivery.arm(ended);
  };
  const arm = ({ outRefundNo, endsAt, notification }: PayRefund): void => {
    if (notification) return;
    host.schedule(endsAt, `wechat-pay-refund/${outRefundNo}`, () => end(outRefundNo));
  };
  book.list().forEach(arm);
  return { arm };
}
