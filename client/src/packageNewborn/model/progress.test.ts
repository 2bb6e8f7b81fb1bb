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
  statusTone,
  timelineSteps,
  yearWord,
} from './progress';

const [year] = approved.years;
const unpaid = year!;
const orderId = '00000000-0000-4000-8000-0000000000d1';

test('what is approved is paid next, all years at once', () => {
  const next = { ...unpaid, coverageYear: 2026, enrollmentId: 'second' };
  expect(nextAction({ status: 'approved', years: [unpaid, next] })).toEqual({
    kind: 'pay',
    enrollmentIds: [enrollmentId, 'second'],
    totalFen: 80_000,
  });
});

test('a year that is only offered is not paid', () => {
  const offered = { ...unpaid, coverageYear: 2026, enrollmentId: null };
  expect(nextAction({ status: 'joined', years: [unpaid, offered] })).toMatchObject({
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
  ['nothing published', [], { kind: 'wait' }],
])('approved, %s', (_what, years, action) => {
  expect(nextAction({ status: 'approved', years })).toEqual(action);
});

test.each([
  ['queued', 'wait'],
  ['need_more', 'addEvidence'],
  ['refused', 'mend'],
  ['withdrawn', 'applyAgain'],
] as const)('%s: money is not spoken of', (status, kind) => {
  expect(nextAction({ status, years: [unpaid] })).toEqual({ kind });
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
