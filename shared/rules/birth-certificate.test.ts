import fc from 'fast-check';
import { parseBirthCertificateNumber } from './birth-certificate';
import { testSeed } from './testing/seed';

const seed = testSeed();

test.each([
  ['T340012345', 'T340012345', '34'],
  [' t340 012 345\n', 'T340012345', '34'],
  ['Ｔ３４００１２３４５', 'T340012345', '34'],
  ['ｔ\u3000340012345', 'T340012345', '34'],
  ['X320101001', 'X320101001', '32'],
  ['A000000000', 'A000000000', '00'],
])('%j is read', (raw, number, province) => {
  expect(parseBirthCertificateNumber(raw)).toEqual({ ok: true, value: { number, province } });
});

test.each([
  ['', 'empty', /请填写出生医学证明编号，例如 T340012345/],
  [' \u3000 ', 'empty', /请填写/],
  ['340621199003070025', 'identityNumber', /身份证号码.*出生医学证明/],
  ['34062119900307002x', 'identityNumber', /身份证/],
  ['３４０６２１１９９００３０７００２５', 'identityNumber', /身份证/],
  ['349912345', 'letter', /还有 1 个字母/],
  ['T34991234', 'length', /现在是 9 位/],
  ['T3499123456', 'length', /现在是 11 位/],
  ['34991234', 'length', /现在是 8 位/],
  ['TT40012345', 'characters', /没有别的符号/],
  ['T34001234O', 'characters', /没有别的符号/],
  ['T340-012-345', 'characters', /没有别的符号/],
  ['<b>340012345', 'characters', /1 个字母加 9 位数字/],
  ['٣340012345', 'characters', /没有别的符号/],
  ['T'.repeat(65), 'tooLong', /太长/],
  ['3'.repeat(1_000_000), 'tooLong', /太长/],
])('%j is refused: %s', (raw, reason, message) => {
  const parsed = parseBirthCertificateNumber(raw);
  expect(parsed).toMatchObject({ ok: false, reason });
  if (parsed.ok) return;
  expect(parsed.message).toMatch(message);
  expect(parsed.message).toContain('例如 T340012345');
  if (raw.trim().length > 2) expect(parsed.message).not.toContain(raw.trim());
});

test('whatever is typed: what is read is a letter and nine digits, and reads the same again', () => {
  const shaped = fc.stringMatching(/^ ?[A-Za-zＴ]? ?[0-9０-９]{8,10} ?$/);
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), shaped), (raw) => {
      const parsed = parseBirthCertificateNumber(raw);
      if (!parsed.ok) return;
      expect(parsed.value.number).toMatch(/^[A-Z]\d{9}$/);
      expect(parsed.value.province).toBe(parsed.value.number.slice(1, 3));
      expect(parseBirthCertificateNumber(parsed.value.number)).toEqual(parsed);
    }),
    { seed, numRuns: 2000 },
  );
});
