import { type IsoDate, type Sex } from '@yibao/shared/rules/facts';
import { makeName, pickSurname } from './names';
import { counties } from './person-plan';
import { type SeededRandom } from './random';
import { member, type PlannedFamily } from './test-families';

/** One more than any test asks for, with room. */
const couples = 120;
/** Births are spread over so many days before the sandbox begins. */
const birthDays = 30;

const two = (value: number): string => String(value).padStart(2, '0');

function birthDate(random: SeededRandom): IsoDate {
  const year = random.between(1990, 1999);
  return `${year}-${two(random.between(1, 12))}-${two(random.between(1, 28))}`;
}

function planCouple(number: number, random: SeededRandom): PlannedFamily {
  const key = `load-${String(number).padStart(3, '0')}`;
  const [mother, father] = [`${key}-m`, `${key}-f`];
  const surname = pickSurname(random);
  const parent = (parentKey: string, sex: Sex, surnameOfOwn?: string) => {
    const born = birthDate(random);
    const name = makeName(random, sex, Number(born.slice(0, 4)), surnameOfOwn);
    const role = sex === 'male' ? 'head' : 'spouse';
    return member(parentKey, name, sex, born, role, 'insuredLastYear');
  };
  const sex = random.next() < 0.5 ? 'male' : 'female';
  return {
    county: random.pick(counties),
    members: [parent(father, 'male', surname), parent(mother, 'female')],
    users: [mother, father].map((each) => ({ key: each, situation: '', family: [] })),
    births: [
      {
        babyName: makeName(random, sex, 2025, surname),
        sex,
        daysAgo: 1 + (number % birthDays),
        time: `${two(random.between(0, 23))}:${two(random.between(0, 59))}`,
        mother,
        father,
        situation: '批量测试用',
      },
    ],
  };
}

/** Many plain couples, each with a baby that has no ID number yet; the same for the same seed. */
export function planLoadFamilies(random: SeededRandom): PlannedFamily[] {
  return Array.from({ length: couples }, (_, index) => planCouple(index + 1, random));
}
