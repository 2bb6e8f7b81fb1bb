import fc from 'fast-check';
import { type NewbornApplicant, type NewbornInput, readNewbornForm } from './newborn-application';
import { householdAreasOf } from '../policy/areas';
import { residentIdOf } from './testing/newborn';
import { huaibei, shanghai } from './testing/people';
import { testSeed } from './testing/seed';

const seed = testSeed();
const now = shanghai('2025-11-20');
const motherId = '340621199003070025';
const fatherId = residentIdOf('340603', '1994-06-12', '001');

const mother: NewbornApplicant = {
  sex: 'female',
  birthDate: '1990-03-07',
  documentNumber: motherId,
};
const father: NewbornApplicant = { sex: 'male', birthDate: '1994-06-12', documentNumber: fatherId };

const typed = (documentNumber: string, changes: object = {}): NewbornInput['otherParent'] => ({
  kind: 'typed',
  documentType: 'residentId',
  documentNumber,
  name: '乔志远',
  ...changes,
});

const input = (changes: Partial<NewbornInput> = {}): NewbornInput => ({
  certificateNumber: 'T340012345',
  name: '乔一诺',
  sex: 'female',
  bornOn: '2025-11-18',
  bornAtTime: '08:26',
  otherParent: typed(fatherId),
  householdArea: '340603',
  payNextYear: true,
  acceptLateRule: false,
  photoCount: 0,
  ...changes,
});

const read = (changes: Partial<NewbornInput> = {}, applicant = mother, at = now) =>
  readNewbornForm(input(changes), applicant, huaibei(2025), at);

function refusals(...args: Parameters<typeof read>) {
  const result = read(...args);
  return result.ok ? [] : result.refusals;
}

test('a good form comes back normalised', () => {
  const result = read({
    certificateNumber: ' t340 012 345 ',
    name: ' 乔 一诺 ',
    otherParent: typed(` ${fatherId.toLowerCase()} `, { name: '乔　志远' }),
    photoCount: 2,
  });
  expect(result).toEqual({
    ok: true,
    form: {
      certificateNumber: 'T340012345',
      province: '34',
      babyName: '乔一诺',
      sex: 'female',
      bornOn: '2025-11-18',
      bornAtTime: '08:26',
      otherParent: {
        kind: 'typed',
        person: { documentType: 'residentId', documentNumber: fatherId, name: '乔志远' },
      },
      householdArea: '340603',
      payNextYear: true,
      acceptLateRule: false,
      hasPhoto: true,
    },
  });
});

test.each([{ kind: 'spouse' }, { kind: 'none' }] as const)('$kind needs nothing more', (other) => {
  expect(read({ otherParent: other })).toMatchObject({ ok: true, form: { otherParent: other } });
});

test.each([
  ['the certificate', { certificateNumber: 'T34' }, 'certificateNumber', /编号/],
  ['an ID number as certificate', { certificateNumber: motherId }, 'certificateNumber', /身份证/],
  ['the name', { name: '乔' }, 'name', /两个字/],
  ['markup in the name', { name: '<b>乔一诺' }, 'name', /符号/],
  ['a day the calendar has not', { bornOn: '2025-02-29' }, 'bornOn', /日历上没有/],
  ['born tomorrow', { bornOn: '2025-11-21' }, 'bornOn', /还没有到/],
  ['born this evening', { bornOn: '2025-11-20', bornAtTime: '09:01' }, 'bornAtTime', /还没有到/],
  ['no time', { bornAtTime: '8:26' }, 'bornAtTime', /出生时间/],
  ['a time the clock has not', { bornAtTime: '24:00' }, 'bornAtTime', /出生时间/],
  ['older than a year', { bornOn: '2024-11-19' }, 'bornOn', /超过 1 岁，请到「参保缴费」办理/],
  ['no area', { householdArea: '34060' }, 'householdArea', /上户口/],
  ['an area that is none', { householdArea: '999999' }, 'householdArea', /上户口/],
  ['an area of another city', { householdArea: '340102' }, 'householdArea', /上户口/],
  ['the city and no district', { householdArea: '340600' }, 'householdArea', /上户口/],
  ['the other parent’s number', { otherParent: typed('340603') }, 'otherParent', /证件：.*18 位/],
  [
    'the other parent’s name',
    { otherParent: typed(fatherId, { name: '' }) },
    'otherParent',
    /姓名：/,
  ],
  ['oneself as the other parent', { otherParent: typed(motherId) }, 'otherParent', /您自己的证件/],
  [
    'a woman as father',
    { otherParent: typed(residentIdOf('340603', '1994-06-12', '002')) },
    'otherParent',
    /父亲一栏填的证件显示是女性/,
  ],
  [
    'another province without a photo',
    { certificateNumber: 'T320012345' },
    'photoIds',
    /外省签发的证要拍照上传，由工作人员核对/,
  ],
] as const)('%s is refused on its field', (_what, changes, field, message) => {
  const found = refusals(changes);
  expect(found).toHaveLength(1);
  expect(found[0]?.field).toBe(field);
  expect(found[0]?.message).toMatch(message);
});

test('the minute of the birth itself and the last day of the first year are allowed', () => {
  expect(refusals({ bornOn: '2025-11-20', bornAtTime: '09:00' })).toEqual([]);
  expect(refusals({ bornOn: '2024-11-20' })).toEqual([]);
  expect(refusals({ bornOn: '2024-02-29' }, mother, shanghai('2025-02-28'))).toEqual([]);
  expect(refusals({ bornOn: '2024-02-29' }, mother, shanghai('2025-03-01'))).toHaveLength(1);
});

test.each(householdAreasOf('340600'))('$name is an area of the city', ({ code }) => {
  expect(refusals({ householdArea: code })).toEqual([]);
});

test('a city without areas on file takes six digits', () => {
  const elsewhere = { ...huaibei(2025), region: '341300' };
  const messages = (householdArea: string) => {
    const result = readNewbornForm(input({ householdArea }), mother, elsewhere, now);
    return result.ok ? [] : result.refusals.map(({ message }) => message);
  };
  expect(messages('341302')).toEqual([]);
  expect(messages('34130')).toEqual(['请选择准备上户口的地方']);
});

test('100 days after the birth is not the form’s business', () => {
  expect(refusals({ bornOn: '2025-08-12' })).toEqual([]);
});

test('another province with a photo goes on to the clerk', () => {
  const result = read({ certificateNumber: 'X320101001', photoCount: 1 });
  expect(result).toMatchObject({ ok: true, form: { province: '32', hasPhoto: true } });
});

describe('the father applies', () => {
  const motherOf = (number: string, changes: object = {}) =>
    refusals({ otherParent: typed(number, { name: '唐心怡', ...changes }) }, father);

  test('the mother is typed', () => {
    expect(motherOf(motherId)).toEqual([]);
  });

  test('a man named as mother is refused', () => {
    expect(motherOf(residentIdOf('340603', '1990-01-01', '001'))).toEqual([
      { field: 'otherParent', message: '母亲一栏填的证件显示是男性，请核对证件号码' },
    ]);
  });

  test.each([
    ['2013-11-19', 11],
    ['2013-11-18', null],
    ['2025-11-18', 0],
  ])('a mother born %s was %s', (birthDate, age) => {
    const found = motherOf(residentIdOf('340603', birthDate, '002'));
    expect(found.map(({ field }) => field)).toEqual(age === null ? [] : ['otherParent']);
    if (age !== null) {
      expect(found[0]?.message).toBe(
        `按证件，母亲当时只有 ${age} 岁，请核对证件号码和宝宝的出生日期`,
      );
    }
  });

  test('a mother born after the baby is told as that', () => {
    const found = motherOf(residentIdOf('340603', '2025-11-19', '002'));
    expect(found[0]?.message).toMatch(/母亲那时还没有出生/);
  });

  test('the foreigners’ 2017 form says neither sex nor date: not judged', () => {
    expect(motherOf('USA340085010112', { documentType: 'foreignPermanent' })).toEqual([]);
  });
});

test('a verified mother who was eleven: the birth date is what can be wrong', () => {
  const girl = { ...mother, birthDate: '2013-11-20' };
  expect(refusals({}, girl)).toEqual([
    { field: 'bornOn', message: '按证件，母亲当时只有 11 岁，请核对宝宝的出生日期' },
  ]);
  expect(refusals({}, { ...mother, birthDate: '2013-11-18' })).toEqual([]);
});

test('everything wrong is told at once', () => {
  const found = refusals({
    certificateNumber: '',
    name: '',
    bornOn: '2030-01-01',
    bornAtTime: '',
    otherParent: typed('', { name: '' }),
    householdArea: '',
  });
  expect(found.map(({ field }) => field)).toEqual([
    'certificateNumber',
    'name',
    'bornAtTime',
    'bornOn',
    'otherParent',
    'otherParent',
    'householdArea',
  ]);
});

test('whatever is typed: a form or refusals in Chinese that never quote it', () => {
  const junk = fc.string({ unit: 'binary', maxLength: 60 });
  const other = fc.record({
    kind: fc.constant('typed' as const),
    documentType: fc.constantFrom('residentId' as const, 'foreignPermanent' as const),
    documentNumber: fc.oneof(junk, fc.constantFrom(motherId, fatherId)),
    name: fc.oneof(junk, fc.constant('乔志远')),
  });
  const anything = fc.record({
    certificateNumber: fc.oneof(junk, fc.constant('T340012345')),
    name: fc.oneof(junk, fc.constant('乔一诺')),
    bornOn: fc.oneof(junk, fc.constant('2025-11-18')),
    bornAtTime: fc.oneof(junk, fc.constant('08:26')),
    householdArea: fc.oneof(junk, fc.constant('340603')),
    otherParent: other,
  });
  fc.assert(
    fc.property(anything, (changes) => {
      const result = read(changes);
      if (result.ok) {
        expect(result.form.bornOn).toBe('2025-11-18');
        expect(result.form.otherParent).toMatchObject({ person: { documentNumber: fatherId } });
        return;
      }
      expect(result.refusals).not.toHaveLength(0);
      for (const { message } of result.refusals) {
        expect(message).toMatch(/[\u4e00-\u9fff]{4}/);
        expect(message).not.toContain(motherId);
        expect(message).not.toContain(fatherId);
      }
    }),
    { seed, numRuns: 1000 },
  );
});
