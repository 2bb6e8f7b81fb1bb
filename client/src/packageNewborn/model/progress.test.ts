import { newbornStatuses } from '@yibao/shared/rules/newborn-states';
import { approved, enrollmentId } from '../testing/examples';
import {
  checksSentence,
  isWaiting,
  mismatches,
  moreAdvice,
  moreOfYear,
  nextAction,
  notChosen,
  returnedSteps,
  showsAmount,
  statusTone,
  timelineSteps,
  yearWord,
} from './progress';

const [year] = approved.years;
const unpaid = year!;
const orderId = '00000000-0000-4000-8000-0000000000d1';

test('what is approved is paid next, all years at once', () => {
  const next = { ...unpaid, coverageYear: 2026, enrollmentId: 'second' };
  expect(nextAction({ ...approved, years: [unpaid, next] })).toEqual({
    kind: 'pay',
    enrollmentIds: [enrollmentId, 'second'],
    totalFen: 80_000,
  });
});

test('a year that is only offered is not paid', () => {
  const offered = { ...unpaid, coverageYear: 2026, enrollmentId: null };
  expect(nextAction({ ...approved, status: 'joined', years: [unpaid, offered] })).toMatchObject({
    enrollmentIds: [enrollmentId],
    totalFen: 40_000,
  });
});

test.each([
  ['an order of one’s own', [{ ...unpaid, orderId, payable: false }], { kind: 'resume', orderId }],
  [
    'paid with its order',
    [{ ...unpaid, orderId, paid: true, payable: false }],
    { kind: 'viewCover', enrollmentId: unpaid.enrollmentId },
  ],
  [
    'everything paid',
    [{ ...unpaid, paid: true, payable: false }],
    { kind: 'viewCover', enrollmentId: unpaid.enrollmentId },
  ],
  ['in the other parent’s order', [{ ...unpaid, payable: false }], { kind: 'wait' }],
  ['not taken by the core platform', [], { kind: 'applyAgain' }],
])('approved, %s', (_what, years, action) => {
  expect(nextAction({ ...approved, years })).toEqual(action);
});

test.each([
  ['queued', 'wait'],
  ['need_more', 'addEvidence'],
  ['refused', 'mend'],
  ['withdrawn', 'applyAgain'],
] as const)('%s: money is not spoken of', (status, kind) => {
  expect(nextAction({ ...approved, status, years: [unpaid] })).toEqual({ kind });
});

const over = { ...unpaid, payable: false, cover: null, payBy: null };
const paid = { ...unpaid, paid: true, payable: false };
const later = { coverageYear: 2026, enrollmentId: 'second' };

test.each([
  ['only that year', [over], 'enrol'],
  ['the year before was paid', [paid, { ...over, ...later }], 'enrol'],
  ['the year after was paid', [over, { ...paid, ...later }], 'viewCover'],
  ['the year after can be paid', [over, { ...unpaid, ...later }], 'pay'],
  ['still being registered', [{ ...over, enrollmentStatus: 'checking' as const }], 'wait'],
])('the time to pay is over, %s', (_what, years, kind) => {
  expect(nextAction({ ...approved, years }).kind).toBe(kind);
});

test('a year that ran out names no amount', () => {
  expect(yearWord(over)).toEqual({ tone: 'wait', word: '已过期限' });
  expect(showsAmount(over)).toBe(false);
  expect([unpaid, paid].map(showsAmount)).toEqual([true, true]);
});

test.each([
  [['area'], true, 'askStaff'],
  [['certificate', 'notInsured'], true, 'askStaff'],
  [['area', 'baby'], true, 'mend'],
  [['area'], false, 'mend'],
  [[], true, 'mend'],
] as const)('refused for %j, evidence %s: %s', (kinds, canAddEvidence, kind) => {
  const [check] = approved.checks;
  const checks = kinds.map((each) => ({ ...check!, check: each, result: 'mismatch' as const }));
  expect(nextAction({ ...approved, status: 'refused', checks, canAddEvidence })).toEqual({ kind });
});

test('only what is being decided is asked for again and again', () => {
  expect(newbornStatuses.filter(isWaiting)).toEqual(['queued']);
  expect(newbornStatuses.map(statusTone)).not.toContain(undefined);
});

test.each([
  [{ paid: true }, '已缴费'],
  [{ orderId }, '有一笔还没付完'],
  [{}, '待缴费'],
  [{ payable: false }, '办理中'],
  [{ payable: false, enrollmentId: null }, '没有登记'],
])('a year that is %j: %s', (change, word) => {
  expect(yearWord({ ...unpaid, ...change }).word).toBe(word);
});

test('the timeline names the department and leaves out what was not chosen', () => {
  const steps = timelineSteps(approved.timeline);
  expect(steps.map(({ step }) => step)).toEqual([
    'certificate',
    'household',
    'insurance',
    'payment',
  ]);
  expect(steps[1]?.note).toBe('公安：已经交给派出所');
  expect(steps[0]?.note).toBe('公安');
  expect(notChosen(approved.timeline)).toEqual(['生育费用报销']);
});

test('only what a department gave back can be sent again', () => {
  const [, household] = approved.timeline;
  const returned = { ...household!, state: 'problem' as const, canSendAgain: true };
  expect(returnedSteps([...approved.timeline, returned])).toEqual([returned]);
  expect(timelineSteps([returned])[0]?.note).toBe('公安退回了，原因在上面');
});

test('the checks in a sentence, and what is wrong among them', () => {
  const [check] = approved.checks;
  const wrong = { ...check!, result: 'mismatch' as const };
  expect(checksSentence([check!])).toBe('1 项都对上了');
  expect(checksSentence([check!, wrong])).toBe('2 项里 1 项对上了');
  expect(mismatches([check!, wrong])).toEqual([wrong]);
});

test('nothing is said twice', () => {
  const application = { sentence: '已经通过。缴 400 元。' };
  expect(moreOfYear({ sentence: '缴 400 元。' }, application)).toBe('');
  expect(moreOfYear({ sentence: '2026 年缴 400 元。' }, application)).toBe('2026 年缴 400 元。');
  const [check] = approved.checks;
  const checks = [{ ...check!, mend: '对照证改名字' }];
  expect(moreAdvice({ advice: ['对照证改名字', '请留意消息'], checks })).toEqual(['请留意消息']);
});
