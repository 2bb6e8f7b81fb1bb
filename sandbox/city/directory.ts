import { yearOf } from '@yibao/shared/rules/dates';
import {
  type Birth,
  type Marriage,
  type Resident,
  type ResidentDirectory,
  type TestUser,
} from './resident';

/** Everybody and everything that was made for the city. */
export interface CityParts {
  people: Resident[];
  users: TestUser[];
  loadUsers: TestUser[];
  births: Birth[];
  /** Households whose head and spouse never registered a marriage. */
  unmarried: string[];
  /** Personal accounts that hold another sum than an ordinary one: psn_no and fen. */
  accounts: [string, number][];
}

const marriageAge = 24;
/** What is on an employee's personal account unless the plan says otherwise: 1,860 yuan. */
const ordinaryAccountFen = 186_000;
/** Every couple has been married for a while when a sandbox begins. */
const latestMarriageYear = 2024;

function marriedOn(head: Resident, spouse: Resident): string {
  const younger = Math.max(yearOf(head.birthDate), yearOf(spouse.birthDate));
  return `${Math.min(younger + marriageAge, latestMarriageYear)}-05-20`;
}

/** Head and spouse of a household are married, as long as both live. */
function marriages({ people, unmarried }: CityParts): Map<string, Marriage> {
  const heads = new Map(
    people.filter(({ role }) => role === 'head').map((each) => [each.householdId, each]),
  );
  const couples = people.flatMap((spouse) => {
    const head = spouse.role === 'spouse' ? heads.get(spouse.householdId) : undefined;
    if (!head || head.deceased || spouse.deceased) return [];
    if (unmarried.includes(head.householdId)) return [];
    const day = marriedOn(head, spouse);
    return [
      [head.personNo, { spouse, marriedOn: day }] as const,
      [spouse.personNo, { spouse: head, marriedOn: day }] as const,
    ];
  });
  return new Map(couples);
}

/** The city as everybody looks things up in it. */
export function makeDirectory(parts: CityParts): ResidentDirectory {
  const { people, users, loadUsers, births } = parts;
  const byCertificate = new Map(people.map((each) => [each.certNo, each]));
  const byPersonNo = new Map(people.map((each) => [each.personNo, each]));
  const byBirthCertificate = new Map(births.map((birth) => [birth.certificateNumber, birth]));
  const married = marriages(parts);
  const accounts = new Map(parts.accounts);
  const byOpenid = new Map(
    [...users, ...loadUsers].flatMap((user) => [
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
    loadUsers: () => loadUsers,
    testUserByOpenid: (id) => byOpenid.get(id),
    personalAccountFen: (personNo) => {
      const isEmployee = byPersonNo.get(personNo)?.otherInsurance?.insurance === 'employee';
      return isEmployee ? (accounts.get(personNo) ?? ordinaryAccountFen) : null;
    },
    births: () => births,
    birthByCertificate: (certificateNumber) => byBirthCertificate.get(certificateNumber),
    marriageOf: (personNo) => married.get(personNo),
  };
}
