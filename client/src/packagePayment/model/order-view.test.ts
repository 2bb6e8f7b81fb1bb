import { nextSteps, type Order, orderFace, payeesText, proofQuery } from './order-view';
import type { OrderStatus } from './polling';

function order(n: number, people = 1, status: OrderStatus = 'posted'): Order {
  return {
    orderId: `o${n}`,
    rail: 'wechatPay',
    committed: null,
    reference: `R${n}`,
    status,
    sentence: '',
    totalFen: 40000 * people,
    createdAt: n,
    expiresAt: n,
    paidAt: null,
    refunds: [],
    items: Array.from({ length: people }, (_, i) => ({
      enrollmentId: `e${i}`,
      person: {
        personId: `p${i}`,
        name: '张三',
        nameMasked: `张*${i}`,
        documentType: 'residentId',
        documentMasked: '340621********0025',
      },
      coverageYear: 2026,
      amountFen: 40000,
      standardFen: 40000,
      subsidyFen: 0,
      cover: null,
      waitingUntil: null,
      posted: false,
    })),
    timeline: [],
  };
}

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

test('only an order that was not paid can be paid or cancelled', () => {
  expect(STATUSES.filter((status) => orderFace(status).open)).toEqual(['created', 'prepaid']);
});

test('every end has a next step', () => {
  for (const status of STATUSES) {
    if (!orderFace(status).open) expect(nextSteps(status).length).toBeGreaterThan(0);
  }
});

test.each(['paid', 'posting_overdue'] as const)(
  'whoever paid is told not to pay again: %s',
  (s) => {
    expect(nextSteps(s).join()).toContain('不用再缴');
  },
);

test('a refund is not promised for a day', () => {
  expect(nextSteps('refund_due').join()).not.toMatch(/\d 天|\d 个工作日/);
});

test.each([
  [1, '张*0'],
  [3, '张*0、张*1、张*2'],
  [4, '张*0、张*1、张*2等 4 人'],
])('%s people read %s', (people, text) => {
  expect(payeesText(order(1, people))).toBe(text);
});

describe('the proof of an order', () => {
  const paid = (people: number, posted: number): Order => {
    const { items, ...rest } = order(1, people);
    return { ...rest, items: items.map((item, n) => ({ ...item, posted: n < posted })) };
  };

  test('of one person: ready to confirm, with the order and its year', () => {
    const query = { kind: 'contribution', orderId: 'o1', personId: 'p0', year: 2026 };
    expect(proofQuery(paid(1, 1))).toEqual(query);
    // the other one is not in the books yet
    expect(proofQuery(paid(2, 1))).toEqual(query);
  });

  test('of several people: the choice among them', () => {
    expect(proofQuery(paid(2, 2))).toEqual({ kind: 'contribution', orderId: 'o1' });
  });

  test('of what is not in the books: none', () => {
    expect(proofQuery(paid(2, 0))).toBeNull();
  });
});
