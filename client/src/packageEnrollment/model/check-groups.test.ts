import {
  type Check,
  type CheckedPerson,
  groupChecks,
  groupsSentence,
  obstacleOf,
  periodLines,
  remedyOf,
  waitingSentence,
} from './check-groups';

type Enrollment = NonNullable<CheckedPerson['enrollment']>;

function enrolled(status: Enrollment['status'], more: Partial<Enrollment> = {}): Enrollment {
  return {
    enrollmentId: 'e1',
    person: checked(1, null).person,
    coverageYear: 2026,
    status,
    sentence: '',
    advice: [],
    fee: { standardFen: 40000, subsidyFen: 33500, payableFen: 6500, subsidyReason: null },
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

function checked(
  n: number,
  outcome: Check['outcome'] | null,
  more: Partial<Check> = {},
  enrollment: Enrollment | null = null,
): CheckedPerson {
  const personId = `p${n}`;
  const person: CheckedPerson['person'] = {
    personId,
    name: '张三',
    nameMasked: '张*',
    documentType: 'residentId',
    documentMasked: '340621********0025',
  };
  if (outcome === null) {
    return { person, check: null, enrollment, failure: '网络没有连上' };
  }
  const check: Check = {
    personId,
    coverageYear: 2026,
    outcome,
    sentence: '',
    advice: [],
    fee: { standardFen: 40000, subsidyFen: 0, payableFen: 40000, subsidyReason: null },
    waiting: null,
    cover: null,
    elsewhere: null,
    enrollmentId: null,
    rules: [],
    ...more,
  };
  return { person, check, enrollment, failure: null };
}
const ids = (list: CheckedPerson[]) => list.map(({ person }) => person.personId);

describe('the piles', () => {
  test('a problem of one does not keep the others', () => {
    const groups = groupChecks([
      checked(1, 'eligible'),
      checked(2, 'insured_elsewhere'),
      checked(3, 'already_enrolled'),
      checked(4, 'already_covered'),
      checked(5, 'ineligible', { fee: null }),
      checked(6, null),
    ]);
    expect(ids(groups.ready)).toEqual(['p1', 'p3']);
    expect(ids(groups.problem)).toEqual(['p2', 'p5', 'p6']);
    expect(ids(groups.done)).toEqual(['p4']);
    expect(groups.totalFen).toBe(80000);
  });

  test.each<[Enrollment, 'ready' | 'problem' | 'done']>([
    [enrolled('registered'), 'ready'],
    [enrolled('registered', { orderId: 'o1' }), 'problem'],
    [enrolled('conflict_elsewhere'), 'problem'],
    [enrolled('wait_sync'), 'problem'],
    [enrolled('sync_overdue'), 'problem'],
    [enrolled('manual_review'), 'problem'],
    [enrolled('checking'), 'problem'],
    [enrolled('covered'), 'done'],
  ])('an enrolment there is already decides: %#', (enrollment, pile) => {
    const groups = groupChecks([checked(1, 'already_enrolled', {}, enrollment)]);
    expect(groups[pile]).toHaveLength(1);
    expect(groups.totalFen).toBe(pile === 'ready' ? 6500 : 0);
  });

  test.each<[CheckedPerson[], string]>([
    [[checked(1, 'eligible')], '1 人可以缴费'],
    [[checked(1, 'eligible'), checked(2, 'insured_elsewhere')], '1 人可以缴费，1 人还不能缴'],
    [[checked(1, 'insured_elsewhere')], '现在还不能缴费，先看看要办什么'],
    [[checked(1, 'already_covered')], '都缴好了，不用再缴'],
    [[checked(1, 'already_covered'), checked(2, 'already_covered')], '2 人都缴好了'],
  ])('the answer comes first', (people, sentence) => {
    expect(groupsSentence(groupChecks(people))).toBe(sentence);
  });
});

describe('what is offered to a person with a problem', () => {
  test.each([
    [checked(1, null), { kind: 'retry' }],
    [checked(1, 'insured_elsewhere'), { kind: 'startConflict', coverageYear: 2026 }],
    [
      checked(1, 'insured_elsewhere', { enrollmentId: 'e1' }),
      { kind: 'openConflict', enrollmentId: 'e1' },
    ],
    [checked(1, 'ineligible'), { kind: 'none' }],
    [
      checked(1, 'already_enrolled', { enrollmentId: 'e1' }, enrolled('wait_sync')),
      { kind: 'openConflict', enrollmentId: 'e1' },
    ],
    [
      checked(1, 'already_enrolled', {}, enrolled('registered', { orderId: 'o1' })),
      { kind: 'openOrder', orderId: 'o1' },
    ],
  ])('%#', (person, remedy) => {
    expect(remedyOf(person)).toEqual(remedy);
  });
});

test.each([
  ['insured_elsewhere', '要先办一件事'],
  ['ineligible', '不能参保'],
  ['unpublished', '标准待公布'],
  [null, '没有核对成'],
] as const)('what stands in the way of %s is called %s', (outcome, word) => {
  expect(obstacleOf(checked(1, outcome)).word).toBe(word);
});

describe('plain words', () => {
  test('a wait says how long, until when and what it means', () => {
    expect(waitingSentence({ months: 5, until: '2026-04-19', reason: '' })).toBe(
      '缴费后要等 5 个月，等到 2026 年 4 月 19 日。这段时间看病不能报销',
    );
    expect(waitingSentence({ months: 0, until: null, reason: '' })).toBe('没有等待期');
  });

  test('a period', () => {
    expect(periodLines({ from: '2026-01-01', to: '2026-12-31' })).toEqual([
      '从 2026 年 1 月 1 日',
      '到 2026 年 12 月 31 日',
    ]);
  });
});
