import { dayMs, isoDate } from '../lib/time';
import { createCertificates } from './certificate';
import { type CityContext, counties, makeResident } from './person-plan';
import { planRandomFamilies } from './random-families';
import { type Resident, type ResidentDirectory, type TestUser } from './resident';
import { type PlannedFamily, plannedFamilies } from './test-families';
import { seededRandom } from './random';

/** The city's own number, so that every data folder has the same people. */
const citySeed = 340_600;
const newbornAgeDays = 6;

function openid(app: 'mp' | 'oa', key: string): string {
  return `osandbox-${app}-${key}`.padEnd(28, '0').slice(0, 28);
}

function makeFamily(
  family: PlannedFamily,
  householdId: string,
  city: CityContext,
): { people: Resident[]; users: TestUser[] } {
  const byKey = new Map(
    family.members.map(({ key, ...plan }) => [
      key,
      makeResident(plan, householdId, family.county, city),
    ]),
  );
  const find = (key: string): Resident => {
    const resident = byKey.get(key);
    if (!resident) throw new Error(`no such family member: ${key}`);
    return resident;
  };
  const users = family.users.map((user) => ({
    key: user.key,
    resident: find(user.key),
    situation: user.situation,
    unionid: openid('oa', user.key).replace('osandbox-oa', 'usandbox-id'),
    miniProgramOpenid: openid('mp', user.key),
    officialAccountOpenid: openid('oa', user.key),
    isStaff: user.isStaff ?? false,
    family: user.family.map(({ relation, key }) => ({ relation, resident: find(key) })),
  }));
  return { people: [...byKey.values()], users };
}

function makeDirectory(people: Resident[], users: TestUser[]): ResidentDirectory {
  const byCertificate = new Map(people.map((each) => [each.certNo, each]));
  const byPersonNo = new Map(people.map((each) => [each.personNo, each]));
  const byOpenid = new Map(
    users.flatMap((user) => [
      [user.miniProgramOpenid, user] as const,
      [user.officialAccountOpenid, user] as const,
    ]),
  );
  return {
    list: () => people,
    byCertificate: (certNo) => byCertificate.get(certNo),
    byPersonNo: (personNo) => byPersonNo.get(personNo),
    household: (householdId) => people.filter((each) => each.householdId === householdId),
    testUsers: () => users,
    testUserByOpenid: (id) => byOpenid.get(id),
  };
}

/**
 * Builds the synthetic city: the same people for the same start, over 320 of them.
 *
 * @param startedAt when the sandbox of this data folder began (epoch ms): what happened "an hour
 *   ago" and who is six days old is told from there
 */
export function buildCity(startedAt: number): ResidentDirectory {
  const random = seededRandom(citySeed);
  let number = 0;
  const city: CityContext = {
    startedAt,
    random,
    certificates: createCertificates(),
    nextNumber: () => ++number,
  };
  let households = 0;
  const nextHousehold = (): string => `H${String(++households).padStart(4, '0')}`;
  const newbornBirthDate = isoDate(startedAt - newbornAgeDays * dayMs);

  const written = plannedFamilies(newbornBirthDate).map((family) =>
    makeFamily(family, nextHousehold(), city),
  );
  const others = planRandomFamilies(random, newbornBirthDate).flatMap((plans) => {
    const county = random.pick(counties);
    const householdId = nextHousehold();
    return plans.map((plan) => makeResident(plan, householdId, county, city));
  });
  const people = [...written.flatMap((family) => family.people), ...others];
  return makeDirectory(
    people,
    written.flatMap((family) => family.users),
  );
}
