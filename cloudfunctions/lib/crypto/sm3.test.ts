import { createHash, createHmac } from 'node:crypto';
import { hmacSm3Hex, sm3Hex } from './sm3';

test('SM3 of the standard vector', () => {
  expect(sm3Hex('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
});

test.each(['', 'a', '医保', 'x'.repeat(1000)])('agrees with OpenSSL on %p', (text) => {
  const key = '0f'.repeat(32);
  expect(sm3Hex(text)).toBe(createHash('sm3').update(text).digest('hex'));
  const hmac = createHmac('sm3', Buffer.from(key, 'hex')).update(text).digest('hex');
  expect(hmacSm3Hex(text, key)).toBe(hmac);
});
