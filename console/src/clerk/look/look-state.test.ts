import {
  type LookEvent,
  nextView,
  nothing,
  type PrintProof,
  type RefusedAnswer,
  type ShownAnswer,
  type View,
} from './look-state';

const shown = (lookId: string, settlementNo: string, nextCursor: string | null): ShownAnswer => ({
  decision: 'shown',
  watermark: { text: `${lookId} 的水印`, lookId, organisationName: '', clerkName: '', at: 0 },
  level: 3,
  fields: ['settlementNo'],
  person: {},
  cover: {},
  settlements: [{ settlementNo }],
  sums: null,
  nextCursor,
  isCutShort: false,
  looksLeft: 2,
  asOf: null,
});
const refused: RefusedAnswer = {
  decision: 'refused',
  lookId: 'q9',
  reason: 'not_active',
  message: '本人的授权现在不能使用',
};
const after = (...events: LookEvent[]): View => events.reduce(nextView, nothing);
const asked = { dataFrom: '2025-01-01', dataTo: '2025-11-20' };
const opened: LookEvent = { type: 'opened', asked, answer: shown('q1', 'A', 'next') };
const turned: LookEvent = { type: 'turned', lookId: 'q1', answer: shown('q2', 'B', null) };
const previewed: LookEvent = { type: 'previewed', lookId: 'q1', answer: shown('q3', 'A', null) };

test('pages add up under the watermark of the latest answer, the look stays the first one', () => {
  expect(after(opened, turned)).toMatchObject({
    at: 'list',
    lookId: 'q1',
    answer: { watermark: { lookId: 'q2' }, nextCursor: null },
    settlements: [{ settlementNo: 'A' }, { settlementNo: 'B' }],
  });
});

test('what the first page says of the person stays while pages are added', () => {
  const first = shown('q1', 'A', 'next');
  const answer = { ...first, cover: { insured: true, paidYears: [2025] } };
  expect(after({ type: 'opened', asked, answer }, turned)).toMatchObject({
    answer: { cover: { insured: true, paidYears: [2025] } },
  });
});

test.each([
  ['the next page', [opened], { type: 'turned', lookId: 'q1', answer: refused }],
  ['a preview', [opened, turned], { type: 'previewed', lookId: 'q1', answer: refused }],
  [
    'a print or an export under way',
    [opened, previewed],
    { type: 'refused', lookId: 'q1', refused },
  ],
  ['a new look over an old one', [opened], { type: 'opened', asked, answer: refused }],
] as [string, LookEvent[], LookEvent][])(
  'a refusal of %s leaves nothing that was shown before',
  (_what, before, event) => {
    expect(after(...before, event)).toEqual({ at: 'refused', refused });
  },
);

test('the preview takes the place of the list', () => {
  const view = after(opened, turned, previewed);
  expect(view).toMatchObject({ at: 'preview', lookId: 'q1', asked, proof: null });
  expect(JSON.stringify(view)).not.toContain('"B"');
});

test('an answer that comes after the page was cleared brings nothing back', () => {
  for (const late of [turned, previewed]) {
    expect(after(opened, { type: 'cleared' }, late)).toEqual(nothing);
    expect(after(opened, { type: 'refused', lookId: 'q1', refused }, late)).toEqual({
      at: 'refused',
      refused,
    });
  }
});

test('back from the paper, the list begins anew, under its own watermark, with all of the person', () => {
  const again = { ...shown('q4', 'A', 'next'), cover: { insured: true, paidYears: [2025] } };
  const returned: LookEvent = { type: 'returned', lookId: 'q1', answer: again };
  expect(after(opened, turned, previewed, returned)).toEqual({
    at: 'list',
    lookId: 'q1',
    asked,
    answer: again,
    settlements: [{ settlementNo: 'A' }],
  });
  expect(after(opened, previewed, { ...returned, answer: refused })).toEqual({
    at: 'refused',
    refused,
  });
  const list = after(opened, turned);
  expect(nextView(list, returned)).toBe(list);
});

const proof: PrintProof = {
  watermark: shown('q4', 'A', null).watermark,
  fileName: 'q4.pdf',
  documentSm3: '',
  serial: '',
  verifyUrl: '',
};
const refusedLater: LookEvent[] = [
  { type: 'returned', lookId: 'q1', answer: refused },
  { type: 'turned', lookId: 'q1', answer: refused },
  { type: 'previewed', lookId: 'q1', answer: refused },
  { type: 'refused', lookId: 'q1', refused },
];

test('what comes late for an earlier look changes nothing in the one that stands', () => {
  const again: LookEvent = { type: 'opened', asked, answer: shown('q5', 'Z', 'next') };
  const paper: LookEvent = {
    type: 'previewed',
    lookId: 'q5',
    answer: shown('q6', 'Z', null),
  };
  const late: LookEvent[] = [
    turned,
    previewed,
    { type: 'printed', lookId: 'q1', proof },
    ...refusedLater,
  ];
  for (const standing of [
    [opened, { type: 'cleared' }, again],
    [opened, { type: 'cleared' }, again, paper],
  ] as LookEvent[][]) {
    const view = after(...standing);
    for (const event of late) expect(nextView(view, event)).toBe(view);
  }
});

test('a late refusal does not take the place of an ended look', () => {
  for (const late of refusedLater) expect(after(opened, { type: 'cleared' }, late)).toBe(nothing);
});

test('the proof of a print stands beside its own paper', () => {
  const view = after(opened, previewed, { type: 'printed', lookId: 'q1', proof });
  expect(view).toMatchObject({ at: 'preview', lookId: 'q1', proof });
});
