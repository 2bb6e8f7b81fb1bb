import { policyFor } from '@yibao/shared/policy';
import { insuredOtherwise } from '@yibao/shared/rules/insured-otherwise';
import { provesReason, type RefundReason } from '@yibao/shared/rules/refund';
import { keepOtherwise } from '../enrollment/insured-otherwise';
import { type PaymentItem, type Person, type Refund } from '../lib/database/schema';
import { describeError } from '../lib/log';
import { getPerson, platformNumberOf } from '../lib/people';
import { type Contribution } from '../lib/ports/core-platform';
import { UpstreamError } from '../lib/ports/http';
import { type Runtime } from '../lib/runtime';
import { platformIdentityOf } from '../newborn/registration';

/** A resident contribution of the year in this city that came by another way than this item. */
export function otherPayment(
  contributions: Contribution[],
  item: Pick<PaymentItem, 'id' | 'coverageYear'>,
  homeAreas: readonly string[],
): Contribution | null {
  return (
    contributions.find(
      ({ coverageYear, insurance, poolingArea, arrived, businessNo }) =>
        coverageYear === item.coverageYear &&
        insurance === 'resident' &&
        homeAreas.includes(poolingArea) &&
        arrived &&
        businessNo !== item.id,
    ) ?? null
  );
}

export function homeAreasOf(runtime: Runtime, coverageYear: number): readonly string[] {
  const policy = policyFor(runtime.config.region, coverageYear);
  return policy?.status === 'published' ? policy.pooling.areas : [runtime.config.poolingArea];
}

/**
 * Asks the core platform (1101, 90100) whether its own facts prove the reason.
 *
 * @throws UpstreamError
 */
export async function askProof(
  runtime: Runtime,
  item: PaymentItem,
  reason: RefundReason,
): Promise<'confirmed' | 'unconfirmed'> {
  const { db, cipher, ports } = runtime;
  const row = await getPerson(db, item.personId);
  const number = platformNumberOf(cipher, row);
  const found = await ports.corePlatform.findPerson(await identityFor(runtime, row));
  if (!found || number === null) return 'unconfirmed';
  const homeAreas = homeAreasOf(runtime, item.coverageYear);
  const contributions =
    reason === 'DUPLICATE_PAYMENT' ? await ports.corePlatform.listContributions(number) : [];
  const { deceased, insurances } = found.facts;
  const paidOtherwise = otherPayment(contributions, item, homeAreas) !== null;
  const told = insuredOtherwise(insurances, paidOtherwise, homeAreas);
  // what the money's return leaves them with, for the first page
  if (told) await keepOtherwise(db, item, told, runtime.clock.now());
  const proven = provesReason(reason, { deceased, insurances, paidOtherwise }, homeAreas);
  return proven ? 'confirmed' : 'unconfirmed';
}

const identityFor = (runtime: Runtime, row: Person) =>
  platformIdentityOf(runtime.db, runtime.cipher, row);

/** The same before a request: a platform that is away keeps nobody from asking. */
export async function tryProof(
  runtime: Runtime,
  item: PaymentItem,
  reason: RefundReason,
  traceId: string,
): Promise<NonNullable<Refund['proof']>> {
  try {
    return await askProof(runtime, item, reason);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    runtime.log.warn({ traceId, ...describeError(error) }, 'refund facts could not be asked for');
    return 'unavailable';
  }
}
