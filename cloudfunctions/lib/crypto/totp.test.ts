import { makeTotpSecret, totpStep, totpUri } from './totp';

/** RFC 6238, appendix B: the ASCII text 12345678901234567890, the last six of its eight digits. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
])('the RFC at %i s: %s', (seconds, code) => {
  expect(totpStep(secret, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
});

test('one step early or late is the same code of its own step; two are none', () => {
  const step = Math.floor(1234567890 / 30);
  const at = (steps: number) => totpStep(secret, '005924', (1234567890 + steps * 30) * 1000);
  expect([at(-2), at(-1), at(0), at(1), at(2)]).toEqual([null, step, step, step, null]);
});

test.each(['', '05924', '0005924', ' 005924', '00592４', 'abcdef', '005924\n'])(
  '%j is no code',
  (code) => {
    expect(totpStep(secret, code, 1234567890_000)).toBeNull();
  },
);

test('secrets are 160 bits, each another one, and an authenticator can scan them', () => {
  const made = Array.from({ length: 20 }, makeTotpSecret);
  expect(new Set(made).size).toBe(20);
  for (const each of made) expect(each).toMatch(/^[A-Z2-7]{32}$/);
  const uri = new URL(totpUri(secret, 'anhe-01'));
  expect(uri.protocol).toBe('otpauth:');
  expect(uri.searchParams.get('secret')).toBe(secret);
  expect(uri.searchParams.get('digits')).toBe('6');
  expect(uri.searchParams.get('period')).toBe('30');
  expect(uri.searchParams.get('algorithm')).toBe('SHA1');
  expect(decodeURIComponent(uri.pathname)).toContain('anhe-01');
});
