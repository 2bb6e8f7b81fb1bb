import { type IsoDate, type Sex } from '@yibao/shared/rules/facts';
import { type Certificates } from './certificate';
import { type SeededRandom } from './random';
import { type CertType, type HouseholdRole, type Resident, type Story } from './resident';
import { storyTraits } from './story-traits';

/** What has to be decided about a person before the story fills in the rest. */
export interface PersonPlan {
  name: string;
  sex: Sex;
  birthDate: IsoDate;
  role: HouseholdRole;
  story: Story;
  /** An employee's personal account, fen; an ordinary one when left out. */
  accountFen?: number;
}

/** Counties of Huaibei: 杜集区, 相山区, 烈山区, 濉溪县. */
export const counties = ['340602', '340603', '340604', '340621'] as const;
export type County = (typeof counties)[number];

/** Where people of other cities are registered (砀山县, 萧县, 沛县, 永城市). */
const otherCounties = ['341321', '341322', '320322', '411481'] as const;
const phoneFromAge = 14;

interface Document {
  certType: CertType;
  certNo: string;
  householdRegion: string | null;
}

export interface CityContext {
  startedAt: number;
  random: SeededRandom;
  certificates: Certificates;
  /** Serial number of the next person, from 1. */
  nextNumber(): number;
}

type DocumentMaker = (plan: PersonPlan, county: County, city: CityContext) => Document;

const localId: DocumentMaker = (plan, county, city) => ({
  certType: '01',
  certNo: city.certificates.eighteen(county, plan.birthDate, plan.sex),
  householdRegion: county,
});

const nonLocalId: DocumentMaker = (plan, _county, city) => {
  const region = city.random.pick(otherCounties);
  const certNo = city.certificates.eighteen(region, plan.birthDate, plan.sex);
  return { certType: '01', certNo, householdRegion: region };
};

const residencePermit =
  (prefix: string): DocumentMaker =>
  (plan, _county, city) => ({
    certType: '17',
    certNo: city.certificates.eighteen(prefix, plan.birthDate, plan.sex),
    householdRegion: null,
  });

const permitLetters: DocumentMaker = (plan, _county, city) => ({
  certType: '07',
  certNo: city.certificates.permitLetters('POL', '34', plan.birthDate),
  householdRegion: null,
});

const permitDigits: DocumentMaker = (plan, _county, city) => ({
  certType: '07',
  certNo: city.certificates.permitDigits('616', '34', plan.birthDate, plan.sex),
  householdRegion: null,
});

/** Stories whose people hold another document than a local resident identity card. */
const documentMakers: Partial<Record<Story, DocumentMaker>> = {
  hongKong: residencePermit('810000'),
  macao: residencePermit('820000'),
  taiwan: residencePermit('830000'),
  foreignerLetters: permitLetters,
  foreignerDigits: permitDigits,
  nonLocalWithPermit: nonLocalId,
  nonLocalWithoutPermit: nonLocalId,
  student: nonLocalId,
};

/** Makes the whole person from a plan; the same context in the same order gives the same people. */
export function makeResident(
  plan: PersonPlan,
  householdId: string,
  county: County,
  city: CityContext,
): Resident {
  const number = String(city.nextNumber()).padStart(4, '0');
  const age = new Date(city.startedAt).getUTCFullYear() - Number(plan.birthDate.slice(0, 4));
  return {
    personNo: `3406009900000000${number}`,
    name: plan.name,
    sex: plan.sex,
    birthDate: plan.birthDate,
    role: plan.role,
    story: plan.story,
    ...(documentMakers[plan.story] ?? localId)(plan, county, city),
    // 199 0000 xxxx: a shape that every check accepts and that reads as invented.
    phone: age < phoneFromAge ? null : `1990000${number}`,
    householdId,
    deceased: false,
    hasResidencePermit: false,
    isStudentHere: false,
    insuredYears: [],
    otherInsurance: null,
    hardship: [],
    ...storyTraits[plan.story]({
      birthDate: plan.birthDate,
      startedAt: city.startedAt,
      random: city.random,
    }),
  };
}
