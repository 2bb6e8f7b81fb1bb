import {
  errorList,
  identityErrors,
  identityFromDraft,
  liveNumberCheck,
  normalised,
  typedNumberWords,
} from './claimed-identity';

const typed = (documentNumber: string, name = '王小兰') => ({
  documentType: 'residentId' as const,
  name,
  documentNumber,
});

test.each(['passport', 'birthCertificate'])(
  'a draft with %s, which nobody can present, starts with the one nearly everybody has',
  (documentType) => {
    expect(identityFromDraft({ documentType })).toEqual({
      documentType: 'residentId',
      name: '',
      documentNumber: '',
    });
  },
);

test('full-width figures and a small x are put right before they are sent', () => {
  const { documentNumber, name } = normalised(typed('11010519491231002x', '王 小 兰'));
  expect(documentNumber).toBe('11010519491231002X');
  expect(name).toBe('王小兰');
});

test.each([
  ['nothing typed', typed('', ''), ['name', 'documentNumber']],
  ['a wrong check digit', typed('340621199003070026'), ['documentNumber']],
  ['15 digits', typed('340621900307002'), ['documentNumber']],
  ['markup', typed('340621199003070025', '<b>王'), ['name']],
  ['all right', typed('340621199003070025'), []],
])('%s: the wrong fields are named, in the order of the page', (_what, claimed, fields) => {
  const errors = identityErrors(claimed, '2025-11-20');
  expect(errorList({ ...errors }).map(({ fieldId }) => fieldId)).toEqual(fields);
});

test.each([
  ['18 digits in groups, to be compared', '34062119900307002X', '340621 19900307 002X'],
  ['an older number as it is', 'USA340600123456', 'USA340600123456'],
  ['nothing', '', ''],
])('%s', (_what, number, words) => {
  expect(typedNumberWords(typed(number))).toBe(words);
});

test.each([
  ['half a number', '3406211990', {}],
  ['a whole one that is right', '340621199003070025', { praise: '号码没有填错位' }],
])('%s while typing', (_what, number, said) => {
  expect(liveNumberCheck(typed(number), '2025-11-20')).toEqual(said);
});

test('a whole number that is wrong is told at once', () => {
  expect(liveNumberCheck(typed('340602202302290015')).error).toContain('日历上没有这一天');
});
