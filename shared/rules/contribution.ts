import type { ContributionRow, CoveragePolicy, PersonCategory, SubsidyRow } from '../policy/schema';
import { type AppliedRow, citeRows } from './applied-row';
import { ageOn, yearStart } from './dates';
import type { EnrollmentFacts, HardshipIdentity, IsoDate } from './facts';
import { hardshipOn } from './hardship';

/** What one person owes for one coverage year, all in fen. */
export interface Contribution {
  /** The published personal standard. */
  standardFen: number;
  /** What is paid for the person because of a hardship identity. */
  subsidyFen: number;
  /** What the person pays: standard less subsidy. */
  payableFen: number;
  /** What the public purse adds for everybody (财政补助); never part of the payment. */
  governmentSubsidyFen: number;
  /** The identity the subsidy rests on, null when there is none. */
  identity: HardshipIdentity | null;
  rows: AppliedRow[];
}

/** Fen taken off by one subsidy row, before it is held to the standard. */
function reliefFen(row: SubsidyRow, standardFen: number): number {
  switch (row.mode) {
    case 'full':
      return standardFen;
    case 'fixedSelfPay':
      return standardFen - row.selfPayFen;
    case 'fixedSubsidy':
      return row.subsidyFen;
    case 'ratio':
      // A broken fen is rounded in the person's favour.
      return Math.ceil((standardFen * row.percent) / 100);
  }
}

/** The category that decides the amount, by school and by age when the coverage year begins. */
export function personCategory(policy: CoveragePolicy, facts: EnrollmentFacts): PersonCategory {
  if (facts.isStudentHere) return 'student';
  const age = ageOn(facts.birthDate, yearStart(policy.year));
  if (age < policy.ageGroups.childUnderAge) return 'child';
  return age >= policy.ageGroups.elderFromAge ? 'elder' : 'workingAge';
}

function contributionRow(policy: CoveragePolicy, facts: EnrollmentFacts): ContributionRow {
  const category = personCategory(policy, facts);
  const row = policy.contributions.find(({ categories }) => categories.includes(category));
  if (!row) throw new RangeError(`no contribution for ${category} in ${policy.year}`);
  return row;
}

/**
 * The personal contribution and what is taken off. Several identities are not added up: the one
 * that leaves least to pay wins (就高不就低), if its record is valid on the day.
 *
 * @param on Shanghai day of the assessment or payment
 */
export function contributionFor({
  policy,
  facts,
  on,
}: {
  policy: CoveragePolicy;
  facts: EnrollmentFacts;
  on: IsoDate;
}): Contribution {
  const standard = contributionRow(policy, facts);
  const standardFen = standard.amountFen;
  const identities = hardshipOn(facts.hardship, on);
  let subsidyFen = 0;
  let best: SubsidyRow | null = null;
  for (const row of policy.subsidies.filter(({ identity }) => identities.includes(identity))) {
    const relief = Math.min(standardFen, reliefFen(row, standardFen));
    if (relief <= subsidyFen) continue;
    subsidyFen = relief;
    best = row;
  }
  return {
    standardFen,
    subsidyFen,
    payableFen: standardFen - subsidyFen,
    governmentSubsidyFen: standard.governmentSubsidyFen,
    identity: best?.identity ?? null,
    rows: citeRows(best ? [standard, best] : [standard]),
  };
}
