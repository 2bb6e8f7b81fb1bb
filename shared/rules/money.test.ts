import fc from 'fast-check';
import {
  fenToSignedYuanText,
  fenToYuanText,
  formatSignedYuan,
  formatYuan,
  signedYuanTextToFen,
  yuanTextToFen,
} from './money';
import { testSeed } from './testing/seed';

const seed = testSeed();

test.each([
  [40000, '400 元', '400.00'],
  [40050, '400.50 元', '400.50'],
  [5, '0.05 元', '0.05'],
  [0, '0 元', '0.00'],
  [110000, '1100 元', '1100.00'],
  [10000000, '100000 元', '100000.00'],
])('%i fen: %s, on the wire %s', (fen, shown, wire) => {
  expect(formatYuan(fen)).toBe(shown);
  expect(fenToYuanText(fen)).toBe(wire);
  expect(yuanTextToFen(wire)).toBe(fen);
});

test.each([0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d fen is refused', (fen) => {
  expect(() => formatYuan(fen)).toThrow(RangeError);
  expect(() => fenToYuanText(fen)).toThrow(RangeError);
});

test.each([
  '400',
  '400.0',
  '400.000',
  '-1.00',
  '+1.00',
  ' 400.00',
  '4e2.00',
  '1,000.00',
  '.50',
  '',
])('wire amount "%s" is refused', (text) => {
  expect(() => yuanTextToFen(text)).toThrow(RangeError);
});

test('an amount too large to be exact is refused', () => {
  expect(yuanTextToFen('90071992547409.91')).toBe(Number.MAX_SAFE_INTEGER);
  expect(() => yuanTextToFen('90071992547409.92')).toThrow(RangeError);
});

test('every amount survives the wire', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (fen) => {
      expect(yuanTextToFen(fenToYuanText(fen))).toBe(fen);
    }),
    { seed },
  );
});

test.each([
  ['-12.50', -1250, '-12.50 元'],
  ['-0.00', 0, '0 元'],
  ['12.00', 1200, '12 元'],
])('signed %s is %i fen', (text, fen, words) => {
  expect(signedYuanTextToFen(text)).toBe(fen);
  expect(formatSignedYuan(fen)).toBe(words);
  if (fen !== 0) expect(fenToSignedYuanText(fen)).toBe(text);
});

test.each(['--1.00', '+1.00', '-', '- 1.00'])('signed "%s" is refused', (text) => {
  expect(() => signedYuanTextToFen(text)).toThrow(RangeError);
});
