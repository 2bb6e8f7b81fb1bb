import {
  canChooseYear,
  type Choice,
  type CoverageYear,
  everybodyPaid,
  initialSkips,
  preselect,
  selectedIds,
  type Standing,
  startYear,
  toChoice,
  toggleSkip,
} from './choices';

function standing(n: number, more: Partial<Standing> = {}): Standing {
  return {
    person: {
      personId: `p${n}`,
      name: '张三',
      nameMasked: '张*',
      documentType: 'residentId',
      documentMasked: '340621********0025',
    },
    coverageYear: 2026,
    relation: null,
    state: 'to_enroll',
    sentence: '',
    nextStep: 'enroll',
    enrollmentId: null,
    orderId: null,
    refundId: null,
    payableFen: 40000,
    cover: null,
    waitingUntil: null,
    timeline: [],
    ...more,
  };
}
const year = (coverageYear: number, status: CoverageYear['status']): CoverageYear => ({
  coverageYear,
  status,
  sentence: '',
  standardFen: null,
  collectionFrom: null,
  collectionTo: null,
  daysLeft: null,
});

describe('who can be ticked', () => {
  test.each<[Standing['state'], Standing['nextStep'], boolean, Choice['detour']]>([
    ['to_enroll', 'enroll', true, null],
    ['to_pay', 'pay', true, null],
    ['to_pay', 'resume_payment', false, 'resumePayment'],
    ['covered', 'view', false, null],
    ['waiting', 'view', false, null],
    ['processing', 'view', false, null],
    ['problem', 'resolve', false, 'resolve'],
    ['problem', 'enroll', true, null],
    ['otherwise', 'recheck', false, 'recheck'],
    ['blocked', 'none', false, null],
  ])('%s / %s: %s', (state, nextStep, selectable, detour) => {
    expect(toChoice(standing(1, { state, nextStep }))).toMatchObject({ selectable, detour });
  });

  test('every state has a word of its own beside its colour', () => {
    const states: Standing['state'][] = [
      'covered',
      'waiting',
      'processing',
      'to_pay',
      'to_enroll',
      'otherwise',
      'problem',
      'blocked',
    ];
    for (const state of states) expect(toChoice(standing(1, { state })).label).not.toBe('');
  });
});

describe('what is ticked', () => {
  const choices = [
    toChoice(standing(1)),
    toChoice(standing(2, { state: 'covered', nextStep: 'view' })),
    toChoice(standing(3, { state: 'to_pay', nextStep: 'pay' })),
  ];

  test('everybody unpaid at first', () => {
    expect(preselect(choices)).toEqual(['p1', 'p3']);
    expect(initialSkips(choices, null)).toEqual([]);
    expect(selectedIds(choices, [])).toEqual(['p1', 'p3']);
  });

  test('one person alone when the page was opened for them', () => {
    expect(selectedIds(choices, initialSkips(choices, 'p3'))).toEqual(['p3']);
  });

  test('everybody when the one it was opened for has paid or left', () => {
    expect(initialSkips(choices, 'p2')).toEqual([]);
    expect(initialSkips(choices, 'stranger')).toEqual([]);
  });

  test('never somebody who has paid', () => {
    expect(selectedIds(choices, ['p1'])).toEqual(['p3']);
  });

  test('somebody added later is ticked, the ones taken out stay out', () => {
    expect(selectedIds([...choices, toChoice(standing(4))], ['p1'])).toEqual(['p3', 'p4']);
  });

  test('everybody has paid only where everybody has cover', () => {
    const cover = { from: '2026-01-01', to: '2026-12-31' };
    const paid = toChoice(standing(5, { state: 'covered', nextStep: 'view', cover }));
    const posting = toChoice(standing(6, { state: 'processing', nextStep: 'view', cover }));
    expect(everybodyPaid([paid, posting])).toBe(true);
    expect(everybodyPaid([paid, ...choices])).toBe(false);
    expect(everybodyPaid([])).toBe(false);
  });

  test('a tap turns and turns back', () => {
    expect(toggleSkip([], 'p1')).toEqual(['p1']);
    expect(toggleSkip(['p3', 'p1'], 'p1')).toEqual(['p3']);
  });
});

describe('which year', () => {
  const years = [
    year(2027, 'unpublished'),
    year(2026, 'open'),
    year(2025, 'late'),
    year(2024, 'closed'),
  ];

  test('a year without a published standard cannot be chosen', () => {
    expect(years.filter(canChooseYear).map(({ coverageYear }) => coverageYear)).toEqual([
      2026, 2025,
    ]);
  });

  test.each([
    [null, 2026, 2026],
    [2025, 2026, 2025],
    [2027, 2026, 2026],
    [2024, 2026, 2026],
    [null, 2027, 2026],
  ])('asked for %s with the default %s opens with %s', (wanted, defaultYear, expected) => {
    expect(startYear(years, defaultYear, wanted)).toBe(expected);
  });

  test('says so when nothing can be paid', () => {
    expect(startYear([year(2027, 'unpublished')], 2027, null)).toBeNull();
  });
});
