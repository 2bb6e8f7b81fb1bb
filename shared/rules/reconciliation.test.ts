import { dayMs, minuteMs, startOfDay } from './dates';
import {
  findingKinds,
  judgeMissing,
  judgeRow,
  mayYetCome,
  otherDays,
  type OwnRow,
  reconcileSources,
  sourceNames,
  stateOnMeeting,
  type StatementRow,
} from './reconciliation';

const day = '2025-11-20';
const noon = startOfDay(day) + dayMs / 2;
const midnight = startOfDay(day) + dayMs;

const there = (changes: Partial<StatementRow> = {}): StatementRow => ({
  kind: 'payment',
  reference: 'YB1',
  number: 'T1',
  amountFen: 40_000,
  at: noon,
  state: 'done',
  ...changes,
});
const here = (changes: Partial<OwnRow> = {}): OwnRow => ({
  kind: 'payment',
  reference: 'YB1',
  number: 'T1',
  amountFen: 40_000,
  at: noon,
  state: 'done',
  orderId: 'order',
  sentAt: null,
  givenBackFen: 0,
  ...changes,
});
const matched = { verdict: 'matched', edge: false };
const edge = { verdict: 'matched', edge: true };
const refund = { kind: 'refund' } as const;
const posting = { kind: 'posting' } as const;

test('every list and every kind of difference has words for staff', () => {
  expect(Object.keys(sourceNames).sort()).toEqual([...reconcileSources].sort());
  for (const { label, sentence } of Object.values(findingKinds)) {
    expect(label).toMatch(/[一-龥]/);
    expect(sentence).toMatch(/。$/);
  }
});

test.each<[string, StatementRow, OwnRow | null, object]>([
  ['the same on both sides', there(), here(), matched],
  ['unknown here', there(), null, { verdict: 'paymentUnknownHere' }],
  ['open here', there(), here({ state: 'open', at: null }), { verdict: 'paymentUnbooked' }],
  ['closed here', there(), here({ state: 'ended', at: null }), { verdict: 'paymentUnbooked' }],
  [
    'failed there, paid here',
    there({ state: 'failed' }),
    here(),
    { verdict: 'paymentMissingThere' },
  ],
  [
    'still on its way there, paid here',
    there({ state: 'pending' }),
    here(),
    { verdict: 'paymentMissingThere' },
  ],
  [
    'failed there, open here',
    there({ state: 'failed' }),
    here({ state: 'open', at: null }),
    matched,
  ],
  ['another amount', there({ amountFen: 39_999 }), here(), { verdict: 'amountDiffers' }],
  ['another number', there({ number: 'T2' }), here(), { verdict: 'numberDiffers' }],
  ['seconds after midnight here', there(), here({ at: midnight + 1_000 }), edge],
  ['minutes before the day here', there(), here({ at: startOfDay(day) - 9 * minuteMs }), edge],
  [
    'an hour after midnight here',
    there(),
    here({ at: midnight + 60 * minuteMs }),
    { verdict: 'dayDiffers' },
  ],
  [
    'ten minutes after midnight here',
    there(),
    here({ at: midnight + 10 * minuteMs }),
    { verdict: 'dayDiffers' },
  ],

  ['refunded on both sides', there(refund), here(refund), matched],
  ['refunded there, unknown here', there(refund), null, { verdict: 'refundUnknownHere' }],
  [
    'refunded there, under way here',
    there(refund),
    here({ ...refund, state: 'open', at: null }),
    { verdict: 'refundUnfinishedHere' },
  ],
  [
    'under way on both sides',
    there({ ...refund, state: 'pending' }),
    here({ ...refund, state: 'open', at: null }),
    matched,
  ],
  [
    'under way there, refunded here',
    there({ ...refund, state: 'pending' }),
    here(refund),
    { verdict: 'refundStateDiffers' },
  ],
  [
    'under way when listed, refunded since',
    there({ ...refund, state: 'pending' }),
    here({ ...refund, at: midnight + 2 * dayMs }),
    edge,
  ],
  [
    'accepted there on the day, done days later',
    there(refund),
    here({ ...refund, at: midnight + 2 * dayMs }),
    edge,
  ],
  [
    'done here days before they accepted it',
    there(refund),
    here({ ...refund, at: noon - 2 * dayMs }),
    { verdict: 'dayDiffers' },
  ],
  [
    'failed there, under way here',
    there({ ...refund, state: 'failed' }),
    here({ ...refund, state: 'open', at: null }),
    { verdict: 'refundUnfinishedHere' },
  ],
  [
    'failed there, refunded here',
    there({ ...refund, state: 'failed' }),
    here(refund),
    { verdict: 'refundStateDiffers' },
  ],
  ['failed there, unknown here', there({ ...refund, state: 'failed' }), null, matched],
  [
    'another amount refunded',
    there({ ...refund, amountFen: 1 }),
    here(refund),
    { verdict: 'refundAmountDiffers' },
  ],

  ['posted on both sides', there(posting), here(posting), matched],
  [
    'posted there, not here',
    there(posting),
    here({ ...posting, state: 'open' }),
    { verdict: 'postingUnconfirmedHere' },
  ],
  [
    'on its way on both sides',
    there({ ...posting, state: 'pending' }),
    here({ ...posting, state: 'open' }),
    matched,
  ],
  [
    'on its way there, posted here',
    there({ ...posting, state: 'pending' }),
    here(posting),
    { verdict: 'postingStateDiffers' },
  ],
  [
    'another amount posted',
    there({ ...posting, amountFen: 1 }),
    here(posting),
    { verdict: 'postingAmountDiffers' },
  ],
  ['posted there, unknown here', there(posting), null, { verdict: 'postingUnknownHere' }],
  [
    'a part given back, listed without it',
    there({ ...posting, amountFen: 30_000 }),
    here({ ...posting, givenBackFen: 10_000 }),
    matched,
  ],
  [
    'a part given back, listed as it was paid',
    there(posting),
    here({ ...posting, givenBackFen: 10_000 }),
    matched,
  ],
  [
    'a part given back, something else listed',
    there({ ...posting, amountFen: 30_001 }),
    here({ ...posting, givenBackFen: 10_000 }),
    { verdict: 'postingAmountDiffers' },
  ],
  [
    'given back as a whole, listed with nothing left',
    there({ ...posting, amountFen: 0 }),
    here({ ...posting, givenBackFen: 40_000 }),
    matched,
  ],
  [
    'given back as a whole, struck out there',
    there({ ...posting, state: 'pending' }),
    here({ ...posting, givenBackFen: 40_000 }),
    matched,
  ],
  [
    'given back before it was in our books, listed there all the same',
    there(posting),
    here({ ...posting, state: 'ended', givenBackFen: 40_000 }),
    matched,
  ],
  [
    'nothing to pay, and not confirmed here',
    there({ ...posting, amountFen: 0 }),
    here({ ...posting, amountFen: 0, state: 'open' }),
    { verdict: 'postingUnconfirmedHere' },
  ],
])('their row: %s', (_name, row, own, verdict) => {
  expect(judgeRow(row, own, day)).toEqual(verdict);
});

test.each<[string, OwnRow, boolean, object]>([
  ['a payment', here(), false, { verdict: 'paymentMissingThere' }],
  ['a payment that the next day lists', here({ at: midnight - 1_000 }), true, edge],
  ['a refund', here(refund), false, { verdict: 'refundMissingThere' }],
  ['a posting', here(posting), false, { verdict: 'postingMissingThere' }],
  [
    'a posting that was given back as a whole',
    here({ ...posting, givenBackFen: 40_000 }),
    false,
    matched,
  ],
  [
    'a posting of which a part was given back',
    here({ ...posting, givenBackFen: 10_000 }),
    false,
    { verdict: 'postingMissingThere' },
  ],
  [
    'a posting not confirmed',
    here({ ...posting, state: 'open' }),
    false,
    { verdict: 'postingNotSent' },
  ],
])('ours alone: %s', (_name, own, inOther, verdict) => {
  expect(judgeMissing(own, inOther)).toEqual(verdict);
});

test.each<[string, OwnRow, string[]]>([
  ['at noon', here(), []],
  ['at 23:55', here({ at: midnight - 5 * minuteMs }), ['2025-11-21']],
  ['at 00:05', here({ at: startOfDay(day) + 5 * minuteMs }), ['2025-11-19']],
  ['a posting at 23:59', here({ ...posting, at: midnight - minuteMs }), []],
  ['a refund asked for days before', here({ ...refund, sentAt: noon - 3 * dayMs }), ['2025-11-17']],
])('the other lists in which ours may stand: %s', (_name, own, days) => {
  expect(otherDays(own, day)).toEqual(days);
});

test('what time may settle, for as long as it may', () => {
  const soon = noon + dayMs;
  expect(mayYetCome('postingNotSent', noon, soon, false)).toBe(true);
  expect(mayYetCome('postingNotSent', noon, noon + 2 * dayMs, false)).toBe(false);
  expect(mayYetCome('paymentMissingThere', noon, soon, true)).toBe(true);
  expect(mayYetCome('paymentMissingThere', noon, soon, false)).toBe(false);
  expect(mayYetCome('amountDiffers', noon, soon, true)).toBe(false);
});

test("a clerk's words hold for the figures they were written about, and no others", () => {
  const facts = { thereFen: 1, hereFen: null };
  const resolved = { ...facts, state: 'resolved' } as const;
  expect(stateOnMeeting(null, facts, false)).toBe('open');
  expect(stateOnMeeting(null, facts, true)).toBe('waiting');
  expect(stateOnMeeting(resolved, facts, false)).toBe('resolved');
  expect(stateOnMeeting(resolved, { ...facts, thereFen: 2 }, false)).toBe('open');
  expect(stateOnMeeting({ ...facts, state: 'healed' }, facts, false)).toBe('open');
});
