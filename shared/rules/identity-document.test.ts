import fc from 'fast-check';
import type { ClaimableDocumentType } from './facts';
import { identityCheckDigit, parseIdentityDocument } from './identity-document';
import { testSeed } from './testing/seed';

const seed = testSeed();

test.each([
  ['residentId', '340603202402290019', '2024-02-29', 'male', '340603'],
  ['residentId', '340621199003070025', '1990-03-07', 'female', '340621'],
  ['hkMoTwResidence', '810000198501150013', '1985-01-15', 'male', '810000'],
  ['hkMoTwResidence', '830000200002290023', '2000-02-29', 'female', '830000'],
  ['foreignPermanent', '934840198501010016', '1985-01-01', null, null],
  ['foreignPermanent', 'USA340085010112', null, null, null],
] as const)('%s %s is read', (type, number, birthDate, sex, regionCode) => {
  expect(parseIdentityDocument(type, number, '2025-11-20')).toEqual({
    ok: true,
    value: { type, number, birthDate, sex, regionCode },
  });
});

const endsInX = '34060219900307002';
test.each([
  [' 340621 19900307 0025 ', '340621199003070025'],
  ['３４０６２１１９９００３０７００２５', '340621199003070025'],
  ['340621\u3000199003070025', '340621199003070025'],
])('%s is normalised', (raw, number) => {
  expect(parseIdentityDocument('residentId', raw)).toMatchObject({ ok: true, value: { number } });
});

test.each(['x', 'X', 'ｘ', 'Ｘ', '×'])('a check digit typed as %s is X', (typed) => {
  let first17 = endsInX;
  for (let serial = 2; identityCheckDigit(first17) !== 'X'; serial += 1) {
    first17 = `34060219900307${String(serial).padStart(3, '0')}`;
  }
  expect(parseIdentityDocument('residentId', first17 + typed)).toMatchObject({
    ok: true,
    value: { number: `${first17}X` },
  });
});

test('letters of the 2017 form may be small', () => {
  expect(parseIdentityDocument('foreignPermanent', 'usa340085010112')).toMatchObject({
    ok: true,
    value: { number: 'USA340085010112' },
  });
});

const refusals: [ClaimableDocumentType, string, string, RegExp][] = [
  ['residentId', '', 'empty', /请填写居民身份证号码/],
  ['residentId', ' \u3000', 'empty', /请填写/],
  ['residentId', '340621900307002', 'fifteenDigits', /第一代身份证已停用.*18 位/],
  ['residentId', '34062119900307002', 'length', /现在是 17 位/],
  ['residentId', '3406211990030700255', 'length', /现在是 19 位/],
  ['residentId', '3'.repeat(10_000), 'length', /填得太长/],
  ['residentId', '34062119900307002A', 'characters', /最后一位可以是 X/],
  ['residentId', '3406211990030X0025', 'characters', /只能是数字/],
  ['residentId', '040621199003070025', 'characters', /第一位不是 0/],
  ['residentId', '<b>621199003070025', 'characters', /只能是数字/],
  ['residentId', '340602202302290015', 'birthDate', /日历上没有这一天/],
  ['residentId', '340602189912310010', 'birthDate', /出生日期/],
  ['residentId', '340621199003070026', 'checkDigit', /填错/],
  ['residentId', '340621199013070025', 'birthDate', /出生日期/],
  ['residentId', '810000198501150013', 'otherDocumentType', /改选为“港澳台居民居住证”/],
  ['residentId', '934840198501010016', 'otherDocumentType', /改选为“外国人永久居留身份证”/],
  ['residentId', 'USA340085010112', 'otherDocumentType', /改选为“外国人永久居留身份证”/],
  ['residentId', 'H12345678', 'length', /18 位/],
  ['hkMoTwResidence', '340621199003070025', 'otherDocumentType', /改选为“居民身份证”/],
  ['hkMoTwResidence', '934840198501010016', 'otherDocumentType', /外国人永久居留身份证/],
  ['hkMoTwResidence', 'H12345678', 'otherDocumentType', /通行证/],
  ['hkMoTwResidence', '12345678', 'otherDocumentType', /通行证/],
  ['hkMoTwResidence', '810000198501150014', 'checkDigit', /填错/],
  ['hkMoTwResidence', '820000198502300013', 'birthDate', /日历上没有/],
  ['hkMoTwResidence', '340621900307002', 'length', /18 位/],
  ['foreignPermanent', '340621199003070025', 'otherDocumentType', /改选为“居民身份证”/],
  ['foreignPermanent', '810000198501150013', 'otherDocumentType', /港澳台居民居住证/],
  ['foreignPermanent', '934840198501010017', 'checkDigit', /填错/],
  ['foreignPermanent', 'US3340085010112', 'length', /旧版是 3 个字母加 12 位数字/],
  ['foreignPermanent', '123456789012345', 'length', /现在是 15 位/],
];
test.each(refusals)('%s %s is refused: %s', (type, raw, reason, message) => {
  const parsed = parseIdentityDocument(type, raw);
  expect(parsed).toMatchObject({ ok: false, reason });
  if (!parsed.ok) expect(parsed.message).toMatch(message);
});

test('a birth date after today is refused only when today is known', () => {
  const first17 = '34060320300101001';
  const number = first17 + identityCheckDigit(first17);
  expect(parseIdentityDocument('residentId', number).ok).toBe(true);
  expect(parseIdentityDocument('residentId', number, '2030-01-01').ok).toBe(true);
  expect(parseIdentityDocument('residentId', number, '2029-12-31')).toMatchObject({
    ok: false,
    reason: 'futureBirthDate',
  });
});

test('a refusal never repeats what was typed', () => {
  for (const [type, raw] of refusals.filter(([, typed]) => typed.length >= 15)) {
    const parsed = parseIdentityDocument(type, raw);
    if (!parsed.ok) expect(parsed.message).not.toContain(raw.trim());
  }
});

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length });
const birth = fc
  .integer({ min: Date.UTC(1930, 0, 1), max: Date.UTC(2025, 10, 20) })
  .map((ms) => new Date(ms).toISOString().slice(0, 10).replaceAll('-', ''));
const prefixes: Record<ClaimableDocumentType, fc.Arbitrary<string>> = {
  residentId: fc.constantFrom('340602', '340603', '340604', '340621', '110105', '650102'),
  hkMoTwResidence: fc.constantFrom('810000', '820000', '830000'),
  foreignPermanent: digits(5).map((tail) => `9${tail.join('')}`),
};

test.each(Object.entries(prefixes))('%s: every single wrong digit is noticed', (name, prefix) => {
  const type = name as ClaimableDocumentType;
  const number = fc
    .tuple(prefix, birth, digits(3))
    .map(([region, date, serial]) => region + date + serial.join(''))
    .map((first17) => first17 + identityCheckDigit(first17));
  fc.assert(
    fc.property(number, (right) => {
      expect(parseIdentityDocument(type, right).ok).toBe(true);
      for (let at = 0; at < 18; at += 1) {
        for (const char of at === 17 ? '0123456789X' : '0123456789') {
          if (char === right[at]) continue;
          const wrong = right.slice(0, at) + char + right.slice(at + 1);
          expect(parseIdentityDocument(type, wrong).ok).toBe(false);
        }
      }
    }),
    { seed },
  );
});
