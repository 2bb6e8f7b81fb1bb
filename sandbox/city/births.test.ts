import { addDays } from '@yibao/shared/rules/dates';
import { parsePersonName } from '@yibao/shared/rules/person-name';
import { isoDate, minuteMs, wireTime } from '../lib/time';
import { isIssuedHere } from './births';
import { buildCity } from './build-city';
import { householdHardship } from './hardship';
import { type Birth, type TestUser } from './resident';

const startedAt = Date.parse('2025-11-20T09:00:00+08:00');
const city = buildCity(startedAt);
const births = city.births();

const userOf = (key: string): TestUser => city.testUsers().find((user) => user.key === key)!;
const birthsOf = (key: string): Birth[] => {
  const { personNo } = userOf(key).resident;
  return births.filter((each) => [each.mother.personNo, each.father?.personNo].includes(personNo));
};

test('certificate numbers have the printed form, are unique and findable', () => {
  for (const birth of births) {
    expect(birth.certificateNumber).toMatch(/^T3[24]\d{7}$/);
    expect(city.birthByCertificate(birth.certificateNumber)).toBe(birth);
  }
  expect(new Set(births.map((each) => each.certificateNumber)).size).toBe(births.length);
});

test('every baby has a name the service accepts and grown parents of the right sex', () => {
  for (const { babyName, mother, father, bornAt } of births) {
    expect(parsePersonName(babyName)).toEqual({ ok: true, value: babyName });
    expect(mother.sex).toBe('female');
    expect(father?.sex ?? 'male').toBe('male');
    const grown = addDays(isoDate(bornAt), -18 * 366);
    for (const parent of [mother, father]) expect((parent?.birthDate ?? '') < grown).toBe(true);
    expect(bornAt).toBeLessThan(startedAt);
  }
});

test('babies without an ID number are nobody in the city yet', () => {
  const names = new Set(city.list().map((each) => each.certNo));
  const without = births.filter((each) => each.babyResident === null);
  expect(without.every((each) => !names.has(each.certificateNumber))).toBe(true);
  expect(births.filter((each) => each.babyResident !== null)).toMatchObject([
    { babyName: '沈念安', mother: { name: '陆雨桐' }, father: { name: '沈文博' } },
  ]);
});

test('the main baby was born two days ago at 08:26', () => {
  expect(birthsOf('tang-xinyi')).toEqual(birthsOf('qiao-zhiyuan'));
  const [baby] = birthsOf('tang-xinyi');
  expect(baby).toMatchObject({ babyName: '乔一诺', sex: 'female', edition: 7, county: '340603' });
  expect(wireTime(baby!.bornAt)).toBe('2025-11-18 08:26:00');
});

test('the twins were born twenty minutes apart, on two days', () => {
  const [first, second] = birthsOf('bai-ruolan');
  expect(second!.bornAt - first!.bornAt).toBe(20 * minuteMs);
  expect(isoDate(second!.bornAt)).toBe(addDays(isoDate(first!.bornAt), 1));
  expect(second!.certificateNumber).not.toBe(first!.certificateNumber);
});

test.each([
  ['wen-suqing', (birth: Birth) => !isIssuedHere(birth.certificateNumber)],
  ['mo-qiuyue', (birth: Birth) => isoDate(birth.bornAt) === addDays(isoDate(startedAt), -100)],
  ['ouyang-jing', (birth: Birth) => birth.father === null],
  ['meng-fanying', (birth: Birth) => birth.status === 'voided'],
  ['xia-wanrou', (birth: Birth) => birth.edition === 6 && birth.issuedOn === '2023-06-01'],
  ['yan-lirong', (birth: Birth) => birth.firstHouseholdFlaw !== null],
  ['shao-xiaoli', ({ mother }: Birth) => !mother.householdRegion?.startsWith('3406')],
])('%s has the birth her story tells', (key, fits) => {
  expect(birthsOf(key).filter(fits)).toHaveLength(1);
});

test('head and spouse are married to each other, unless they never registered it', () => {
  const [mother, father] = [userOf('tang-xinyi').resident, userOf('qiao-zhiyuan').resident];
  expect(city.marriageOf(mother.personNo)?.spouse).toBe(father);
  expect(city.marriageOf(father.personNo)?.spouse).toBe(mother);
  expect(city.marriageOf(userOf('bi-xiaoyun').resident.personNo)).toBeUndefined();
  expect(city.marriageOf(userOf('ouyang-jing').resident.personNo)).toBeUndefined();
  for (const { householdId, role } of city.list().filter((each) => each.deceased)) {
    const other = city.household(householdId).find((each) => each.role !== role);
    expect(city.marriageOf(other?.personNo ?? '')?.spouse.deceased ?? false).toBe(false);
  }
});

test('a household’s hardship list is the same for each member, and each record once', () => {
  const [birth] = birthsOf('ji-chunni');
  const records = householdHardship(city, birth!.mother.householdId);
  expect(records).toEqual([{ identity: 'minimumLiving', from: '2023-01-01', to: null }]);
  expect(householdHardship(city, userOf('tang-xinyi').resident.householdId)).toEqual([]);
});

test('there are enough plain couples with a newborn for a load of 100', () => {
  const load = city.loadUsers().map(({ resident }) => resident.personNo);
  const theirs = births.filter((each) => load.includes(each.mother.personNo));
  expect(theirs.length).toBeGreaterThanOrEqual(110);
  for (const { father, mother, status, edition } of theirs) {
    expect({ status, edition }).toEqual({ status: 'valid', edition: 7 });
    expect(load).toContain(father!.personNo);
    expect(city.marriageOf(mother.personNo)?.spouse).toBe(father);
  }
});
