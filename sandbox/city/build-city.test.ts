import crypto from 'node:crypto';
import { identityCheckDigit, parseIdentityDocument } from '@yibao/shared/rules/identity-document';
import { parseMobileNumber } from '@yibao/shared/rules/phone';
import { parsePersonName } from '@yibao/shared/rules/person-name';
import { buildCity } from './build-city';
import { permitCheckDigit } from './certificate';
import { type Resident, stories } from './resident';

const startedAt = Date.parse('2025-11-20T09:00:00+08:00');
const city = buildCity(startedAt);
const people = city.list();

function hasValidNumber({ certType, certNo }: Resident): boolean {
  if (/^[A-Z]{3}\d{12}$/.test(certNo)) {
    return certType === '07' && permitCheckDigit(certNo.slice(0, 14)) === certNo.slice(14);
  }
  return (
    /^\d{17}[\dX]$/.test(certNo) && identityCheckDigit(certNo.slice(0, 17)) === certNo.slice(17)
  );
}

describe('the synthetic city', () => {
  test('has at least 560 people with valid, unique numbers', () => {
    expect(people.length).toBeGreaterThanOrEqual(560);
    expect(people.filter((each) => !hasValidNumber(each))).toEqual([]);
    expect(new Set(people.map((each) => each.certNo)).size).toBe(people.length);
    expect(new Set(people.map((each) => each.personNo)).size).toBe(people.length);
  });

  test('every name, number and phone is one the service itself accepts', () => {
    const types = {
      '01': 'residentId',
      '07': 'foreignPermanent',
      '17': 'hkMoTwResidence',
    } as const;
    for (const { name, certType, certNo, phone, birthDate } of people) {
      expect(parsePersonName(name)).toEqual({ ok: true, value: name });
      const document = parseIdentityDocument(types[certType], certNo, '2025-11-20');
      // The 15-character permit has two digits for the year, which say nothing for certain.
      const told = certNo.length === 18 ? birthDate : null;
      expect(document).toMatchObject({ ok: true, value: { birthDate: told } });
      if (phone !== null) expect(parseMobileNumber(phone)).toEqual({ ok: true, value: phone });
    }
  });

  test('is the same for the same start', () => {
    expect(buildCity(startedAt).list()).toEqual(people);
  });

  test('the first 326 people are who they have always been', () => {
    // Whole sandboxes of testers rest on these names and numbers: new people come after them.
    const text = JSON.stringify(people.slice(0, 326));
    const digest = crypto.createHash('sha256').update(text).digest('hex');
    expect(digest).toBe('36e15ec656189a0c8e8b22465eb4620a159f43bc9bd7cfd0f840442b8cc128f0');
  });

  test.each(Object.keys(stories))('has at least three people of story %s', (story) => {
    expect(people.filter((each) => each.story === story).length).toBeGreaterThanOrEqual(3);
  });

  test('numbers carry the birth date and the sex', () => {
    for (const { certNo, birthDate, sex } of people.filter((each) => each.certNo.length === 18)) {
      expect(certNo.slice(6, 14)).toBe(birthDate.replaceAll('-', ''));
      expect(Number(certNo[16]) % 2 === 1 ? 'male' : 'female').toBe(sex);
    }
  });

  test('both forms of the foreign permanent residence permit are there', () => {
    const permits = people.filter((each) => each.certType === '07').map((each) => each.certNo);
    expect(permits.some((number) => /^[A-Z]{3}\d{12}$/.test(number))).toBe(true);
    expect(permits.some((number) => /^9\d{16}[\dX]$/.test(number))).toBe(true);
  });

  test('parents are a generation older than the head, children a generation younger', () => {
    const year = ({ birthDate }: Resident): number => Number(birthDate.slice(0, 4));
    for (const head of people.filter((each) => each.role === 'head')) {
      for (const member of city.household(head.householdId)) {
        const gap = year(member) - year(head);
        if (member.role === 'father' || member.role === 'mother') expect(gap).toBeLessThan(-18);
        if (member.role === 'child') expect(gap).toBeGreaterThan(18);
      }
    }
  });

  test('the newborn is six days old and the elder of the main family is 82', () => {
    const newborn = people.find((each) => each.name === '沈念安')!;
    expect(newborn).toMatchObject({ story: 'newborn', birthDate: '2025-11-14', certType: '01' });
    const elder = people.find((each) => each.name === '许德明')!;
    expect(2025 - Number(elder.birthDate.slice(0, 4))).toBe(82);
  });

  test('broken years leave a gap of that length before 2026', () => {
    for (const years of [1, 2, 3, 4, 5]) {
      const person = people.find((each) => each.story === `broken${years}`)!;
      expect(person.insuredYears.at(-1)).toBe(2025 - years);
    }
  });
});

describe('test users', () => {
  const users = city.testUsers();

  test('the first is the main journey: nobody of the family has paid 2026', () => {
    const [main] = users;
    expect(main!.family.map(({ relation }) => relation)).toContain('mother');
    for (const { insuredYears, otherInsurance, deceased } of [
      main!.resident,
      ...main!.family.map(({ resident }) => resident),
    ]) {
      expect(insuredYears.at(-1)).toBe(2025);
      expect(otherInsurance).toBeNull();
      expect(deceased).toBe(false);
    }
  });

  test('the parents of the newborn come right after the main journey', () => {
    expect(users.slice(1, 3).map(({ key }) => key)).toEqual(['tang-xinyi', 'qiao-zhiyuan']);
    expect(users[1]!.family).toMatchObject([{ relation: 'spouse', resident: users[2]!.resident }]);
  });

  test('load users can log in and are on no list', () => {
    const load = city.loadUsers();
    expect(load).toHaveLength(240);
    const listed = new Set(users.map(({ key }) => key));
    expect(load.filter(({ key }) => listed.has(key))).toEqual([]);
    expect(load.every(({ resident }) => city.byCertificate(resident.certNo) === resident)).toBe(
      true,
    );
  });

  test('each is found by the openid of either app and has one unionid', () => {
    const everybody = [...users, ...city.loadUsers()];
    for (const user of everybody) {
      expect(city.testUserByOpenid(user.miniProgramOpenid)).toBe(user);
      expect(city.testUserByOpenid(user.officialAccountOpenid)).toBe(user);
      expect(user.miniProgramOpenid).toHaveLength(28);
    }
    const ids = everybody.flatMap((user) => [
      user.unionid,
      user.miniProgramOpenid,
      user.officialAccountOpenid,
    ]);
    expect(new Set(ids).size).toBe(everybody.length * 3);
  });

  test('exactly one is a clerk', () => {
    expect(users.filter((user) => user.isStaff).map((user) => user.key)).toEqual([
      'gao-min',
      'yu-hailan',
    ]);
  });
});
