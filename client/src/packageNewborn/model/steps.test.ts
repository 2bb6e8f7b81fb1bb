import { approved, start, typed } from '../testing/examples';
import { answersFromDraft } from './answers';
import {
  correctedBy,
  firstIncomplete,
  needsPhoto,
  nextStep,
  openPlaces,
  refusalsOf,
  refusalsOfChecks,
  refusedOn,
  stepErrors,
  stepFrom,
  stepReached,
  steps,
  stepToGoOn,
} from './steps';

const facts = { today: '2025-11-20', province: '34' };
const answersOf = (values: Record<string, string>) => answersFromDraft(values, start);
const wrongOn = (step: (typeof steps)[number], values: Record<string, string>) =>
  Object.keys(stepErrors(step, answersOf(values), facts));

test('the pages follow each other and end with the check', () => {
  expect(steps.map(nextStep)).toEqual([...steps.slice(1), 'check']);
  expect(stepFrom('household')).toBe('household');
  expect(stepFrom('anything')).toBe('certificate');
});

test.each([
  ['no number', {}, ['certificate-number']],
  ['an ID number', { certificateNumber: '340603202402290019' }, ['certificate-number']],
  ['of another province, no photo', { certificateNumber: 'T320012345' }, ['photos']],
  ['of another province, with photo', { certificateNumber: 'T320012345', photoIds: 'a' }, []],
  ['of this province', { certificateNumber: 'T340012345' }, []],
])('certificate: %s', (_what, values: Record<string, string>, fields) => {
  expect(wrongOn('certificate', values)).toEqual(fields);
});

test('where the province is not known the server judges', () => {
  expect(needsPhoto('T320012345', undefined)).toBe(false);
  expect(needsPhoto('T32', '34')).toBe(false);
});

test.each([
  ['nothing', {}, ['baby-name', 'sex', 'born-on', 'born-at-time']],
  ['born tomorrow', { ...typed, bornOn: '2025-11-21' }, ['born-on']],
  ['a day that is not', { ...typed, bornOn: '2025-02-29' }, ['born-on']],
  ['a time that is not', { ...typed, bornAtTime: '24:00' }, ['born-at-time']],
  ['markup as a name', { ...typed, babyName: '<b>' }, ['baby-name']],
  ['born today', { ...typed, bornOn: '2025-11-20' }, []],
])('baby: %s', (_what, values: Record<string, string>, fields) => {
  expect(wrongOn('baby', values)).toEqual(fields);
});

test('the other parent is judged only where it was typed', () => {
  const wrong = { documentNumber: '340602202302290015', name: '乔志远' };
  expect(wrongOn('otherParent', wrong)).toEqual([]);
  expect(wrongOn('otherParent', { ...wrong, otherParent: 'typed' })).toEqual(['documentNumber']);
  const alone = answersFromDraft({}, { ...start, spouse: null });
  expect(Object.keys(stepErrors('otherParent', alone, facts))).toEqual(['other-parent']);
});

test('one goes on at the first page with something missing', () => {
  expect(firstIncomplete(answersOf({}), facts)).toBe('certificate');
  expect(firstIncomplete(answersOf({ certificateNumber: 'T340012345' }), facts)).toBe('baby');
  expect(firstIncomplete(answersOf(typed), facts)).toBe('check');
  expect(openPlaces(answersOf(typed), facts)).toEqual([]);
});

test('one goes on at the first page nobody has seen, with nothing missing before it', () => {
  const opened = (kept: string | undefined, values: Record<string, string>) =>
    stepToGoOn(kept, answersOf(values), facts);
  expect(opened('otherParent', typed)).toBe('otherParent');
  expect(opened('check', typed)).toBe('check');
  expect(opened('check', { ...typed, sex: '' })).toBe('baby');
  expect(opened(undefined, typed)).toBe('certificate');
});

test('a page seen once stays seen', () => {
  expect(stepReached('certificate', undefined)).toBe('baby');
  expect(stepReached('certificate', 'items')).toBe('items');
  expect(stepReached('items', 'items')).toBe('check');
  expect(stepReached('check', 'check')).toBe('check');
});

test('a change takes back what was wrong with its own fields', () => {
  expect(correctedBy({ bornOn: '2025-11-18' })).toEqual(['baby-form', 'born-on']);
  expect(correctedBy({ documentType: 'residentId' })).toContain('documentNumber');
  expect(correctedBy({ anything: '' })).toEqual([]);
});

test('every field a page can find wrong has an answer that corrects it', () => {
  const empty = answersFromDraft({}, { ...start, spouse: null, householdAreas: [] });
  const typedParent = { ...empty, otherParent: 'typed' as const };
  const wrong = [empty, typedParent].flatMap((answers) => openPlaces(answers, facts));
  const keys = [
    ...['certificateNumber', 'babyName', 'sex', 'bornOn', 'bornAtTime', 'otherParent'],
    ...['documentNumber', 'name', 'householdArea'],
  ];
  const corrected = correctedBy(Object.fromEntries(keys.map((key) => [key, ''])));
  expect(wrong.filter(({ fieldId }) => !corrected.includes(fieldId))).toEqual([]);
});

test('every refused field stands on the page that asks for it, in the order of the pages', () => {
  const message = '改一下';
  const refusals = refusalsOf(
    [
      'payNextYear',
      'otherParent.documentNumber',
      'otherParent',
      'bornOn',
      'requestId',
      'certificateNumber',
    ].map((field) => ({ field, message })),
  );
  expect(refusals.map(({ step, fieldId }) => [step, fieldId])).toEqual([
    ['certificate', 'certificate-number'],
    ['baby', 'born-on'],
    ['otherParent', 'documentNumber'],
    ['otherParent', 'other-parent'],
    ['items', 'pay-next-year'],
  ]);
  expect(refusedOn('otherParent', refusals)).toEqual({
    documentNumber: message,
    'other-parent': message,
  });
});

test('a part of the other parent that no page knows stands at the whole question', () => {
  expect(refusalsOf([{ field: 'otherParent.kind', message: '' }])[0]?.fieldId).toBe('other-parent');
});

test('a refused check leads to the answer that disagrees, with how to mend it', () => {
  const [check] = approved.checks;
  const wrong = { ...check!, result: 'mismatch' as const, sentence: '对不上', mend: null };
  expect(
    refusalsOfChecks([
      { ...wrong, check: 'baby', mend: '对照证改名字' },
      { ...wrong, check: 'area' },
      { ...wrong, check: 'duplicate' },
      { ...wrong, check: 'parents', result: 'passed' },
    ]),
  ).toEqual([
    { step: 'baby', fieldId: 'baby-form', message: '对照证改名字' },
    { step: 'household', fieldId: 'household-area', message: '对不上' },
  ]);
});
