import { createCertificates } from '@yibao/sandbox/city/certificate';
import { type CityContext, counties, makeResident } from '@yibao/sandbox/city/person-plan';
import { seededRandom } from '@yibao/sandbox/city/random';
import { makeName, pickSurname } from '@yibao/sandbox/city/names';
import { type Resident, type ResidentDirectory, type TestUser } from '@yibao/sandbox/city/resident';

const benchSeed = 20_251_120;
/** Person numbers and phones end in four digits. */
const maxPeople = 9_999;

/** @returns key of the test user who makes journey number `index` */
export const payerKey = (index: number): string => `bench-${String(index).padStart(4, '0')}`;

const openid = (app: string, key: string): string => `osandbox-${app}-${key}`.padEnd(28, '0');

/** @returns one more resident whose document nobody in the city holds */
function newResident(
  city: CityContext,
  base: ResidentDirectory,
  role: 'head' | 'mother',
  householdId: string,
): Resident {
  const { random } = city;
  const year = role === 'head' ? random.between(1975, 1995) : random.between(1946, 1955);
  const day = String(random.between(1, 28)).padStart(2, '0');
  const month = String(random.between(1, 12)).padStart(2, '0');
  const plan = {
    name: makeName(random, 'female', year, pickSurname(random)),
    sex: 'female' as const,
    birthDate: `${year}-${month}-${day}`,
    role,
    story: 'insuredLastYear' as const,
  };
  const county = random.pick(counties);
  for (let attempt = 0; attempt < 10; attempt++) {
    const resident = makeResident(plan, householdId, county, city);
    if (!base.byCertificate(resident.certNo)) return resident;
  }
  throw new Error('no free document number');
}

/**
 * The sandbox's city with more people: so many daughters with a WeChat account, each with a
 * mother, all insured last year and not yet for 2026.
 */
export function enlargeCity(
  base: ResidentDirectory,
  startedAt: number,
  payers: number,
): ResidentDirectory {
  let number = base.list().length;
  if (number + payers * 2 > maxPeople) throw new RangeError(`too many payers: ${payers}`);
  const random = seededRandom(benchSeed);
  const certificates = createCertificates();
  const city: CityContext = { startedAt, random, certificates, nextNumber: () => ++number };
  const users = Array.from({ length: payers }, (_, index): TestUser => {
    const key = payerKey(index);
    const resident = newResident(city, base, 'head', `B${index}`);
    const mother = newResident(city, base, 'mother', `B${index}`);
    return {
      key,
      resident,
      situation: '',
      unionid: openid('id', key).replace('osandbox', 'usandbox'),
      miniProgramOpenid: openid('mp', key),
      officialAccountOpenid: openid('oa', key),
      isStaff: false,
      family: [{ relation: 'mother', resident: mother }],
    };
  });
  const people = users.flatMap(({ resident, family }) => [
    resident,
    ...family.map((f) => f.resident),
  ]);
  return addPeople(base, people, users);
}

function addPeople(
  base: ResidentDirectory,
  people: Resident[],
  users: TestUser[],
): ResidentDirectory {
  const byCertificate = new Map(people.map((each) => [each.certNo, each]));
  const byPersonNo = new Map(people.map((each) => [each.personNo, each]));
  const byOpenid = new Map(users.map((user) => [user.miniProgramOpenid, user]));
  return {
    ...base,
    list: () => [...base.list(), ...people],
    byCertificate: (certNo) => byCertificate.get(certNo) ?? base.byCertificate(certNo),
    byPersonNo: (personNo) => byPersonNo.get(personNo) ?? base.byPersonNo(personNo),
    household: (id) => [...base.household(id), ...people.filter((p) => p.householdId === id)],
    testUsers: () => [...base.testUsers(), ...users],
    testUserByOpenid: (id) => byOpenid.get(id) ?? base.testUserByOpenid(id),
  };
}
