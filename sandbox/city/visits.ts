import { addDays, ageOn, daysBetween, startOfDay } from '@yibao/shared/rules/dates';
import { type IsoDate } from '@yibao/shared/rules/facts';
import { hourMs, minuteMs } from '../lib/time';
import { clinics, type Institution, pharmacies, wards } from './institutions';
import { type SeededRandom, seededRandom } from './random';

/** How a visit's money is split, in fen; every part is zero or more. */
export interface VisitMoney {
  totalFen: number;
  fullSelfPayFen: number;
  overLimitFen: number;
  preSelfPayFen: number;
  inScopeFen: number;
  deductibleFen: number;
  basicFen: number;
  seriousIllnessFen: number;
  medicalAidFen: number;
  accountFen: number;
  mutualAidFen: number;
  cashFen: number;
}

/** 11 普通门诊, 14 门诊慢特病, 21 普通住院, 41 定点药店购药. */
export type MedType = '11' | '14' | '21' | '41';

export interface Visit {
  /** setl_id. */
  settlementNo: string;
  /** Epoch ms. */
  settledAt: number;
  begunOn: IsoDate;
  endedOn: IsoDate;
  institution: Institution;
  medType: MedType;
  insurance: '310' | '390';
  /** Money that was taken back: the same parts, all negative on the wire. */
  refund: boolean;
  money: VisitMoney;
}

/** One year in which somebody was covered, and the days of it. */
export interface CoveredYear {
  year: number;
  insurance: '310' | '390';
  from: IsoDate;
  to: IsoDate;
}

export interface Patient {
  personNo: string;
  birthDate: IsoDate;
  /** On a hardship list: medical aid pays a part of what is left of a hospital stay. */
  hasMedicalAid: boolean;
}

/** A stable number out of a text (FNV-1a), for a seed of one's own. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}

const percent = (fen: number, share: number): number => Math.floor((fen * share) / 100);
/** Above this much of their own share in one stay, serious-illness insurance pays 60 %. */
const seriousIllnessFromFen = 1_500_000;

interface Split {
  totalFen: number;
  deductibleFen: number;
  /** Of what is in scope and above the deductible, in per cent. */
  fundShare: number;
}

/** Splits a bill the way a settlement does: medfee = funds + own share, to the fen. */
function splitBill(
  { totalFen, deductibleFen, fundShare }: Split,
  visit: { medType: MedType; insurance: '310' | '390'; hasMedicalAid: boolean },
  random: SeededRandom,
): VisitMoney {
  const fullSelfPayFen = percent(totalFen, random.between(2, 12));
  const overLimitFen = percent(totalFen, random.between(0, 2));
  const preSelfPayFen = percent(totalFen, random.between(2, 8));
  const inScopeFen = totalFen - fullSelfPayFen - overLimitFen - preSelfPayFen;
  const deducted = Math.min(deductibleFen, inScopeFen);
  const basicFen = percent(inScopeFen - deducted, fundShare);
  const left = inScopeFen - basicFen;
  const seriousIllnessFen =
    visit.medType === '21' ? percent(Math.max(0, left - seriousIllnessFromFen), 60) : 0;
  const medicalAidFen =
    visit.hasMedicalAid && visit.medType === '21' ? percent(left - seriousIllnessFen, 50) : 0;
  const own = totalFen - basicFen - seriousIllnessFen - medicalAidFen;
  const accountFen = visit.insurance === '310' ? Math.min(own, random.between(2_000, 30_000)) : 0;
  const isAided = visit.insurance === '390' && random.next() < 0.2;
  const mutualAidFen = isAided ? Math.min(own, random.between(1_000, 12_000)) : 0;
  return {
    totalFen,
    fullSelfPayFen,
    overLimitFen,
    preSelfPayFen,
    inScopeFen,
    deductibleFen: deducted,
    basicFen,
    seriousIllnessFen,
    medicalAidFen,
    accountFen,
    mutualAidFen,
    cashFen: own - accountFen - mutualAidFen,
  };
}

interface PlannedVisit {
  medType: MedType;
  institution: Institution;
  split: Split;
  /** Nights in hospital. */
  nights: number;
}

const yuan = (random: SeededRandom, from: number, to: number): number =>
  random.between(from * 100, to * 100);

function outpatient(random: SeededRandom): PlannedVisit {
  const totalFen = yuan(random, 40, 420);
  const institution = random.pick(clinics);
  return {
    medType: '11',
    institution,
    split: { totalFen, deductibleFen: 0, fundShare: 55 },
    nights: 0,
  };
}

function chronic(random: SeededRandom): PlannedVisit {
  const totalFen = yuan(random, 120, 560);
  const institution = random.pick(clinics);
  return {
    medType: '14',
    institution,
    split: { totalFen, deductibleFen: 0, fundShare: 65 },
    nights: 0,
  };
}

function inpatient(random: SeededRandom): PlannedVisit {
  const grave = random.next() < 0.15;
  const totalFen = grave ? yuan(random, 90_000, 210_000) : yuan(random, 4_000, 28_000);
  const institution = random.pick(wards);
  return {
    medType: '21',
    institution,
    split: { totalFen, deductibleFen: institution.deductibleFen, fundShare: 75 },
    nights: grave ? random.between(14, 40) : random.between(3, 12),
  };
}

function fromPharmacy(random: SeededRandom): PlannedVisit {
  const totalFen = yuan(random, 15, 180);
  return {
    medType: '41',
    institution: random.pick(pharmacies),
    split: { totalFen, deductibleFen: 0, fundShare: 0 },
    nights: 0,
  };
}

const many = (count: number, make: () => PlannedVisit): PlannedVisit[] =>
  Array.from({ length: count }, make);

/** What somebody of that age has in a year: the old come monthly, the young hardly ever. */
function planYear(age: number, random: SeededRandom): PlannedVisit[] {
  const o = () => outpatient(random);
  const p = () => fromPharmacy(random);
  const stay = (chance: number) => (random.next() < chance ? [inpatient(random)] : []);
  if (age >= 60) {
    return [
      ...many(random.between(3, 6), () => chronic(random)),
      ...many(random.between(1, 3), o),
      ...many(random.between(1, 3), p),
      ...stay(0.35),
    ];
  }
  if (age < 18) return [...many(random.between(1, 4), o), ...stay(0.08)];
  // many a grown-up has a year in which the fund pays nothing at all
  if (random.next() < 0.4) return many(random.between(0, 2), p);
  return [...many(random.between(1, 3), o), ...many(random.between(0, 2), p), ...stay(0.1)];
}

const refundChance = 0.06;

function visitsIn(patient: Patient, covered: CoveredYear): Visit[] {
  const { year, insurance, from, to } = covered;
  const random = seededRandom(seedOf(`${patient.personNo}-${year}`));
  const days = daysBetween(from, to);
  if (days < 0) return [];
  let serial = 0;
  const nextNo = () =>
    `SANDBOX${year}${patient.personNo.slice(-6)}${String(++serial).padStart(3, '0')}`;
  return planYear(ageOn(patient.birthDate, to), random).flatMap((plan): Visit[] => {
    const begunOn = addDays(from, random.between(0, days));
    const endedOn = addDays(begunOn, plan.nights);
    const settledAt = startOfDay(endedOn) + 8 * hourMs + random.between(0, 540) * minuteMs;
    const { medType, institution } = plan;
    const money = splitBill(plan.split, { medType, insurance, ...patient }, random);
    const rest = { begunOn, endedOn, institution, medType, insurance, money };
    const visit = { ...rest, settlementNo: nextNo(), settledAt, refund: false };
    const isTakenBack = plan.nights === 0 && random.next() < refundChance;
    if (!isTakenBack) return [visit];
    const refundedAt = settledAt + random.between(30, 2_800) * minuteMs;
    return [visit, { ...rest, settlementNo: nextNo(), settledAt: refundedAt, refund: true }];
  });
}

/**
 * Everything a person had settled in the years they were covered, the same whenever it is asked:
 * each year is drawn from the person's number and the year alone.
 *
 * @returns oldest first; what lies after `until` (epoch ms) has not happened yet
 */
export function visitsOf(patient: Patient, covered: CoveredYear[], until: number): Visit[] {
  return covered
    .flatMap((each) => visitsIn(patient, each))
    .filter(({ settledAt }) => settledAt <= until)
    .sort((a, b) => a.settledAt - b.settledAt);
}
