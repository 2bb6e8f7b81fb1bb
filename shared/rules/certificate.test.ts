import {
  type BookedContribution,
  type CertifiableFacts,
  judgeContribution,
  judgeCover,
  type OwnContribution,
  postingDays,
} from './certificate';
import { dayMs, startOfDay } from './dates';

const now = startOfDay('2026-03-01');
const paidAt = startOfDay('2025-11-20');

const own = (changes: Partial<OwnContribution> = {}): OwnContribution => ({
  itemId: 'item-2026',
  coverageYear: 2026,
  standardFen: 40_000,
  subsidyFen: 0,
  amountFen: 40_000,
  rail: 'wechatPay',
  paidAt,
  postedAt: paidAt + 1,
  from: '2026-01-01',
  to: '2026-12-31',
  waitingUntil: null,
  ...changes,
});

const booked = (changes: Partial<BookedContribution> = {}): BookedContribution => ({
  coverageYear: 2026,
  insurance: 'resident',
  poolingArea: '340600',
  amountFen: 40_000,
  paidAt,
  arrived: true,
  businessNo: 'item-2026',
  collectionNo: 'C-1',
  ...changes,
});

const person = (status: 'active' | 'suspended' | 'ended', poolingArea = '340600') => ({
  deceased: false,
  insurances: [
    {
      insurance: 'resident' as const,
      status,
      poolingArea,
      poolingAreaName: '某地',
      since: '2020-01-01',
      suspendedAt: null,
    },
  ],
});

const facts = (changes: Partial<CertifiableFacts> = {}): CertifiableFacts => ({
  own: [own()],
  booked: [booked()],
  areas: ['340600', '340699'],
  person: person('active'),
  now,
  ...changes,
});

describe('a contribution', () => {
  test.each([
    ['both say the same', facts(), 'wechatPay', 'C-1'],
    ['paid from an account', facts({ own: [own({ rail: 'mutualAid' })] }), 'mutualAid', 'C-1'],
    [
      'paid at the tax bureau',
      facts({ own: [own({ rail: 'taxHandOver' })] }),
      'taxHandOver',
      'C-1',
    ],
    [
      'nothing to pay',
      facts({
        own: [own({ amountFen: 0, subsidyFen: 40_000 })],
        booked: [booked({ amountFen: 0 })],
      }),
      'fullySubsidised',
      'C-1',
    ],
    [
      'paid at a counter',
      facts({ own: [], booked: [booked({ businessNo: 'counter', collectionNo: 'C-9' })] }),
      'otherChannel',
      'C-9',
    ],
    [
      'in the county of this city',
      facts({ booked: [booked({ poolingArea: '340699' })] }),
      'wechatPay',
      'C-1',
    ],
    [
      'of two bookings its own',
      facts({ booked: [booked({ businessNo: 'counter', collectionNo: 'C-9' }), booked()] }),
      'wechatPay',
      'C-1',
    ],
  ])('%s', (_, given, way, collectionNo) => {
    const judged = judgeContribution(given, 2026);
    expect(judged).toMatchObject({ ok: true, facts: { coverageYear: 2026, way, collectionNo } });
  });

  const later = paidAt + postingDays * dayMs;
  test.each([
    ['nobody has paid', facts({ own: [], booked: [] }), 'nothing', null],
    ['another year', facts({ own: [own({ coverageYear: 2025 })], booked: [] }), 'nothing', null],
    ['not posted', facts({ own: [own({ postedAt: null })] }), 'posting', later],
    [
      'a counter’s that has not arrived',
      facts({ own: [], booked: [booked({ arrived: false })] }),
      'posting',
      later,
    ],
    ['posted and unknown there', facts({ booked: [] }), 'missing', null],
    [
      'posted, booked, not arrived',
      facts({ booked: [booked({ arrived: false })] }),
      'missing',
      null,
    ],
    ['another amount there', facts({ booked: [booked({ amountFen: 39_999 })] }), 'differs', null],
    [
      'posted, and only somebody else’s booking of the year is left',
      facts({ booked: [booked({ businessNo: 'counter', collectionNo: 'C-9' })] }),
      'missing',
      null,
    ],
    [
      'booked in another city',
      facts({ own: [], booked: [booked({ poolingArea: '340100' })] }),
      'nothing',
      null,
    ],
    [
      'an employee’s contribution',
      facts({ own: [], booked: [booked({ insurance: 'employee' })] }),
      'nothing',
      null,
    ],
  ])('refused: %s', (_, given, reason, comeBackAt) => {
    expect(judgeContribution(given, 2026)).toEqual({ ok: false, reason, comeBackAt });
  });

  test('what a counter took says nothing of standard and subsidy', () => {
    const judged = judgeContribution(facts({ own: [] }), 2026);
    expect(judged).toMatchObject({ facts: { standardFen: null, subsidyFen: null } });
  });
});

describe('cover', () => {
  test.each([
    ['2025-12-31', 'upcoming'],
    ['2026-01-01', 'effective'],
    ['2026-12-31', 'effective'],
    ['2027-01-01', 'ended'],
  ] as const)('on %s the year is %s', (today, state) => {
    const judged = judgeCover(facts({ now: startOfDay(today) }), 2026);
    expect(judged).toMatchObject({ ok: true, facts: { years: [{ state }] } });
  });

  test('a waiting period is told apart from a year that has not begun', () => {
    const late = own({ from: '2026-05-20', waitingUntil: '2026-05-19' });
    const judged = judgeCover(facts({ own: [late] }), 2026);
    expect(judged).toMatchObject({ facts: { years: [{ state: 'waiting' }] } });
  });

  test.each([
    ['active', person('active'), 'active'],
    ['suspended', person('suspended'), 'suspended'],
    ['ended', person('ended'), 'none'],
    ['elsewhere', person('active', '340100'), 'none'],
  ])('standing: %s', (_, who, standing) => {
    expect(judgeCover(facts({ person: who }), null)).toMatchObject({ facts: { standing } });
  });

  test('all years, newest first, one line for each year and insurance', () => {
    const lines = [
      booked({ coverageYear: 2024, businessNo: 'a' }),
      booked({ coverageYear: 2025, insurance: 'employee', businessNo: 'b' }),
      booked({ coverageYear: 2025, insurance: 'employee', businessNo: 'c' }),
      booked(),
    ];
    const judged = judgeCover(facts({ booked: lines }), null);
    const years = judged.ok ? judged.facts.years : [];
    expect(years.map(({ coverageYear, state }) => [coverageYear, state])).toEqual([
      [2026, 'effective'],
      [2025, 'recorded'],
      [2024, 'recorded'],
    ]);
  });

  test('a year that is paid and not posted is left out and named', () => {
    const unposted = own({ coverageYear: 2027, itemId: 'item-2027', postedAt: null });
    const judged = judgeCover(facts({ own: [own(), unposted] }), null);
    expect(judged).toMatchObject({
      ok: true,
      facts: { leftOut: [2027], years: [{ coverageYear: 2026 }] },
    });
  });

  test.each([
    ['only a year on its way', facts({ own: [own({ postedAt: null })], booked: [] }), 'posting'],
    ['posted and unknown there', facts({ booked: [] }), 'missing'],
    [
      'posted, and only an employee’s year is left',
      facts({ booked: [booked({ insurance: 'employee', businessNo: 'employer' })] }),
      'missing',
    ],
    ['nothing at all', facts({ own: [], booked: [] }), 'nothing'],
    ['deceased', facts({ person: { ...person('active'), deceased: true } }), 'deceased'],
    ['only elsewhere', facts({ own: [], booked: [booked({ poolingArea: '340100' })] }), 'nothing'],
  ])('refused: %s', (_, given, reason) => {
    expect(judgeCover(given, null)).toMatchObject({ ok: false, reason });
  });
});
