import type { Output } from '@yibao/shared/contracts';

export type OrderStatus = Output<'payment.getOrder'>['status'];

/** What the cashier said on the way back. It only decides how patiently we ask; the server decides. */
export type PayHint = 'ok' | 'fail' | 'cancel' | 'none';

const HINTS = ['ok', 'fail', 'cancel'] as const satisfies PayHint[];

/** Waits between two looks at the order, in milliseconds: quick at first, 30 s in all. */
export const POLL_DELAYS_MS = [1000, 1000, 2000, 3000, 3000, 4000, 4000, 4000, 4000, 4000];

/** A person who declined is told soon: two more looks, in case the cashier was wrong. */
const LOOKS_AFTER_DECLINE = 2;

/**
 * Reads the `pay` parameter of the result page.
 * @returns one of the cashier's words, 'none' for anything else
 */
export function readPayHint(value: string | undefined): PayHint {
  return HINTS.find((hint) => hint === value) ?? 'none';
}

type Patience = 'all' | 'few' | 'none';

/** How long it is worth asking again, by the state the order is in. */
const PATIENCE = {
  created: 'few',
  prepaid: 'few',
  committed: 'none',
  paid: 'all',
  posted: 'none',
  posting_overdue: 'none',
  closed: 'none',
  refund_due: 'none',
  refunded: 'none',
} as const satisfies Record<OrderStatus, Patience>;

/**
 * When to look at the order again.
 * @param looks how many answers (or failed looks) there have been, 1 after the first
 * @param status the latest status, null while no look succeeded
 * @returns milliseconds to wait, or null when it is time to stop
 */
export function nextLookInMs(
  looks: number,
  status: OrderStatus | null,
  hint: PayHint,
): number | null {
  const patience: Patience = status === null ? 'all' : PATIENCE[status];
  if (patience === 'none') return null;
  const limit = patience === 'all' || hint === 'ok' ? POLL_DELAYS_MS.length : LOOKS_AFTER_DECLINE;
  return looks > limit ? null : (POLL_DELAYS_MS[looks - 1] ?? null);
}

/** What the result page shows. */
export type ResultScene =
  | 'asking' // no answer yet
  | 'confirming' // the cashier says paid, WeChat Pay has not confirmed it yet
  | 'watching' // we stopped asking and keep watching on the server
  | 'success'
  | 'unpaid'
  | 'committed' // frozen, deducted at the month's end
  | 'closed'
  | 'refund';

const SCENES = {
  created: 'unpaid',
  prepaid: 'unpaid',
  committed: 'committed',
  paid: 'success',
  posted: 'success',
  posting_overdue: 'success',
  closed: 'closed',
  refund_due: 'refund',
  refunded: 'refund',
} as const satisfies Record<OrderStatus, ResultScene>;

/**
 * Chooses the scene of the result page. "Unpaid" is never said to a person who has just paid:
 * while the cashier says 'ok' we ask on, then say that we keep watching.
 * @param polling whether another look is planned
 */
export function resultScene(
  status: OrderStatus | null,
  hint: PayHint,
  polling: boolean,
): ResultScene {
  if (status === null) return 'asking';
  const scene = SCENES[status];
  if (scene !== 'unpaid' || hint !== 'ok') return scene;
  return polling ? 'confirming' : 'watching';
}
