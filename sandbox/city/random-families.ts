import { type IsoDate, type Sex } from '@yibao/shared/rules/facts';
import { makeName, pickSurname } from './names';
import { type PersonPlan } from './person-plan';
import { type SeededRandom } from './random';
import { type HouseholdRole, type Story } from './resident';

interface Quota {
  people: number;
  role: HouseholdRole;
  /** Birth years, first to last. */
  born: readonly [number, number];
}

const grown: Quota['born'] = [1966, 1999];
const old: Quota['born'] = [1946, 1962];
const young: Quota['born'] = [2008, 2024];

/** How many of each story live in the city beside the written families; the rest are plain. */
const quotas = {
  insuredLastYear: { people: 60, role: 'head', born: grown },
  neverInsured: { people: 14, role: 'head', born: grown },
  broken1: { people: 8, role: 'head', born: grown },
  broken2: { people: 8, role: 'head', born: grown },
  broken3: { people: 8, role: 'head', born: grown },
  broken4: { people: 8, role: 'head', born: grown },
  broken5: { people: 8, role: 'head', born: grown },
  elsewhereActive: { people: 8, role: 'spouse', born: grown },
  elsewhereSuspended1h: { people: 3, role: 'spouse', born: grown },
  elsewhereSuspended7h: { people: 3, role: 'spouse', born: grown },
  elsewhereStuck7h: { people: 3, role: 'spouse', born: grown },
  employeeInsured: { people: 24, role: 'spouse', born: grown },
  extremePoverty: { people: 5, role: 'mother', born: old },
  orphan: { people: 3, role: 'child', born: young },
  minimumLiving: { people: 10, role: 'head', born: grown },
  povertyMonitored: { people: 6, role: 'head', born: grown },
  returnedToPoverty: { people: 4, role: 'head', born: grown },
  hongKong: { people: 3, role: 'head', born: grown },
  macao: { people: 3, role: 'head', born: grown },
  taiwan: { people: 3, role: 'head', born: grown },
  foreignerLetters: { people: 3, role: 'spouse', born: grown },
  foreignerDigits: { people: 3, role: 'spouse', born: grown },
  elder: { people: 18, role: 'father', born: [1935, 1944] },
  child: { people: 56, role: 'child', born: young },
  newborn: { people: 3, role: 'child', born: [2025, 2025] },
  deceased: { people: 5, role: 'father', born: old },
  nonLocalWithPermit: { people: 7, role: 'head', born: grown },
  nonLocalWithoutPermit: { people: 5, role: 'head', born: grown },
  student: { people: 6, role: 'head', born: [2003, 2006] },
  // written families only
  tenYears: { people: 0, role: 'head', born: grown },
} as const satisfies Record<Story, Quota>;

const sexOfRole: Partial<Record<HouseholdRole, Sex>> = { father: 'male', mother: 'female' };

/** Foreigners' names as their permits spell them. */
const foreignNames = ['MAREK NOWAK', 'EWA LIS', 'JAN WILK', 'OLGA KRUK', 'ADAM ZAJAC', 'IGA SOWA'];

interface Slot {
  story: Story;
  role: HouseholdRole;
  birthDate: IsoDate;
}

function makeSlots(random: SeededRandom, newbornBirthDate: IsoDate): Slot[] {
  return Object.keys(quotas).flatMap((key) => {
    const story = key as Story; // Object.keys forgets the keys of its own argument
    const { people, role, born } = quotas[story];
    return Array.from({ length: people }, () => {
      const year = random.between(born[0], born[1]);
      const month = String(random.between(1, 12)).padStart(2, '0');
      const day = String(random.between(1, 28)).padStart(2, '0');
      const birthDate = story === 'newborn' ? newbornBirthDate : `${String(year)}-${month}-${day}`;
      return { story, role, birthDate };
    });
  });
}

function plan(slot: Slot, surname: string, random: SeededRandom, partner?: Sex): PersonPlan {
  const opposite = partner === 'male' ? 'female' : 'male';
  const drawn = random.next() < 0.5 ? 'male' : 'female';
  const sex = sexOfRole[slot.role] ?? (slot.role === 'spouse' ? opposite : drawn);
  const keepsSurname = slot.role !== 'spouse' && slot.role !== 'mother';
  const foreign = slot.story === 'foreignerLetters' || slot.story === 'foreignerDigits';
  const name = foreign
    ? random.pick(['PIOTR DUDEK', ...foreignNames])
    : makeName(random, sex, birthYear(slot), keepsSurname ? surname : pickSurname(random));
  return { name, sex, birthDate: slot.birthDate, role: slot.role, story: slot.story };
}

/** Birth year of the member minus that of the head: what a family can plausibly be. */
const ageGaps = {
  spouse: [-10, 10],
  father: [-45, -19],
  mother: [-45, -19],
  child: [20, 45],
} as const satisfies Partial<Record<HouseholdRole, readonly [number, number]>>;
type DealtRole = keyof typeof ageGaps;

interface Household {
  surname: string;
  head: PersonPlan;
  members: PersonPlan[];
}

const birthYear = ({ birthDate }: { birthDate: IsoDate }): number => Number(birthDate.slice(0, 4));

function hasRoomFor(household: Household, slot: Slot, role: DealtRole): boolean {
  const gap = birthYear(slot) - birthYear(household.head);
  const [from, to] = ageGaps[role];
  const taken = household.members.some((member) => member.role === role);
  return !taken && gap >= from && gap <= to;
}

/**
 * Groups everyone the quotas ask for into households: every head gets a household, the others are
 * dealt out where the ages fit, at most one spouse, father, mother and child each.
 *
 * @returns plans, head first; whom no household fits lives alone
 */
export function planRandomFamilies(
  random: SeededRandom,
  newbornBirthDate: IsoDate,
): PersonPlan[][] {
  const slots = makeSlots(random, newbornBirthDate);
  const found = (surname: string, slot: Slot): Household => {
    const head = plan(slot, surname, random);
    return { surname, head, members: [head] };
  };
  const households = slots
    .filter((slot) => slot.role === 'head')
    .map((slot) => found(pickSurname(random), slot));
  const alone: Household[] = [];

  const deal = (role: DealtRole): void => {
    let next = random.between(0, households.length - 1);
    for (const slot of slots.filter((each) => each.role === role)) {
      const turned = [...households.slice(next), ...households.slice(0, next)];
      const home = turned.find((household) => hasRoomFor(household, slot, role));
      if (home) home.members.push(plan(slot, home.surname, random, home.head.sex));
      else alone.push(found(pickSurname(random), slot));
      next = (next + 1) % households.length;
    }
  };
  for (const role of ['spouse', 'father', 'mother', 'child'] as const) deal(role);
  return [...households, ...alone].map((household) => household.members);
}
