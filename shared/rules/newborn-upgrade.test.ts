import fc from 'fast-check';
import { type CertifiedBaby, judgeUpgrade, type RegisteredBaby } from './newborn-upgrade';
import { residentIdOf } from './testing/newborn';
import { testSeed } from './testing/seed';

const seed = testSeed();

const baby: CertifiedBaby = {
  name: '乔一诺',
  sex: 'female',
  birthDate: '2025-11-18',
  certificateNumber: 'T340012345',
};
const number = residentIdOf('340603', '2025-11-18', '002');
const population: RegisteredBaby = {
  name: '乔一诺',
  sex: 'female',
  birthDate: '2025-11-18',
  birthCertificate: 'T340012345',
};
const judge = (changes: Partial<RegisteredBaby> | null = {}, typed = number) =>
  judgeUpgrade({ baby, number: typed, population: changes && { ...population, ...changes } });

test.each([
  ['certificate and facts fit', {}],
  ['no certificate was recorded, all facts fit', { birthCertificate: null }],
  ['the name is written with a space', { name: '乔 一诺' }],
])('%s: upgraded', (_what, changes) => {
  expect(judge(changes)).toEqual({ ok: true });
});

test.each([
  ['nobody is registered', null, number, 'notRegistered'],
  ['another certificate', { birthCertificate: 'T340012346' }, number, 'certificate'],
  ['another name', { name: '乔一言' }, number, 'otherBaby'],
  ['another sex', { sex: 'male' as const }, number, 'otherBaby'],
  ['another birth date', { birthDate: '2025-11-19' }, number, 'otherBaby'],
  ['another name, no certificate', { name: '乔一言', birthCertificate: null }, number, 'otherBaby'],
  [
    'another sex, no certificate',
    { sex: 'male' as const, birthCertificate: null },
    number,
    'otherBaby',
  ],
  [
    'another birth date, no certificate',
    { birthDate: '2025-11-19', birthCertificate: null },
    number,
    'otherBaby',
  ],
  ['a number of another day', {}, residentIdOf('340603', '2025-11-19', '002'), 'otherBaby'],
  ['a number of a boy', {}, residentIdOf('340603', '2025-11-18', '001'), 'otherBaby'],
  [
    'a number of a boy, nobody registered',
    null,
    residentIdOf('340603', '2025-11-18', '001'),
    'otherBaby',
  ],
  ['no number at all', {}, 'T340012345', 'otherBaby'],
] as const)('%s: refused', (_what, changes, typed, reason) => {
  const judged = judge(changes, typed);
  expect(judged).toMatchObject({ ok: false, reason });
  if (judged.ok) return;
  expect(judged.message).toMatch(/号码.*。$/);
  for (const secret of [number, 'T34001234', '乔一', '2025']) {
    expect(judged.message).not.toContain(secret);
  }
});

test('whatever the registration says: upgraded only when every fact fits', () => {
  const registered = fc.record({
    name: fc.constantFrom('乔一诺', '乔一言', '沈念安'),
    sex: fc.constantFrom('male' as const, 'female' as const),
    birthDate: fc.constantFrom('2025-11-17', '2025-11-18', '2024-11-18'),
    birthCertificate: fc.constantFrom(null, 'T340012345', 'T340012346'),
  });
  const typed = fc
    .tuple(fc.constantFrom('2025-11-17', '2025-11-18'), fc.constantFrom('001', '002', '004'))
    .map(([day, serial]) => residentIdOf('340603', day, serial));
  fc.assert(
    fc.property(registered, typed, (found, id) => {
      const fits =
        found.name === baby.name &&
        found.sex === baby.sex &&
        found.birthDate === baby.birthDate &&
        found.birthCertificate !== 'T340012346' &&
        id.slice(6, 14) === '20251118' &&
        Number(id.charAt(16)) % 2 === 0;
      expect(judge(found, id).ok).toBe(fits);
    }),
    { seed, numRuns: 500 },
  );
});
