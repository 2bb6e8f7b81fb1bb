import { type CoveragePolicy } from '@yibao/shared/policy';
import { type EnrollmentFacts } from '@yibao/shared/rules/facts';
import { type Person } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { platformNumberOf } from '../lib/people';
import { type Contribution } from '../lib/ports/core-platform';
import { type Runtime } from '../lib/runtime';
import { platformIdentityOf } from '../newborn/registration';

export interface GatheredFacts {
  facts: EnrollmentFacts;
  contributions: Contribution[];
}

/**
 * Asks the core platform what the rules need: 1101 and 90100 side by side.
 *
 * @throws ServiceError upstream_unavailable; identity_mismatch when the platform no longer knows the
 *   person under this name and number; enrollment_state for a newborn it does not know yet
 */
export async function gatherFacts(runtime: Runtime, row: Person): Promise<GatheredFacts> {
  const { corePlatform } = runtime.ports;
  const platformNumber = platformNumberOf(runtime.cipher, row);
  if (platformNumber === null) {
    throw new ServiceError('enrollment_state', { message: '宝宝的参保登记还在办理，请稍后再来' });
  }
  const [person, contributions] = await Promise.all([
    corePlatform.findPerson(await platformIdentityOf(runtime.db, runtime.cipher, row)),
    corePlatform.listContributions(platformNumber),
  ]);
  if (!person) throw new ServiceError('identity_mismatch');
  const arrived = contributions.filter((contribution) => contribution.arrived);
  const insuredYears = [...new Set(arrived.map((contribution) => contribution.coverageYear))];
  return { facts: { ...person.facts, insuredYears }, contributions };
}

/** A resident contribution of the year that stands in this city's books, whoever took it. */
export function paidHere(
  contributions: Contribution[],
  policy: Pick<CoveragePolicy, 'year' | 'pooling'>,
): Contribution | null {
  return (
    contributions.find(
      ({ coverageYear, insurance, poolingArea }) =>
        coverageYear === policy.year &&
        insurance === 'resident' &&
        policy.pooling.areas.includes(poolingArea),
    ) ?? null
  );
}
