import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import { policyFor } from '@yibao/shared/policy';
import { type CertifiableFacts, type OwnContribution } from '@yibao/shared/rules/certificate';
import { shanghaiDate, yearOf } from '@yibao/shared/rules/dates';
import { gatherFacts } from '../enrollment/facts';
import { type VerifiedCaller } from '../lib/caller';
import { type Queryable, type Transaction } from '../lib/database/database';
import { coverage, paymentItem, paymentOrder } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { platformNumberOf } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { type Subject } from './subjects';

/** A contribution of ours with what only its payer may see. */
export interface KnownContribution extends OwnContribution {
  orderId: string;
  outTradeNo: string;
  payerPersonId: string;
}

export type GatheredFacts = Omit<CertifiableFacts, 'own'> & { own: KnownContribution[] };

/** What a person's contributions are in our rows; with `payerPersonId`, those of this payer only. */
async function ownContributions(
  db: Queryable,
  personId: string,
  payerPersonId: string | null,
): Promise<KnownContribution[]> {
  const rows = await db
    .select({ item: paymentItem, order: paymentOrder, cover: coverage })
    .from(paymentItem)
    .innerJoin(paymentOrder, eq(paymentOrder.id, paymentItem.orderId))
    .innerJoin(
      coverage,
      and(
        eq(coverage.enrollmentId, paymentItem.enrollmentId),
        eq(coverage.orderId, paymentOrder.id),
        isNull(coverage.endedAt),
      ),
    )
    .where(
      and(
        eq(paymentItem.personId, personId),
        eq(paymentItem.live, true),
        isNotNull(paymentOrder.paidAt),
        payerPersonId === null ? undefined : eq(paymentOrder.payerPersonId, payerPersonId),
      ),
    );
  return rows.map(({ item, order, cover }) => ({
    itemId: item.id,
    coverageYear: item.coverageYear,
    standardFen: item.standardFen,
    subsidyFen: item.subsidyFen,
    amountFen: item.amountFen,
    rail: order.rail,
    paidAt: order.paidAt ?? cover.createdAt,
    postedAt: item.postedAt,
    from: cover.coverFrom,
    to: cover.coverTo,
    waitingUntil: cover.waitingUntil,
    orderId: order.id,
    outTradeNo: order.outTradeNo,
    payerPersonId: order.payerPersonId,
  }));
}

/** The areas (统筹区) that are this city's: they change so rarely that any published year tells. */
function cityAreas(region: string, now: number): readonly string[] {
  const year = yearOf(shanghaiDate(now));
  for (const each of [year, year - 1, year + 1]) {
    const policy = policyFor(region, each);
    if (policy?.status === 'published') return policy.pooling.areas;
  }
  return [region];
}

/**
 * Our rows and the core platform's books (1101 and 90100) side by side. Of somebody one only paid
 * for, one's own payments and their booking are looked at, nothing else.
 *
 * @throws ServiceError upstream_unavailable when the platform is away: nothing is certified then
 */
export async function gatherCertifiable(
  runtime: Runtime,
  caller: VerifiedCaller,
  { person, who }: Subject,
  now: number,
): Promise<GatheredFacts> {
  const isPayee = who === 'payee';
  const own = await ownContributions(runtime.db, person.id, isPayee ? caller.personId : null);
  const areas = cityAreas(runtime.config.region, now);
  if (!isPayee) {
    const { facts, contributions } = await gatherFacts(runtime, person);
    return { own, booked: contributions, areas, person: facts, now };
  }
  const number = platformNumberOf(runtime.cipher, person);
  const booked = number === null ? [] : await runtime.ports.corePlatform.listContributions(number);
  const paid = new Set(own.map(({ itemId }) => itemId));
  // what others paid for the same person is not the payer's to learn
  const theirs = booked.filter(({ businessNo }) => paid.has(businessNo));
  return { own, booked: theirs, areas, person: null, now };
}

/**
 * Holds the payments a paper rests on until the transaction ends, so that a refund and the paper
 * come one after the other: whichever is later sees the other.
 *
 * @throws ServiceError not_certifiable when one of them does not stand any more
 */
export async function holdPayments(
  tx: Transaction,
  facts: Pick<KnownContribution, 'itemId' | 'orderId'>[],
): Promise<void> {
  if (facts.length === 0) return;
  const orderIds = [...new Set(facts.map(({ orderId }) => orderId))];
  await tx
    .select({ id: paymentOrder.id })
    .from(paymentOrder)
    .where(inArray(paymentOrder.id, orderIds))
    .orderBy(paymentOrder.id)
    .for('share');
  const itemIds = facts.map(({ itemId }) => itemId);
  const items = await tx
    .select({ live: paymentItem.live })
    .from(paymentItem)
    .where(inArray(paymentItem.id, itemIds))
    .orderBy(paymentItem.id)
    .for('share');
  if (items.length !== itemIds.length || items.some(({ live }) => !live)) {
    throw new ServiceError('not_certifiable', {
      message: '这笔缴费刚刚有了变化，请返回看看最新的情况再开具',
    });
  }
}
