import { type CoveragePolicy, policyFor } from '../../policy';
import type { EnrollmentFacts, InsuranceRelation } from '../facts';

/** An adult of Huaibei who was insured here last year: nothing stands in the way. */
export function someone(changes: Partial<EnrollmentFacts> = {}): EnrollmentFacts {
  return {
    documentType: 'residentId',
    birthDate: '1990-03-07',
    sex: 'female',
    deceased: false,
    householdRegion: '340621',
    hasResidencePermit: false,
    isStudentHere: false,
    insurances: [],
    insuredYears: [2023, 2024, 2025],
    hardship: [],
    ...changes,
  };
}

/** An active resident insurance in Hefei. */
export function insurance(changes: Partial<InsuranceRelation> = {}): InsuranceRelation {
  return {
    insurance: 'resident',
    status: 'active',
    poolingArea: '340100',
    poolingAreaName: '合肥市',
    since: '2020-01-01',
    suspendedAt: null,
    ...changes,
  };
}

/** Huaibei's policy of a published year. */
export function huaibei(year: number): CoveragePolicy {
  const policy = policyFor('340600', year);
  if (policy?.status !== 'published') throw new Error(`${year} is not published`);
  return policy;
}

/** Epoch milliseconds of a Shanghai wall-clock time, e.g. ('2025-11-20', '09:00'). */
export function shanghai(date: string, time = '09:00'): number {
  return Date.parse(`${date}T${time}:00+08:00`);
}
