import { dayMs, isoDate } from '../lib/time';
import { createCertificateNumbers, makeBirth } from './births';
import { createCertificates } from './certificate';
import { planLoadFamilies } from './load-families';
import { type CityParts, makeDirectory } from './directory';
import { mutualAidFamilies } from './mutual-aid-families';
import { newbornFamilies } from './newborn-families';
import { type CityContext, counties, makeResident } from './person-plan';
import { planRandomFamilies } from './random-families';
import { seededRandom } from './random';
import { type Resident, type ResidentDirectory, type TestUser } from './resident';
import {
  latestFamilies,
  newbornAgeDays,
  type PlannedFamily,
  plannedFamilies,
} from './test-families';

/** The city's own number, so that every data folder has the same people. */
const citySeed = 340_600;
/** The load families draw for themselves: whoever is added elsewhere, they stay who they are. */
const loadSeed = 340_601;

function openid(app: 'mp' | 'oa', key: string): string {
  return `osandbox-${app}-${key}`.padEnd(28, '0').slice(0, 28);
}

interface FamilyContext extends CityContext {
  nextHousehold: () => string;
  nextCertificate: (province: string) => string;
}

function makeFamily(family: PlannedFamily, city: FamilyContext): Omit<CityParts, 'loadUsers'> {
  const householdId = city.nextHousehold();
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
  const users = family.users.map((user): TestUser => ({
    key: user.key,
    resident: find(user.key),
    situation: user.situation,
    unionid: openid('oa', user.key).replace('osandbox-oa', 'usandbox-id'),
    miniProgramOpenid: openid('mp', user.key),
    officialAccountOpenid: openid('oa', user.key),
    isStaff: user.isStaff ?? false,
    family: user.family.map(({ relation, key }) => ({ relation, resident: find(key) })),
  }));
  const { startedAt, nextCertificate } = city;
  const context = { startedAt, county: family.county, nextCertificate, find };
  const births = (family.births ?? []).map((plan) => makeBirth(plan, context));
  const unmarried = family.unmarried === true ? [householdId] : [];
  const accounts = family.members.flatMap(({ key, accountFen }): [string, number][] =>
    accountFen === undefined ? [] : [[find(key).personNo, accountFen]],
  );
  return { people: [...byKey.values()], users, births, unmarried, accounts };
}

/** Serial numbers of everything that the city hands out, from 1. */
function openRegisters(startedAt: number): FamilyContext {
  let people = 0;
  let households = 0;
  return {
    startedAt,
    random: seededRandom(citySeed),
    certificates: createCertificates(),
    nextNumber: () => ++people,
    nextHousehold: () => `H${String(++households).padStart(4, '0')}`,
    nextCertificate: createCertificateNumbers(),
  };
}

/**
 * Builds the synthetic city: the same people for the same start, over 500 of them. New families
 * come at the end: whoever was there before keeps name, number and place.
 *
 * @param startedAt when the sandbox of this data folder began (epoch ms): what happened "an hour
 *   ago" and who is six days old is told from there
 */
export function buildCity(startedAt: number): ResidentDirectory {
  const city = openRegisters(startedAt);
  const newbornBirthDate = isoDate(startedAt - newbornAgeDays * dayMs);
  const written = plannedFamilies(newbornBirthDate).map((family) => makeFamily(family, city));
  const others = planRandomFamilies(city.random, newbornBirthDate).flatMap((plans) => {
    const county = city.random.pick(counties);
    const householdId = city.nextHousehold();
    return plans.map((plan) => makeResident(plan, householdId, county, city));
  });
  const newborns = newbornFamilies.map((family) => makeFamily(family, city));
  const load = planLoadFamilies(seededRandom(loadSeed)).map((family) => makeFamily(family, city));
  const latest = latestFamilies.map((family) => makeFamily(family, city));
  const employees = mutualAidFamilies.map((family) => makeFamily(family, city));

  // On the list of users the newborn's parents come second, right after the main journey.
  const [main, ...rest] = written;
  const [newborn, ...otherNewborns] = newborns;
  const listed = [main, newborn, ...rest, ...otherNewborns, ...latest, ...employees].filter(
    (family) => family !== undefined,
  );
  const all = [...written, ...newborns, ...load, ...latest, ...employees];
  return makeDirectory({
    people: [
      ...written.flatMap((family) => family.people),
      ...others,
      ...[...newborns, ...load, ...latest, ...employees].flatMap((family) => family.people),
    ],
    users: listed.flatMap((family) => family.users),
    loadUsers: load.flatMap((family) => family.users),
    births: all.flatMap((family) => family.births),
    unmarried: all.flatMap((family) => family.unmarried),
    accounts: all.flatMap((family) => family.accounts),
  });
}
