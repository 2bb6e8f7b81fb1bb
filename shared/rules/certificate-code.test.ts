import fc from 'fast-check';
import { codeBytes, codeLength, groupCode, makeCode, readCode } from './certificate-code';
import { testSeed } from './testing/seed';

const seed = testSeed();

const codes = (count: number): string[] =>
  fc
    .sample(fc.uint8Array({ minLength: codeBytes, maxLength: codeBytes }), {
      seed,
      numRuns: count,
    })
    .map(makeCode);

test('every bit counts: 130 of them make 26 signs', () => {
  const zero = makeCode(new Uint8Array(codeBytes));
  const seen = new Set([zero]);
  for (let bit = 0; bit < codeBytes * 8; bit++) {
    const bytes = new Uint8Array(codeBytes);
    bytes[bit >> 3] = 1 << (7 - (bit & 7));
    seen.add(makeCode(bytes));
  }
  // the last six bits of 17 bytes are of no use
  expect(seen.size).toBe(131);
  expect(() => makeCode(new Uint8Array(codeBytes - 1))).toThrow(RangeError);
});

test('a code is read as it was made, however it was typed', () => {
  for (const code of codes(200)) {
    const printed = groupCode(code);
    expect(printed).toMatch(/^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
    const fullWidth = Array.from(printed, (sign) =>
      String.fromCharCode(sign.charCodeAt(0) + 0xfee0),
    );
    const spellings = [
      code,
      printed,
      printed.toLowerCase(),
      printed.replaceAll('-', ' '),
      ` ${printed.replaceAll('-', '\n')} `,
      printed.replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('V', 'u'),
      fullWidth.join(''),
    ];
    for (const typed of spellings) expect(readCode(typed)).toEqual({ ok: true, code });
  }
});

test('any one wrong sign and any two swapped are noticed', () => {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  for (const code of codes(4)) {
    for (let at = 0; at < codeLength; at++) {
      for (const sign of alphabet) {
        if (sign === code[at]) continue;
        const wrong = code.slice(0, at) + sign + code.slice(at + 1);
        expect(readCode(wrong)).toEqual({ ok: false, reason: 'check' });
      }
      for (let other = at + 1; other < codeLength; other++) {
        if (code[at] === code[other]) continue;
        const signs = Array.from(code);
        [signs[at], signs[other]] = [signs[other]!, signs[at]!];
        expect(readCode(signs.join(''))).toEqual({ ok: false, reason: 'check' });
      }
    }
  }
});

test.each([
  ['', 'empty'],
  [' - ', 'empty'],
  ['7K2M', 'length'],
  ['A'.repeat(10_000), 'length'],
  [`${'A'.repeat(codeLength - 1)}!`, 'signs'],
  ['验'.repeat(codeLength), 'signs'],
])('%j is no code: %s', (typed, reason) => {
  expect(readCode(typed)).toEqual({ ok: false, reason });
});
