import { hashPassword, isPassword, makeOneTimeCode } from './password';

const cheap = { N: 2 ** 4, r: 1, p: 1 };

test('the right password and no other one', async () => {
  const hash = await hashPassword('k7mp-29xq', cheap);
  expect(hash).toMatch(/^scrypt\.16\.1\.1\.[\w-]{22}\.[\w-]{43}$/);
  expect(await isPassword('k7mp-29xq', hash)).toBe(true);
  for (const wrong of ['', 'k7mp-29xQ', 'k7mp-29xq ', 'K7MP-29XQ']) {
    expect(await isPassword(wrong, hash)).toBe(false);
  }
  expect(await hashPassword('k7mp-29xq', cheap)).not.toBe(hash);
});

test('what it costs stands in the hash, and a hash of today is dear', async () => {
  expect(await hashPassword('x')).toMatch(/^scrypt\.32768\.8\.3\./);
});

test('who has no password has no password', async () => {
  expect(await isPassword('', null)).toBe(false);
  expect(await isPassword('null', null)).toBe(false);
});

test('something else is no hash', async () => {
  await expect(isPassword('x', 'bcrypt.16.1.1.a.b')).rejects.toThrow('not a password hash');
});

test('made codes can be read off paper and differ', () => {
  const made = Array.from({ length: 200 }, makeOneTimeCode);
  expect(new Set(made).size).toBe(200);
  for (const each of made) expect(each).toMatch(/^([2-9a-hjkmnp-z]{4}-){3}[2-9a-hjkmnp-z]{4}$/);
});
