import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { type Queryable } from '../lib/database/database';
import {
  coverage,
  type Coverage,
  enrollment,
  type Enrollment,
  paymentItem,
  type PaymentItem,
  paymentOrder,
  type PaymentOrder,
  platformContribution,
  type PlatformContribution,
  platformSettlement,
  refundItem,
} from '../lib/database/schema';

/** Nobody has more rows than years times a few; a bound all the same. */
const maxRows = 400;

/** What the platform says was paid for a person, newest year first. */
export async function contributionsOf(
  db: Queryable,
  personId: string,
): Promise<PlatformContribution[]> {
  return db
    .select()
    .from(platformContribution)
    .where(and(eq(platformContribution.personId, personId), isNull(platformContribution.goneAt)))
    .orderBy(desc(platformContribution.coverageYear), desc(platformContribution.paidAt))
    .limit(maxRows);
}

export interface OwnCover {
  enrollment: Enrollment;
  coverage: Coverage | null;
  item: PaymentItem | null;
}

/** Enrolments made here that are not cancelled, with what they brought, newest year first. */
export async function ownCoversOf(db: Queryable, personId: string): Promise<OwnCover[]> {
  return db
    .select({ enrollment, coverage, item: paymentItem })
    .from(enrollment)
    .leftJoin(
      coverage,
      and(
        eq(coverage.personId, personId),
        eq(coverage.enrollmentId, enrollment.id),
        isNull(coverage.endedAt),
      ),
    )
    .leftJoin(
      paymentItem,
      and(
        eq(paymentItem.personId, personId),
        eq(paymentItem.coverageYear, enrollment.coverageYear),
        eq(paymentItem.live, true),
      ),
    )
    .where(and(eq(enrollment.personId, personId), sql`${enrollment.status} <> 'cancelled'`))
    .orderBy(desc(enrollment.coverageYear))
    .limit(maxRows);
}

export interface OwnPayment {
  /** The money is back at the payer: nothing of it counts any more. */
  givenBack: boolean;
  item: PaymentItem;
  order: PaymentOrder;
}

/** What was paid here for a person, whoever paid, newest year first. */
export async function ownPaymentsOf(db: Queryable, personId: string): Promise<OwnPayment[]> {
  const givenBack = sql<boolean>`not ${paymentItem.live} and exists (
    select 1 from ${refundItem} r where r.payment_item_id = ${paymentItem.id} and r.state = 'refunded')`;
  return db
    .select({ item: paymentItem, order: paymentOrder, givenBack })
    .from(paymentItem)
    .innerJoin(paymentOrder, eq(paymentOrder.id, paymentItem.orderId))
    .where(and(eq(paymentItem.personId, personId), isNotNull(paymentOrder.paidAt)))
    .orderBy(desc(paymentItem.coverageYear), desc(paymentOrder.paidAt))
    .limit(maxRows);
}

export interface YearOfClaims {
  year: number;
  fundFen: number;
  seriousIllnessFen: number;
}

/** What the funds paid for a person, by the year in Shanghai. */
export async function claimsByYear(db: Queryable, personId: string): Promise<YearOfClaims[]> {
  const year = sql<number>`extract(year from ${platformSettlement.settledAt} at time zone 'Asia/Shanghai')::integer`;
  return db
    .select({
      year,
      fundFen: sql<number>`sum(${platformSettlement.fundFen})::float8`,
      seriousIllnessFen: sql<number>`sum(${platformSettlement.seriousIllnessFen})::float8`,
    })
    .from(platformSettlement)
    .where(and(eq(platformSettlement.personId, personId), isNull(platformSettlement.goneAt)))
    .groupBy(year);
}
