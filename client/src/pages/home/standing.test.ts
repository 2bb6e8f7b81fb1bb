import { firstShown, nextStepOf, type Standing, standingFace } from './standing';

const opened: { url: string }[] = [];
jest.mock('@tarojs/taro', () => ({
  __esModule: true,
  default: { navigateTo: (to: { url: string }) => Promise.resolve(opened.push(to)) },
}));

const standing = (more: Partial<Standing>): Standing => ({
  person: {
    personId: 'baby',
    name: '乔一诺',
    nameMasked: '乔*诺',
    documentType: 'birthCertificate',
    documentMasked: 'T********5',
  },
  coverageYear: 2026,
  relation: 'daughter',
  state: 'to_enroll',
  sentence: '',
  nextStep: 'enroll',
  enrollmentId: null,
  orderId: null,
  refundId: null,
  payableFen: null,
  cover: null,
  waitingUntil: null,
  timeline: [],
  ...more,
});

test.each([
  ['covered this year, not yet for the next', {}, '2026 未参保', '未参保'],
  ['registered for the next', { state: 'to_pay' as const }, '2026 待缴费', '待缴费'],
  [
    'a newborn’s own year first',
    { state: 'to_pay' as const, coverageYear: 2025 },
    '2025 待缴费',
    '待缴费',
  ],
  ['paid and covered', { state: 'covered' as const }, '已参保', '已参保'],
  [
    'paid, covered from a day to come',
    { state: 'covered' as const, cover: { from: '2026-01-01', to: '2026-12-31' } },
    '已缴费',
    '已缴费，1 月 1 日起生效',
  ],
])('a page about the next year, %s', (_what, more, word, wordBesideYear) => {
  expect(standingFace(standing(more), 2026, 2025)).toMatchObject({ word, wordBesideYear });
});

test('a page about this year names none, nor one whose clock is not known yet', () => {
  expect(standingFace(standing({}), 2026, 2026).word).toBe('未参保');
  expect(standingFace(standing({}), 2026, undefined).word).toBe('未参保');
  expect(standingFace(standing({ state: 'to_pay' }), 2026, 2026).word).toBe('待缴费');
});

test('enrolment begins with the year the card is about', () => {
  nextStepOf(standing({ coverageYear: 2025 }))?.go();
  expect(opened.at(-1)?.url).toContain('year=2025');
});

test('whoever needs something done is shown first', () => {
  const covered = standing({ state: 'covered', nextStep: 'view' });
  const self = { ...covered, person: { ...covered.person, personId: 'self' } };
  expect(firstShown([self, standing({})])).toBe('baby');
  expect(firstShown([self])).toBe('self');
});

test('whoever is insured otherwise is not pressed, and can be checked again', () => {
  const otherwise = standing({ state: 'otherwise', nextStep: 'recheck' });
  const self = standing({ state: 'to_enroll' });
  const first = { ...self, person: { ...self.person, personId: 'self' } };
  expect(firstShown([otherwise, first])).toBe('self');
  expect(standingFace(otherwise, 2026, 2025).word).toBe('另有医保');
  const step = nextStepOf(otherwise);
  expect(step?.words).toBe('重新核对');
  step?.go();
  expect(opened.at(-1)?.url).toContain('people=baby');
});
