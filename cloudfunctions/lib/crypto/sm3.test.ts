import { randomBytes } from 'node:crypto';
import { hmacSm3Hex, sm3Hex, sm3Ways } from './sm3';

test('SM3 of the standard vector', () => {
  const digest = '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0';
  expect(sm3Hex('abc')).toBe(digest);
  for (const way of Object.values(sm3Ways)) expect(way.hash('abc')).toBe(digest);
});

test('this runtime has SM3 of its own, and it is used', () => {
  expect(Object.keys(sm3Ways)).toEqual(['slow', 'native']);
});

// the lengths around a block and around what padding fits into
const texts = [
  '',
  'a',
  '医保',
  '👶'.repeat(9),
  ...[55, 56, 63, 64, 65, 1000].map((n) => 'x'.repeat(n)),
];

describe.each(Object.entries(sm3Ways))('%s agrees', (_name, way) => {
  test.each(texts)('on %p', (text) => {
    const key = randomBytes(32);
    expect(way.hash(text)).toBe(sm3Hex(text));
    expect(way.hash(Buffer.from(text, 'utf8'))).toBe(sm3Hex(text));
    expect(way.hmac(text, key)).toBe(hmacSm3Hex(text, key.toString('hex')));
  });

  test('on keys shorter and longer than a block', () => {
    for (const bytes of [1, 16, 64, 65, 200]) {
      const key = randomBytes(bytes);
      expect(way.hmac('医保', key)).toBe(hmacSm3Hex('医保', key.toString('hex')));
    }
  });
});
