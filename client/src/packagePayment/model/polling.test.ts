import {
  nextLookInMs,
  type OrderStatus,
  type PayHint,
  POLL_DELAYS_MS,
  readPayHint,
  resultScene,
} from './polling';

const STATUSES: OrderStatus[] = [
  'created',
  'prepaid',
  'committed',
  'paid',
  'posted',
  'posting_overdue',
  'closed',
  'refund_due',
];
const HINTS: PayHint[] = ['ok', 'fail', 'cancel', 'none'];

/** All waits until the poll stops, had every look answered the same. */
function waits(status: OrderStatus | null, hint: PayHint): number[] {
  const seen: number[] = [];
  for (let looks = 1; looks <= 50; looks += 1) {
    const wait = nextLookInMs(looks, status, hint);
    if (wait === null) return seen;
    seen.push(wait);
  }
  throw new Error('the poll never stops');
}

describe('how often the result page asks', () => {
  test('a payment the cashier reports is asked for 1 s, 1 s, 2 s, 3 s and 30 s in all', () => {
    const asked = waits('prepaid', 'ok');
    expect(asked.slice(0, 4)).toEqual([1000, 1000, 2000, 3000]);
    expect(asked.reduce((sum, wait) => sum + wait, 0)).toBe(30_000);
    expect(asked).toEqual(POLL_DELAYS_MS);
  });

  test('whatever is final is not asked again', () => {
    for (const status of ['posted', 'posting_overdue', 'closed', 'refund_due'] as const) {
      for (const hint of HINTS) expect(waits(status, hint)).toEqual([]);
    }
  });

  test('a declined payment is looked at twice more, not for 30 seconds', () => {
    for (const hint of ['fail', 'cancel', 'none'] as const) {
      expect(waits('prepaid', hint)).toEqual([1000, 1000]);
    }
  });

  test('failed looks are repeated, but not for ever', () => {
    expect(waits(null, 'none')).toEqual(POLL_DELAYS_MS);
  });

  test('every status and hint comes to an end', () => {
    for (const status of STATUSES) for (const hint of HINTS) waits(status, hint);
  });
});

describe('what the result page shows', () => {
  test.each<[OrderStatus | null, PayHint, boolean, string]>([
    [null, 'ok', true, 'asking'],
    ['prepaid', 'ok', true, 'confirming'],
    ['prepaid', 'ok', false, 'watching'],
    ['prepaid', 'cancel', true, 'unpaid'],
    ['created', 'none', false, 'unpaid'],
    ['paid', 'cancel', true, 'success'],
    ['posted', 'none', false, 'success'],
    ['posting_overdue', 'ok', false, 'success'],
    ['closed', 'ok', false, 'closed'],
    ['refund_due', 'ok', false, 'refund'],
  ])('%s after %s (polling %s) shows %s', (status, hint, polling, scene) => {
    expect(resultScene(status, hint, polling)).toBe(scene);
  });

  test('the cashier cannot make an order paid', () => {
    expect(resultScene('prepaid', 'ok', false)).not.toBe('success');
    expect(resultScene('closed', 'ok', true)).not.toBe('success');
  });
});

test.each([
  ['ok', 'ok'],
  ['cancel', 'cancel'],
  ['fail', 'fail'],
  ['OK', 'none'],
  ['', 'none'],
  [undefined, 'none'],
])('the parameter %s is read as %s', (value, hint) => {
  expect(readPayHint(value)).toBe(hint);
});
