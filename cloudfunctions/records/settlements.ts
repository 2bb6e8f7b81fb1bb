import { and, asc, desc, eq, gte, inArray, isNull, lt, sql } from 'drizzle-orm';
import { type AnyPgColumn } from 'drizzle-orm/pg-core';
import { startOfDay, yearOf, shanghaiDate, yearStart } from '@yibao/shared/rules/dates';
import { cappedKinds, type SettlementKind } from '@yibao/shared/rules/settlement';
import { momentOf, type Queryable } from '../lib/database/database';
import { platformSettlement, type PlatformSettlement } from '../lib/database/schema';
import { refuseField } from '../lib/dispatcher/input';

/** Where a page begins: right after this settlement. */
export interface SettlementCursor {
  settledAt: number;
  settlementNo: string;
}

export const writeCursor = ({ settledAt, settlementNo }: SettlementCursor): string =>
  `${settledAt}.${settlementNo}`;

/** Far beyond any settlement, and what a date can still be written as (year 9999). */
const lastMoment = 253_402_300_800_000;

/** @throws ServiceError bad_input for one that no page gave */
export function readCursor(text: string): SettlementCursor {
  const dot = text.indexOf('.');
  const settledAt = Number(text.slice(0, dot));
  if (!(settledAt < lastMoment)) throw refuseField('cursor', '翻页位置不对，请从头看');
  return { settledAt, settlementNo: text.slice(dot + 1) };
}

export interface SettlementFilter {
  coverageYear?: number | undefined;
  kind?: SettlementKind | undefined;
  /** Only at these institutions. */
  institutionKeys?: string[] | undefined;
  cursor?: SettlementCursor | undefined;
}

const standing = (personId: string) =>
  and(eq(platformSettlement.personId, personId), isNull(platformSettlement.goneAt));

/** Midnight in Shanghai at which a year begins. */
const startOfYear = (year: number): number => startOfDay(yearStart(year));

function inYear(year: number) {
  const { settledAt } = platformSettlement;
  return and(gte(settledAt, startOfYear(year)), lt(settledAt, startOfYear(year + 1)));
}

/** One page, newest first, by the index (person_id, settled_at desc, settlement_no desc). */
export async function listSettlements(
  db: Queryable,
  personId: string,
  { coverageYear, kind, institutionKeys, cursor }: SettlementFilter,
  limit: number,
): Promise<PlatformSettlement[]> {
  const { settledAt, settlementNo } = platformSettlement;
  // a comparison of rows is one range of the index
  const after =
    cursor &&
    sql`(${settledAt}, ${settlementNo}) <
      (${momentOf(cursor.settledAt)}, ${cursor.settlementNo}::text)`;
  return db
    .select()
    .from(platformSettlement)
    .where(
      and(
        standing(personId),
        coverageYear === undefined ? undefined : inYear(coverageYear),
        kind && eq(platformSettlement.kind, kind),
        institutionKeys && inArray(platformSettlement.institutionKey, institutionKeys),
        after,
      ),
    )
    .orderBy(desc(settledAt), desc(settlementNo))
    .limit(limit);
}

export async function findSettlement(
  db: Queryable,
  personId: string,
  settlementNo: string,
): Promise<PlatformSettlement | null> {
  const [row] = await db
    .select()
    .from(platformSettlement)
    .where(and(standing(personId), eq(platformSettlement.settlementNo, settlementNo)));
  return row ?? null;
}

/** Every year from the first settlement to the last, newest first. */
export async function settlementYears(db: Queryable, personId: string): Promise<number[]> {
  const end = (order: typeof asc) =>
    db
      .select({ at: platformSettlement.settledAt })
      .from(platformSettlement)
      .where(standing(personId))
      .orderBy(order(platformSettlement.settledAt))
      .limit(1);
  const [[first], [last]] = await Promise.all([end(asc), end(desc)]);
  if (!first || !last) return [];
  const [from, to] = [yearOf(shanghaiDate(first.at)), yearOf(shanghaiDate(last.at))];
  return Array.from({ length: to - from + 1 }, (_, n) => to - n);
}

const { totalFen, fundFen, accountFen, mutualAidFen, cashFen, basicFundFen, seriousIllnessFen } =
  platformSettlement;
/** A driver hands sums of integers over as text; a float holds every amount of money exactly. */
const sum = (...columns: AnyPgColumn[]) =>
  sql<number>`coalesce(sum(${sql.join(columns, sql` + `)}), 0)::float8`;
const month = sql<number>`extract(month from ${platformSettlement.settledAt} at time zone 'Asia/Shanghai')::integer`;

export interface GroupSums {
  month: number;
  kind: SettlementKind;
  settlementCount: number;
  totalFen: number;
  fundFen: number;
  accountFen: number;
  cashFen: number;
  basicFundFen: number;
  seriousIllnessFen: number;
}

/** A year's sums by month and kind; at most 72 rows. */
export async function sumYear(db: Queryable, personId: string, year: number): Promise<GroupSums[]> {
  return db
    .select({
      month,
      kind: platformSettlement.kind,
      settlementCount: sql<number>`count(*)::integer`,
      totalFen: sum(totalFen),
      fundFen: sum(fundFen),
      accountFen: sum(accountFen, mutualAidFen),
      cashFen: sum(cashFen),
      basicFundFen: sum(basicFundFen),
      seriousIllnessFen: sum(seriousIllnessFen),
    })
    .from(platformSettlement)
    .where(and(standing(personId), inYear(year)))
    .groupBy(month, platformSettlement.kind);
}

/** What counts towards the yearly cap of basic insurance. */
export const countsToBasicCap = ({ kind }: { kind: SettlementKind }): boolean =>
  cappedKinds.includes(kind);
