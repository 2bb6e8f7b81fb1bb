import { type IsoDate, type Sex } from '@yibao/shared/rules/facts';
import { dayMs, isoDate, minuteMs, startOfDay } from '../lib/time';
import { type County } from './person-plan';
import { type Birth, type Resident } from './resident';

/** A birth of a written or generated family, told from the day on which the sandbox begins. */
export interface PlannedBirth {
  babyName: string;
  sex: Sex;
  daysAgo: number;
  /** 'HH:mm' in Asia/Shanghai. */
  time: string;
  /** Keys of the parents in their family. */
  mother: string;
  father: string | null;
  /** Key of the baby where it is a resident with an ID number already. */
  resident?: string;
  /** Two digits of the issuing province; 34 (Anhui) when left out. */
  province?: string;
  edition?: 6;
  /** The day after the birth when left out. */
  issuedOn?: IsoDate;
  voided?: boolean;
  firstHouseholdFlaw?: string;
  situation: string;
}

export const homeProvince = '34';

/** @returns whether the certificate was issued in this province, and so is in its register */
export function isIssuedHere(certificateNumber: string): boolean {
  return certificateNumber.slice(1, 3) === homeProvince;
}

/**
 * Hands out certificate numbers: a letter, the province, seven digits that never repeat. Letter
 * and serials are invented; no letter of a real print series is known to be T.
 */
export function createCertificateNumbers(): (province: string) => string {
  const firstSerial = 9_100_001;
  let issued = 0;
  return (province) => `T${province}${String(firstSerial + issued++)}`;
}

export interface BirthContext {
  startedAt: number;
  county: County;
  nextCertificate: (province: string) => string;
  /** @throws when the family has nobody of that key */
  find: (key: string) => Resident;
}

/** Makes the birth of a plan; the same order of births gives the same certificate numbers. */
export function makeBirth(plan: PlannedBirth, context: BirthContext): Birth {
  const { startedAt, county, nextCertificate, find } = context;
  const midnight = startOfDay(isoDate(startedAt - plan.daysAgo * dayMs));
  const [hour, minute] = plan.time.split(':').map(Number);
  const bornAt = midnight + ((hour ?? 0) * 60 + (minute ?? 0)) * minuteMs;
  return {
    certificateNumber: nextCertificate(plan.province ?? homeProvince),
    status: plan.voided === true ? 'voided' : 'valid',
    edition: plan.edition ?? 7,
    issuedOn: plan.issuedOn ?? isoDate(bornAt + dayMs),
    babyName: plan.babyName,
    sex: plan.sex,
    bornAt,
    mother: find(plan.mother),
    father: plan.father === null ? null : find(plan.father),
    county,
    babyResident: plan.resident === undefined ? null : find(plan.resident).personNo,
    firstHouseholdFlaw: plan.firstHouseholdFlaw ?? null,
    situation: plan.situation,
  };
}
