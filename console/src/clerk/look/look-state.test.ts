import {
  type LookEvent,
  nextView,
  nothing,
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
const opened: LookEvent = { type: 'opened', answer: shown('q1', 'A', 'next') };
const turned: LookEvent = { type: 'turned', answer: shown('q2', 'B', null) };
const previewed: LookEvent = { type: 'previewed', answer: shown('q3', 'A', null) };

test('pages add up under the watermark of the latest answer, the look stays the first one', () => {
  expect(after(opened, turned)).toMatchObject({
    at: 'list',
    lookId: 'q1',
    answer: { watermark: { lookId: 'q2' }, nextCursor: null },
    settlements: [{ settlementNo: 'A' }, { settlementNo: 'B' }],
  });
});

test.each([
  ['the next page', [opened], { type: 'turned', answer: refused }],
  ['a preview', [opened, turned], { type: 'previewed', answer: refused }],
  ['a print or an export under way', [opened, previewed], { type: 'refused', refused }],
  ['a new look over an old one', [opened], { type: 'opened', answer: refused }],
] as [string, LookEvent[], LookEvent][])(
  'a refusal of %s leaves nothing that was shown before',
  (_what, before, event) => {
    expect(after(...before, event)).toEqual({ at: 'refused', refused });
  },
);

test('the preview takes the place of the list', () => {
  const view = after(opened, turned, previewed);
  expect(view).toMatchObject({ at: 'preview', lookId: 'q1', proof: null });
  expect(JSON.stringify(view)).not.toContain('"B"');
});

test('an answer that comes after the page was cleared brings nothing back', () => {
  for (const late of [turned, previewed]) {
    expect(after(opened, { type: 'cleared' }, late)).toEqual(nothing);
    expect(after(opened, { type: 'refused', refused }, late)).toEqual({ at: 'refused', refused });
  }
});
