import { policyFor } from '@yibao/shared/policy';
import { type CoveragePolicy } from '@yibao/shared/policy/schema';
import { ageOn, yearOf } from '@yibao/shared/rules/dates';
import { isoDate } from '../lib/time';
import { homeArea } from './home-area';
import { type Insured } from './people';

/** 个人缴费标准 of the years before the published policies, in fen; only old records need it. */
const olderStandardsFen: Record<number, number> = {
  2016: 12_000,
  2017: 15_000,
  2018: 18_000,
  2019: 22_000,
  2020: 25_000,
  2021: 28_000,
  2022: 32_000,
  2023: 35_000,
};

function publishedPolicy(year: number): CoveragePolicy | null {
  const policy = policyFor(homeArea.code, year);
  return policy?.status === 'published' ? policy : null;
}

/** The city has one amount for everybody. @throws RangeError for a year without one */
export function standardFen(year: number): number {
  const [row, ...others] = publishedPolicy(year)?.contributions ?? [];
  const fen = row?.amountFen ?? olderStandardsFen[year];
  if (fen === undefined || others.length > 0) throw new RangeError(`no one standard for ${year}`);
  return fen;
}

/**
 * Whether the platform takes an enrolment of the year today: some published window holds today. In
 * the first year of life the year of birth and the next are open whenever they are published.
 */
export function yearIsOpen({ birthDate }: Insured, year: number, now: number): boolean {
  const policy = publishedPolicy(year);
  if (!policy) return false;
  const today = isoDate(now);
  const born = yearOf(birthDate);
  if (ageOn(birthDate, today) < 1 && (year === born || year === born + 1)) return true;
  return policy.windows.some(({ from, to }) => from <= today && today <= to);
}

type Subsidy = CoveragePolicy['subsidies'][number];

/** What is left to pay by each way of subsidising, in fen. */
function selfPayFen(subsidy: Subsidy, standard: number): number {
  if (subsidy.mode === 'full') return 0;
  if (subsidy.mode === 'fixedSelfPay') return Math.min(subsidy.selfPayFen, standard);
  if (subsidy.mode === 'fixedSubsidy') return Math.max(standard - subsidy.subsidyFen, 0);
  return standard - Math.floor((standard * subsidy.percent) / 100);
}

export interface PersonalCharge {
  payableFen: number;
  subsidyFen: number;
}

/**
 * What a person has to pay and what is paid for them, from the published figures but reckoned on
 * its own, as a separate system would: with several identities the best one counts (就高不就低),
 * and an identity counts only while it is on the list.
 *
 * @returns null for a year that the city has not published
 */
export function personalCharge(
  resident: Insured,
  year: number,
  now: number,
): PersonalCharge | null {
  const policy = publishedPolicy(year);
  if (!policy) return null;
  const today = isoDate(now);
  const standard = standardFen(year);
  const identities = resident.hardship
    .filter(({ from, to }) => from <= today && (to === null || today <= to))
    .map(({ identity }) => identity);
  const payableFen = policy.subsidies
    .filter(({ identity }) => identities.includes(identity))
    .map((subsidy) => selfPayFen(subsidy, standard))
    .reduce((least, fen) => Math.min(least, fen), standard);
  return { payableFen, subsidyFen: standard - payableFen };
}
