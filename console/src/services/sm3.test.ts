import { sm3 } from 'sm-crypto-v2';
import { sm3Hex } from './sm3';

const utf8 = (text: string) => new TextEncoder().encode(text);

test('gives the digest of the standard’s first example', () => {
  expect(sm3Hex(utf8('abc'))).toBe(
    '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  );
});

test('agrees with the library of the functions at every length around a block', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000]) {
    const message = Uint8Array.from({ length }, (_, index) => (index * 37 + length) & 0xff);
    expect(sm3Hex(message)).toBe(sm3(message));
  }
});
