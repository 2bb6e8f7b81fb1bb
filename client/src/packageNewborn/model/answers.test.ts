import { applicationId, approved, quote, start, typed } from '../testing/examples';
import {
  answersFromDraft,
  hasAnswers,
  isUnsent,
  mendingDraft,
  serverDraft,
  type Start,
  tidied,
  toSubmission,
} from './answers';
import { chosenYears, isSubsidised, totalFen } from './money';

const answersOf = (values: Record<string, string>, known: Start = start) =>
  answersFromDraft(values, known);

test('an empty draft starts with what is known and usual', () => {
  expect(answersOf({})).toMatchObject({
    otherParent: 'spouse',
    householdArea: '340603',
    items: ['household', 'socialCard', 'vaccination', 'maternity'],
    payNextYear: false,
    payAtOnce: true,
    acceptLateRule: false,
    photoIds: [],
  });
});

test.each(['none', 'unavailable'] as const)('without a spouse (%s) nobody is chosen', (lookup) => {
  const alone = { ...start, spouse: null, spouseLookup: lookup };
  expect(answersOf({}, alone).otherParent).toBeUndefined();
  expect(answersOf({ otherParent: 'spouse' }, alone).otherParent).toBeUndefined();
  expect(answersOf({ otherParent: 'none' }, alone).otherParent).toBe('none');
});

test('what a draft may not say is not believed', () => {
  const answers = answersOf({ sex: 'other', householdArea: '110101', items: 'household,tax' });
  expect(answers).toMatchObject({ sex: undefined, householdArea: '340603', items: ['household'] });
});

test('an empty list of items is an answer: none of them', () => {
  expect(answersOf({ items: '' }).items).toEqual([]);
  expect(answersOf(serverDraft({ items: '' })).items).toEqual([]);
});

test('the application is sent clean, with the spouse of the registry', () => {
  expect(toSubmission(answersOf(typed), true)).toEqual({
    certificateNumber: 'T340012345',
    name: '乔一诺',
    sex: 'female',
    bornOn: '2025-11-18',
    bornAtTime: '08:26',
    otherParent: { kind: 'spouse' },
    householdArea: '340603',
    items: ['household', 'socialCard', 'vaccination', 'maternity'],
    payNextYear: false,
    acceptLateRule: false,
    photoIds: [],
  });
});

test('another parent is sent as typed, put right', () => {
  const values = {
    ...typed,
    otherParent: 'typed',
    documentType: 'residentId',
    documentNumber: '11010519491231002x',
    name: '乔 志远',
  };
  expect(toSubmission(answersOf(values), true)?.otherParent).toEqual({
    kind: 'typed',
    documentType: 'residentId',
    documentNumber: '11010519491231002X',
    name: '乔志远',
  });
});

test('what was typed is put right before it is shown again', () => {
  const values = { ...typed, name: '乔 志远', documentNumber: '11010519491231002x', items: '' };
  expect(tidied(values)).toEqual({
    ...values,
    certificateNumber: 'T340012345',
    babyName: '乔一诺',
    documentType: 'residentId',
    documentNumber: '11010519491231002X',
    name: '乔志远',
  });
  expect(tidied({ certificateNumber: '填了一半', sentAs: 'a' })).toEqual({
    certificateNumber: '填了一半',
    sentAs: 'a',
  });
});

test.each(['sex', 'bornOn', 'bornAtTime'])('without %s nothing is sent', (key) => {
  expect(toSubmission(answersOf({ ...typed, [key]: '' }), true)).toBeUndefined();
});

test('the next year is paid only while it is offered', () => {
  const answers = answersOf({ ...typed, payNextYear: 'yes' });
  expect(toSubmission(answers, true)?.payNextYear).toBe(true);
  expect(toSubmission(answers, false)?.payNextYear).toBe(false);
  expect(totalFen(chosenYears(quote, answers))).toBe(80_000);
  expect(totalFen(chosenYears({ ...quote, nextYearOffered: false }, answers))).toBe(40_000);
});

test('amounts are told apart by whether a subsidy is in them', () => {
  expect(isSubsidised(quote.years)).toBe(false);
  const [first] = quote.years;
  const fee = { standardFen: 40_000, subsidyFen: 40_000, payableFen: 0 };
  expect(isSubsidised([{ ...first!, fee }])).toBe(true);
});

test('a late year without any cover left is not spoken of as money to pay', () => {
  const [first, second] = quote.years;
  const late = { nextYearOffered: false, years: [{ ...first!, cover: null }, second!] };
  expect(chosenYears(late, { payNextYear: false })).toEqual([second]);
  expect(chosenYears({ ...late, years: [] }, { payNextYear: true })).toEqual([]);
});

test('the server keeps known answers within its limits and nothing else', () => {
  const kept = serverDraft({
    ...typed,
    sentAs: applicationId,
    anything: 'else',
    documentNumber: '',
    name: '长'.repeat(601),
  });
  expect(kept).toEqual(typed);
});

test('a draft that was sent is not offered to go on with', () => {
  expect(isUnsent(typed)).toBe(true);
  expect(isUnsent({ ...typed, sentAs: applicationId })).toBe(false);
  expect(isUnsent({})).toBe(false);
  expect(hasAnswers({ mends: applicationId })).toBe(false);
});

test('a refused application is mended with what was typed on this device', () => {
  const sent = { ...typed, documentNumber: '340603199601010020', sentAs: applicationId };
  const again = mendingDraft(approved, sent);
  expect(again).toMatchObject({
    certificateNumber: 't340012345',
    step: 'check',
    mends: applicationId,
  });
  expect(again).not.toHaveProperty('sentAs');
  expect(mendingDraft(approved, again)).toEqual(again);
});

test('what this device does not have comes from the draft the server keeps', () => {
  const saved = { ...typed, householdArea: '340621', otherParent: 'none' };
  expect(mendingDraft(approved, {}, saved)).toMatchObject({
    certificateNumber: 't340012345',
    householdArea: '340621',
  });
  const here = { ...typed, otherParent: 'spouse', sentAs: applicationId };
  expect(mendingDraft(approved, here, saved)).toMatchObject({
    otherParent: 'spouse',
    householdArea: '340621',
  });
});

test.each([
  ['the twin', { babyName: '乔一言' }],
  ['another time of birth', { bornAtTime: '08:40' }],
])('a draft about %s is left alone', (_what, change) => {
  expect(mendingDraft(approved, {}, { ...typed, ...change })).not.toHaveProperty(
    'certificateNumber',
  );
});

test('the photographs are those the application still has, as many as may be sent', () => {
  const application = { ...approved, photoIds: ['a', 'b', 'c', 'd'] };
  const here = { ...typed, photoIds: 'gone', sentAs: applicationId };
  expect(mendingDraft(application, here).photoIds).toBe('a,b,c');
  expect(mendingDraft(approved, here)).not.toHaveProperty('photoIds');
  const begun = { ...typed, photoIds: 'newer', mends: applicationId };
  expect(mendingDraft(application, begun).photoIds).toBe('newer');
});

test('on another device it begins with what the server may tell', () => {
  const photoIds = ['00000000-0000-4000-8000-0000000000f1'];
  expect(mendingDraft({ ...approved, photoIds }, { certificateNumber: 'T349999999' })).toEqual({
    babyName: '乔一诺',
    sex: 'female',
    bornOn: '2025-11-18',
    bornAtTime: '08:26',
    photoIds: photoIds[0],
    step: 'check',
    mends: applicationId,
  });
});
