import { and, asc, eq, exists, gt, inArray, lte } from 'drizzle-orm';
import { type CoveragePolicy, coverageYearsOf, policyFor } from '@yibao/shared/policy';
import { dayMs, shanghaiDate, yearOf } from '@yibao/shared/rules/dates';
import {
  type InsuredOtherwise,
  insuredOtherwiseSentence,
} from '@yibao/shared/rules/insured-otherwise';
import { type Queryable } from '../lib/database/database';
import {
  insuredOtherwise,
  type InsuredOtherwiseRow,
  paymentItem,
  refund,
  refundItem,
} from '../lib/database/schema';
import { describeError } from '../lib/log';
import { getPerson, platformNumberOf } from '../lib/people';
import { type Contribution } from '../lib/ports/core-platform';
import { type Runtime } from '../lib/runtime';
import { paidHere } from './facts';

interface About {
  personId: string;
  coverageYear: number;
}

/** Keeps what the platform has just said of a person and year; null: that nothing of the kind stands. */
export async function keepOtherwise(
  db: Queryable,
  { personId, coverageYear }: About,
  told: InsuredOtherwise | null,
  now: number,
): Promise<void> {
  if (told === null) {
    await db.delete(insuredOtherwise).where(isAbout({ personId, coverageYear }));
    return;
  }
  const { kind, placeName } = told;
  await db
    .insert(insuredOtherwise)
    .values({ personId, coverageYear, kind, placeName, knownAt: now })
    .onConflictDoUpdate({
      target: [insuredOtherwise.personId, insuredOtherwise.coverageYear],
      set: { kind, placeName, knownAt: now },
    });
}

const isAbout = ({ personId, coverageYear }: About) =>
  and(eq(insuredOtherwise.personId, personId), eq(insuredOtherwise.coverageYear, coverageYear));

/** What is known of people for a year and still counts. @returns person id → what the platform said */
export async function otherwiseIn(
  db: Queryable,
  personIds: string[],
  { region, coverageYear }: { region: string; coverageYear: number },
  now: number,
): Promise<Map<string, InsuredOtherwiseRow>> {
  const policy = policyFor(region, coverageYear);
  if (personIds.length === 0 || policy?.status !== 'published') return new Map();
  const rows = await db
    .select()
    .from(insuredOtherwise)
    .where(
      and(
        inArray(insuredOtherwise.personId, personIds),
        eq(insuredOtherwise.coverageYear, coverageYear),
        gt(insuredOtherwise.knownAt, now - policy.insuredOtherwise.knownForDays * dayMs),
      ),
    );
  return new Map(rows.map((row) => [row.personId, row]));
}

/** The same in one sentence, as Home and 「我的参保」 say it. */
export const otherwiseSentence = ({
  kind,
  placeName,
  coverageYear,
  knownAt,
}: InsuredOtherwiseRow): string =>
  insuredOtherwiseSentence({ kind, placeName }, coverageYear, shanghaiDate(knownAt));

/** What the platform's books (90100) hold of a person that did not come from us. */
export async function notOurs(
  db: Queryable,
  personId: string,
  contributions: Contribution[],
): Promise<Contribution[]> {
  const rows = await db
    .select({ id: paymentItem.id })
    .from(paymentItem)
    .where(eq(paymentItem.personId, personId));
  const ours = new Set(rows.map(({ id }) => id));
  return contributions.filter(({ businessNo }) => !ours.has(businessNo));
}

/**
 * Keeps what 90100 alone tells: which of the years that can still be paid stand there by another
 * payment. Of other insurances it tells nothing, so what is known of those stays.
 */
export async function keepPaidOtherwise(
  db: Queryable,
  region: string,
  { personId, contributions }: { personId: string; contributions: Contribution[] },
  now: number,
): Promise<void> {
  const others = await notOurs(db, personId, contributions);
  const thisYear = yearOf(shanghaiDate(now));
  for (const coverageYear of coverageYearsOf(region).filter((year) => year >= thisYear)) {
    const policy = policyFor(region, coverageYear);
    if (policy?.status !== 'published') continue;
    const about = { personId, coverageYear };
    if (paidHere(others, policy)) {
      await keepOtherwise(db, about, { kind: 'paid', placeName: null }, now);
    } else {
      await db
        .delete(insuredOtherwise)
        .where(and(isAbout(about), eq(insuredOtherwise.kind, 'paid')));
    }
  }
}

/**
 * Nightly: whoever got a payment back because another one stands is told that they are covered; so
 * whether it still stands is asked again before what is known is too old. Of others nothing is
 * asked without them (docs/adr/0010).
 *
 * @returns how many were asked about and answered
 */
export async function lookAgainOtherwise(
  runtime: Runtime,
  { limit, traceId }: { limit: number; traceId: string },
): Promise<number> {
  const { db, config, clock } = runtime;
  const now = clock.now();
  const thisYear = yearOf(shanghaiDate(now));
  let answered = 0;
  for (const year of coverageYearsOf(config.region).filter((each) => each >= thisYear)) {
    const policy = policyFor(config.region, year);
    if (policy?.status !== 'published') continue;
    for (const { personId } of await dueIn(db, policy, { limit, now })) {
      try {
        await askAgain(runtime, personId);
        answered += 1;
      } catch (error) {
        runtime.log.warn({ traceId, ...describeError(error) }, 'another payment: not asked again');
      }
    }
  }
  return answered;
}

/** Those known for half of the time it counts, whose refund rests on it; the oldest first. */
async function dueIn(
  db: Queryable,
  { year, insuredOtherwise: { knownForDays } }: CoveragePolicy,
  { limit, now }: { limit: number; now: number },
): Promise<InsuredOtherwiseRow[]> {
  const givenBack = db
    .select({ id: refund.id })
    .from(refund)
    .innerJoin(refundItem, eq(refundItem.refundId, refund.id))
    .innerJoin(paymentItem, eq(paymentItem.id, refundItem.paymentItemId))
    .where(
      and(
        eq(paymentItem.personId, insuredOtherwise.personId),
        eq(paymentItem.coverageYear, year),
        eq(refund.status, 'refunded'),
        eq(refund.reason, 'DUPLICATE_PAYMENT'),
      ),
    );
  return db
    .select()
    .from(insuredOtherwise)
    .where(
      and(
        eq(insuredOtherwise.coverageYear, year),
        eq(insuredOtherwise.kind, 'paid'),
        lte(insuredOtherwise.knownAt, now - (knownForDays * dayMs) / 2),
        exists(givenBack),
      ),
    )
    .orderBy(asc(insuredOtherwise.knownAt))
    .limit(limit);
}

async function askAgain(runtime: Runtime, personId: string): Promise<void> {
  const { db, cipher, config, clock, ports } = runtime;
  const number = platformNumberOf(cipher, await getPerson(db, personId));
  if (number === null) return;
  const contributions = await ports.corePlatform.listContributions(number);
  await keepPaidOtherwise(db, config.region, { personId, contributions }, clock.now());
}
