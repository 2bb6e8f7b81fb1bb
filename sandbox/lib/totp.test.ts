import { totpCode, totpSecondsLeft } from './totp';

/** RFC 6238, appendix B: the ASCII text 12345678901234567890, the last six of its eight digits. */
test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [20000000000, '353130'],
])('the RFC at %i s: %s', (seconds, code) => {
  expect(totpCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', seconds * 1000)).toBe(code);
});

test('how long a code is still shown', () => {
  expect([0, 1000, 29_999, 30_000].map(totpSecondsLeft)).toEqual([30, 29, 1, 30]);
});
