import { readCreditCode } from '@yibao/shared/rules/credit-code';
import { parsePersonName } from '@yibao/shared/rules/person-name';
import { sandboxOrganisations, sandboxTotpSecret } from './organisations';

const all = sandboxOrganisations('all');
const distinct = (values: string[]) => new Set(values).size;

test('forty-nine: four insurers and forty-five employers, each with a right code of its own', () => {
  expect(all).toHaveLength(49);
  expect(all.filter(({ kind }) => kind === 'insurer')).toHaveLength(4);
  expect(distinct(all.map(({ name }) => name))).toBe(49);
  expect(distinct(all.map(({ creditCode }) => creditCode))).toBe(49);
  expect(distinct(all.map(({ agreementNumber }) => agreementNumber))).toBe(49);
  for (const { creditCode } of all) {
    expect(readCreditCode(creditCode)).toEqual({
      ok: true,
      value: { code: creditCode, doubt: null },
    });
  }
});

test('a handful have two clerks each, one asks by its own system', () => {
  const clerks = all.flatMap((each) => each.clerks);
  expect(all.filter((each) => each.clerks.length > 0)).toHaveLength(7);
  expect(distinct(clerks.map(({ login }) => login))).toBe(clerks.length);
  expect(clerks.filter(({ kind }) => kind === 'api').map(({ login }) => login)).toEqual([
    'xiangshan-api',
  ]);
  for (const { login, name, kind } of clerks) {
    expect(login).toMatch(/^[a-z0-9][a-z0-9._-]{3,39}$/);
    if (kind === 'person') expect(parsePersonName(name)).toMatchObject({ ok: true });
  }
});

test('few are enough for a test: an insurer with its system, two employers with clerks', () => {
  const few = sandboxOrganisations('few');
  expect(few.map(({ kind, clerks }) => [kind, clerks.length])).toEqual([
    ['insurer', 3],
    ['employer', 2],
    ['employer', 2],
  ]);
});

test('the secret says what it is', () => {
  expect(sandboxTotpSecret).toMatch(/^[A-Z2-7]{32}$/);
  expect(sandboxTotpSecret).toContain('SANDBOX');
});
