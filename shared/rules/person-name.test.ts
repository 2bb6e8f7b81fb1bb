import fc from 'fast-check';
import { parsePersonName } from './person-name';
import { testSeed } from './testing/seed';

const seed = testSeed();

test.each([
  ['王小兰', '王小兰'],
  ['  王小兰\n', '王小兰'],
  ['王 兰', '王兰'],
  ['王\u3000\u3000兰', '王兰'],
  ['买买提·艾力', '买买提·艾力'],
  ['买买提•艾力', '买买提·艾力'],
  ['买买提・艾力', '买买提·艾力'],
  ['买买提 ‧ 艾力', '买买提·艾力'],
  ['买买提.艾力', '买买提·艾力'],
  ['买买提．艾力', '买买提·艾力'],
  ['𠮷野䶮', '𠮷野䶮'],
  ['㛃〇', '㛃〇'],
  ['\u{30EDD}\u{30EDE}', '\u{30EDD}\u{30EDE}'],
  ['⼥⼦', '女子'],
  ['Maria  Garcia', 'Maria Garcia'],
  ['Ｍａｒｉａ', 'Maria'],
  ['O’Neil-Smith Jr.', "O'Neil-Smith Jr."],
  ['Jose\u0301', 'José'],
  ['Nguyễn', 'Nguyễn'],
  ['李 Mary', '李 Mary'],
  ['兰'.repeat(50), '兰'.repeat(50)],
])('%s is read as %s', (raw, value) => {
  expect(parsePersonName(raw)).toEqual({ ok: true, value });
});

test.each([
  ['', 'empty'],
  [' \u3000 ', 'empty'],
  ['王', 'tooShort'],
  ['𠮷', 'tooShort'],
  ['·', 'tooShort'],
  ['A.', 'tooShort'],
  ['兰'.repeat(51), 'tooLong'],
  ['兰'.repeat(100_000), 'tooLong'],
  ['<b>王兰</b>', 'markup'],
  ['王＜兰', 'markup'],
  ['王兰&amp;', 'markup'],
  ['王兰"', 'markup'],
  ['王兰2', 'digit'],
  ['王兰２', 'digit'],
  ['王兰😀', 'emoji'],
  ['王兰❤', 'emoji'],
  ['👨\u200D👩\u200D👧兰兰', 'emoji'],
  ['王\u200B兰', 'control'],
  ['王\u0000兰', 'control'],
  ['王\t兰', 'control'],
  ['王\u202E兰', 'control'],
  ['王兰\u{E0100}', 'control'],
  ['王\uD800兰', 'control'],
  ['王\uE123兰', 'rareCharacter'],
  ['王兰，', 'character'],
  ['Иван Петров', 'character'],
  ['王兰！', 'character'],
  ['·王兰', 'separator'],
  ['王兰-', 'separator'],
  ["O''Neil", 'separator'],
  ['买买提··艾力', 'separator'],
])('%j is refused: %s', (raw, reason) => {
  const parsed = parsePersonName(raw);
  expect(parsed).toMatchObject({ ok: false, reason });
  if (!parsed.ok) expect(parsed.message).toMatch(/[\u4e00-\u9fff]{4}/);
});

test('whatever is typed: what is read is clean, and reading it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (raw) => {
      const parsed = parsePersonName(raw);
      if (!parsed.ok) return;
      expect(parsed.value).not.toMatch(/[<>&"0-9\p{Cc}\p{Cf}]/u);
      expect(parsePersonName(parsed.value)).toEqual(parsed);
    }),
    { seed, numRuns: 2000 },
  );
});

test('names of any Chinese letters are read as they are', () => {
  const letters = fc.array(fc.integer({ min: 0x4e00, max: 0x9fff }), {
    minLength: 2,
    maxLength: 50,
  });
  fc.assert(
    fc.property(letters, (codes) => {
      const value = String.fromCodePoint(...codes);
      expect(parsePersonName(` ${value} `)).toEqual({ ok: true, value });
    }),
    { seed },
  );
});
