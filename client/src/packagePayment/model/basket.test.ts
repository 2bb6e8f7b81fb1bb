import { type Enrollment, fillBasket, MAX_PEOPLE_PER_ORDER, readIds } from './basket';

function enrollment(n: number, more: Partial<Enrollment> = {}): Enrollment {
  return {
    enrollmentId: `e${n}`,
    person: {
      personId: `p${n}`,
      name: '张三',
      nameMasked: '张*',
      documentType: 'residentId',
      documentMasked: '340621********0025',
    },
    coverageYear: 2026,
    status: 'registered',
    sentence: '',
    advice: [],
    fee: { standardFen: 40000, subsidyFen: 0, payableFen: 40000, subsidyReason: null },
    waiting: { months: 0, until: null, reason: '' },
    cover: null,
    elsewhere: null,
    orderId: null,
    heldByOther: false,
    mayTakeOver: false,
    mayCancel: false,
    timeline: [],
    rules: [],
    ...more,
  };
}
const ids = (list: Enrollment[]) => list.map(({ enrollmentId }) => enrollmentId);
const paidStep = {
  step: 'paid' as const,
  title: '缴费',
  state: 'done' as const,
  at: 1,
  on: null,
  note: '',
};

describe('the basket', () => {
  test('adds up what each one owes after the subsidy', () => {
    const helped = enrollment(2, {
      fee: { standardFen: 40000, subsidyFen: 33500, payableFen: 6500, subsidyReason: null },
    });
    const basket = fillBasket([enrollment(1), helped], []);
    expect(ids(basket.paying)).toEqual(['e1', 'e2']);
    expect(basket.totalFen).toBe(46500);
  });

  test('leaves out who is in the order of somebody else', () => {
    const basket = fillBasket([enrollment(1), enrollment(2, { heldByOther: true })], []);
    expect(ids(basket.paying)).toEqual(['e1']);
    expect(ids(basket.heldByOther)).toEqual(['e2']);
    expect(basket.totalFen).toBe(40000);
  });

  test('counts a repeated person once', () => {
    expect(fillBasket([enrollment(1), enrollment(1)], []).totalFen).toBe(40000);
  });

  test('keeps what was taken out so that it can be put back', () => {
    const basket = fillBasket([enrollment(1), enrollment(2)], ['e1']);
    expect(ids(basket.paying)).toEqual(['e2']);
    expect(ids(basket.removed)).toEqual(['e1']);
    expect(basket.totalFen).toBe(40000);
  });

  test('the ninth waits for the next order and moves up when somebody is taken out', () => {
    const nine = Array.from({ length: 9 }, (_, n) => enrollment(n));
    const full = fillBasket(nine, []);
    expect(full.paying).toHaveLength(MAX_PEOPLE_PER_ORDER);
    expect(ids(full.nextTime)).toEqual(['e8']);
    expect(ids(fillBasket(nine, ['e0']).paying)).toContain('e8');
  });

  test('whoever is in an open order is not paid for twice', () => {
    const basket = fillBasket([enrollment(1, { orderId: 'o1' }), enrollment(2)], []);
    expect(ids(basket.paying)).toEqual(['e2']);
    expect(ids(basket.inOpenOrder)).toEqual(['e1']);
  });

  test('whoever paid is not paid for twice, recorded or not', () => {
    const recorded = enrollment(1, { status: 'covered', orderId: 'o1' });
    const onTheWay = enrollment(2, { orderId: 'o1', timeline: [paidStep] });
    const basket = fillBasket([recorded, onTheWay], []);
    expect(ids(basket.paid)).toEqual(['e1', 'e2']);
    expect(basket.paying).toEqual([]);
    expect(basket.inOpenOrder).toEqual([]);
    expect(basket.totalFen).toBe(0);
  });

  test.each(['checking', 'conflict_elsewhere', 'wait_sync', 'sync_overdue', 'cancelled'] as const)(
    'an enrolment that is %s cannot be paid',
    (status) => {
      const basket = fillBasket([enrollment(1, { status })], []);
      expect(basket.paying).toEqual([]);
      expect(ids(basket.notReady)).toEqual(['e1']);
    },
  );
});

test.each([
  [undefined, []],
  ['', []],
  ['a', ['a']],
  ['a,b,a,', ['a', 'b']],
])('ids in %s are %j', (value, expected) => {
  expect(readIds(value)).toEqual(expected);
});
