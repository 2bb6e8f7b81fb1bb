/**
 * The success notification: made once with the payment, delivered until the merchant answers 200
 * or 204 within five seconds, or the retry schedule ends.
 */
import crypto from 'node:crypto';
import { type FaultDecision, type SandboxHost } from '../lib/host';
import { hourMs, minuteMs, rfc3339 } from '../lib/time';
import { type OrderBook, type PayOrder } from './order';
import { signatureHeaders } from './signature';
import { describeTrade } from './trade';

const secondMs = 1000;
const answerTimeoutMs = 5 * secondMs;

/** After the first attempt: fifteen more, 24 h 4 min in all, as WeChat Pay publishes it. */
export const retryDelaysMs: readonly number[] = [
  15 * secondMs,
  15 * secondMs,
  30 * secondMs,
  3 * minuteMs,
  10 * minuteMs,
  20 * minuteMs,
  30 * minuteMs,
  30 * minuteMs,
  30 * minuteMs,
  60 * minuteMs,
  3 * hourMs,
  3 * hourMs,
  3 * hourMs,
  6 * hourMs,
  6 * hourMs,
];

export interface NotificationAttempt {
  /** Business time, epoch ms. */
  at: number;
  /** 'HTTP 200', 'no answer', 'fault drop', … */
  outcome: string;
}

export interface Notification {
  /** Exactly what is posted, each time; only the signature around it is new. */
  body: string;
  /** Business time of the first attempt, epoch ms; every retry counts from here. */
  firstAt: number;
  attempts: NotificationAttempt[];
  state: 'pending' | 'delivered' | 'abandoned';
}

function encrypt(apiV3Key: string, plaintext: string, nonce: string, associatedData: string) {
  const cipher = crypto.createCipheriv('aes-256-gcm', apiV3Key, nonce);
  cipher.setAAD(Buffer.from(associatedData));
  const sealed = [cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString('base64');
}

/** What WeChat Pay announces: an event about a payment or a refund. */
export interface Announcement {
  eventType: string;
  summary: string;
  originalType: 'transaction' | 'refund';
  content: Record<string, unknown>;
}

/** @returns a notification whose content is encrypted with the APIv3 key */
export function sealNotification(host: SandboxHost, announcement: Announcement): Notification {
  const { eventType, summary, originalType, content } = announcement;
  const now = host.clock.now();
  const nonce = crypto.randomBytes(6).toString('hex');
  const body = JSON.stringify({
    id: crypto.randomUUID(),
    create_time: rfc3339(now),
    resource_type: 'encrypt-resource',
    event_type: eventType,
    summary,
    resource: {
      original_type: originalType,
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: encrypt(
        host.keys.wechatPay.apiV3Key,
        JSON.stringify(content),
        nonce,
        originalType,
      ),
      associated_data: originalType,
      nonce,
    },
  });
  return { body, firstAt: now, attempts: [], state: 'pending' };
}

/** @returns the notification of a paid order, its trade encrypted with the APIv3 key */
export function createNotification(host: SandboxHost, order: PayOrder): Notification {
  return sealNotification(host, {
    eventType: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    originalType: 'transaction',
    content: describeTrade(host, order),
  });
}

/** @returns when the next attempt is due (business time, epoch ms), or null after the last */
export function nextAttemptAt({ firstAt, attempts }: Notification): number | null {
  if (attempts.length > retryDelaysMs.length) return null;
  return retryDelaysMs.slice(0, attempts.length).reduce((at, delayMs) => at + delayMs, firstAt);
}

const isHeard = (outcome: string): boolean => outcome === 'HTTP 200' || outcome === 'HTTP 204';

function afterAttempt(notification: Notification, attempt: NotificationAttempt): Notification {
  const next = { ...notification, attempts: [...notification.attempts, attempt] };
  if (isHeard(attempt.outcome)) return { ...next, state: 'delivered' };
  return nextAttemptAt(next) === null ? { ...next, state: 'abandoned' } : next;
}

async function post(host: SandboxHost, url: string, body: string): Promise<string> {
  try {
    const response = await host.notify(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...signatureHeaders(host, body) },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    await response.body?.cancel();
    return `HTTP ${response.status}`;
  } catch {
    return 'no answer';
  }
}

type Delivery = (send: () => Promise<string>) => Promise<string>;

/** What each fault does to one delivery. A delay has already been waited for. */
const deliveries = {
  none: (send) => send(),
  delay: (send) => send(),
  drop: () => Promise.resolve('fault drop'),
  error500: () => Promise.resolve('fault error500'),
  duplicate: async (send) => (await Promise.all([send(), send()]))[1],
  timeout: async (send) => `fault timeout after: ${await send()}`,
} satisfies Record<FaultDecision['kind'], Delivery>;

/** Something that is announced: where its news goes, and how far that got. */
export interface Announced {
  notifyUrl: string;
  notification: Notification | null;
}

export interface Notifier<T extends Announced = PayOrder> {
  /** Schedules the next attempt of the notification, if one is still to be made. */
  arm(announced: T): void;
}

/**
 * Delivers notifications of one kind; what was pending when the process ended is scheduled again.
 *
 * @param operation how the fault switches and the call log name it
 */
export function createDelivery<T extends Announced>(
  host: SandboxHost,
  operation: string,
  book: {
    keyOf(item: T): string;
    get(key: string): T | undefined;
    list(): T[];
    save(item: T): void;
  },
): Notifier<T> {
  const attempt = async (key: string): Promise<void> => {
    const item = book.get(key);
    const notification = item?.notification;
    if (!item || notification?.state !== 'pending') return;
    const fault = await host.faults.before('wechat-pay', operation);
    const send = () => post(host, item.notifyUrl, notification.body);
    const outcome = await deliveries[fault.kind](send);
    host.calls.record({ system: 'wechat-pay', operation, outcome });
    const made = { at: host.clock.now(), outcome };
    // it may have changed while the merchant was told: only the news of then is ours to write
    const current = book.get(key);
    if (current?.notification?.body !== notification.body) return;
    const updated = { ...current, notification: afterAttempt(current.notification, made) };
    book.save(updated);
    arm(updated);
  };

  const arm = (item: T): void => {
    if (item.notification?.state !== 'pending') return;
    const at = nextAttemptAt(item.notification);
    if (at === null) return;
    const key = book.keyOf(item);
    host.schedule(at, `wechat-pay-${operation}/${key}`, () => attempt(key));
  };

  book.list().forEach(arm);
  return { arm };
}

/** Delivers the notifications of paid orders. */
export function createNotifier(host: SandboxHost, book: OrderBook): Notifier {
  return createDelivery<PayOrder>(host, 'notify', {
    keyOf: ({ outTradeNo }) => outTradeNo,
    get: (key) => book.byOutTradeNo(key),
    list: () => book.list(),
    save: (order) => book.save(order),
  });
}
