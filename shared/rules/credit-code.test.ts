import { creditCheckSign, organisationCheckSign, readCreditCode } from './credit-code';

/** Invented: of a bureau and of two companies that nobody has. */
const bureau = '11340600002999997U';
const company = (body: string) => {
  const first17 = `91340600${body}${organisationCheckSign(body)}`;
  return first17 + creditCheckSign(first17);
};
const good = company('00299001');
const other = (sign: string | undefined) => (sign === '0' ? '1' : '0');

test.each([bureau, good, company('MA2A0BCD')])('%s is right', (code) => {
  expect(readCreditCode(code)).toEqual({ ok: true, value: { code, doubt: null } });
});

test('typing habits are all right', () => {
  for (const typed of [
    ` ${bureau.toLowerCase()} `,
    '1134 0600 0029 9999 7U',
    '１１３４０６００－００２９９９９９７Ｕ',
  ]) {
    expect(readCreditCode(typed)).toEqual({ ok: true, value: { code: bureau, doubt: null } });
  }
});

test('the check signs of organisation codes: a digit, X for ten, 0 for eleven', () => {
  expect(organisationCheckSign('00299999')).toBe('7');
  const signs = new Set(
    Array.from({ length: 40 }, (_, n) => organisationCheckSign(`00299${String(900 + n)}`)),
  );
  expect(signs).toContain('X');
  expect(signs).toContain('0');
  expect(organisationCheckSign('00000000')).toBe('0');
});

test('a wrong last sign is a doubt, whichever sign it is', () => {
  for (const sign of '0123456789ABCDEFGHJKLMNPQRTUWXY') {
    const code = bureau.slice(0, -1) + sign;
    const doubt = sign === 'U' ? null : 'checkSign';
    expect(readCreditCode(code)).toEqual({ ok: true, value: { code, doubt } });
  }
});

test('one wrong sign anywhere is noticed', () => {
  for (let at = 0; at < good.length; at++) {
    const code = good.slice(0, at) + other(good[at]) + good.slice(at + 1);
    const reading = readCreditCode(code);
    expect(reading).toMatchObject({ ok: true, value: { doubt: 'checkSign' } });
  }
});

test('a code right as a whole, with an organisation code that is not', () => {
  const first17 = good.slice(0, 16) + other(good[16]);
  const code = first17 + creditCheckSign(first17);
  expect(readCreditCode(code)).toEqual({ ok: true, value: { code, doubt: 'organisationCode' } });
});

test.each([
  ['', 'empty'],
  ['   ', 'empty'],
  [bureau.slice(1), 'length'],
  [`${bureau}0`, 'length'],
  [bureau.replace('U', 'O'), 'signs'],
  [bureau.replace('U', 'S'), 'signs'],
  [bureau.replace('U', '中'), 'signs'],
  [`${bureau.slice(0, 4)}A${bureau.slice(5)}`, 'region'],
])('%p is no code: %s', (typed, reason) => {
  expect(readCreditCode(typed)).toMatchObject({ ok: false, reason });
});

test('an ID number has the shape of a code; its check signs give it away', () => {
  const reading = readCreditCode('340603199003070025');
  expect(reading).toMatchObject({ ok: true, value: { doubt: 'checkSign' } });
});
