import { and, eq, getTableColumns, gte, isNull, lt, lte, notInArray, sql } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/pg-core';
import { startOfDay } from '@yibao/shared/rules/dates';
import { addsUp } from '@yibao/shared/rules/settlement';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable, type Transaction } from '../lib/database/database';
import {
  platformContribution,
  platformMirror,
  type PlatformMirror,
  platformSettlement,
  visitedInstitution,
} from '../lib/database/schema';
import { type Contribution } from '../lib/ports/core-platform';
import { type Settlement } from '../lib/ports/settlement';
import { institutionKey, sealInstitution } from './institutions';

export type MirrorKind = PlatformMirror['kind'];

/** Younger than this nothing is asked again by itself. */
const freshMs = 10 * 60_000;
/** However often somebody taps, the platform is asked no more often about one person. */
const askGapMs = 20_000;

export interface Freshness {
  asOf: number | null;
  failed: boolean;
  stale: boolean;
}

export function freshnessOf(mirror: PlatformMirror | null, now: number): Freshness {
  // what failed a moment ago is not asked again at once
  const rests = mirror?.failed === true && now - mirror.triedAt < askGapMs;
  return {
    asOf: mirror?.asOf ?? null,
    failed: mirror?.failed ?? false,
    stale: isOld(mirror, now) && !rests,
  };
}

/** Worth asking again by itself. */
export function isOld(mirror: PlatformMirror | null, now: number): boolean {
  const asOf = mirror?.asOf ?? null;
  return asOf === null || now - asOf >= freshMs;
}

export async function findMirror(
  db: Queryable,
  personId: string,
  kind: MirrorKind,
): Promise<PlatformMirror | null> {
  const [row] = await db
    .select()
    .from(platformMirror)
    .where(and(eq(platformMirror.personId, personId), eq(platformMirror.kind, kind)));
  return row ?? null;
}

/**
 * Takes the turn to ask the platform about a person: of however many at the same moment one gets
 * it, for every kind at once, and the next one not before the gap is over. One statement in one
 * order: two that ask together cannot come away with a kind each. Whoever has the turn says with
 * `noteAnswer` what came.
 *
 * @returns the kinds whose turn it is
 */
export async function takeTurnsToAsk(
  db: Queryable,
  personId: string,
  kinds: readonly MirrorKind[],
  now: number,
): Promise<MirrorKind[]> {
  if (kinds.length === 0) return [];
  const taken = await db
    .insert(platformMirror)
    .values(
      [...kinds]
        .sort()
        .map((kind) => ({ personId, kind, asOf: null, triedAt: now, failed: false })),
    )
    .onConflictDoUpdate({
      target: [platformMirror.personId, platformMirror.kind],
      set: { triedAt: now, failed: false },
      setWhere: lte(platformMirror.triedAt, now - askGapMs),
    })
    .returning({ kind: platformMirror.kind });
  return taken.map(({ kind }) => kind);
}

/** A try without an answer leaves the time of the last one as it was. */
export async function noteAnswer(
  tx: Queryable,
  personId: string,
  kind: MirrorKind,
  { at, failed }: { at: number; failed: boolean },
): Promise<void> {
  await tx
    .update(platformMirror)
    .set({ failed, ...(failed ? {} : { asOf: at }) })
    .where(and(eq(platformMirror.personId, personId), eq(platformMirror.kind, kind)));
}

/** Keeps what 90100 said. Rows it no longer names are marked, not removed. */
export async function keepContributions(
  tx: Transaction,
  personId: string,
  told: Contribution[],
  now: number,
): Promise<void> {
  const rows = told.map((each) => ({
    personId,
    coverageYear: each.coverageYear,
    collectionNo: each.collectionNo,
    insurance: each.insurance,
    poolingArea: each.poolingArea,
    poolingAreaName: each.poolingAreaName,
    amountFen: each.amountFen,
    paidAt: each.paidAt,
    arrived: each.arrived,
    businessNo: each.businessNo,
    goneAt: null,
  }));
  const unique = [
    ...new Map(rows.map((row) => [`${row.coverageYear} ${row.collectionNo}`, row])).values(),
  ];
  for (const batch of inBatches(unique)) {
    await tx
      .insert(platformContribution)
      .values(batch)
      .onConflictDoUpdate({
        target: [
          platformContribution.personId,
          platformContribution.coverageYear,
          platformContribution.collectionNo,
        ],
        set: excluded(platformContribution),
      });
  }
  const named = unique.map((row) => row.collectionNo);
  await tx
    .update(platformContribution)
    .set({ goneAt: now })
    .where(
      and(
        eq(platformContribution.personId, personId),
        isNull(platformContribution.goneAt),
        named.length > 0 ? notInArray(platformContribution.collectionNo, named) : undefined,
      ),
    );
}

/**
 * Keeps what 5203 said of the days from `range.from` to `range.to` (Shanghai). Rows of those days
 * it no longer names are marked, not removed; other days are not touched.
 */
export async function keepSettlements(
  tx: Transaction,
  cipher: FieldCipher,
  personId: string,
  told: { settlements: Settlement[]; range: { from: string; to: string } },
  now: number,
): Promise<void> {
  const { settlements, range } = told;
  const keys = await keepInstitutions(tx, cipher, personId, settlements);
  const rows = settlements.map((each) => ({
    personId,
    settlementNo: each.settlementNo,
    ...changing(each),
    institutionKey: keys.get(each.institutionCode) ?? '',
    goneAt: null,
  }));
  for (const batch of inBatches(rows)) {
    await tx
      .insert(platformSettlement)
      .values(batch)
      .onConflictDoUpdate({
        target: [platformSettlement.personId, platformSettlement.settlementNo],
        set: excluded(platformSettlement),
      });
  }
  const named = settlements.map((each) => each.settlementNo);
  await tx
    .update(platformSettlement)
    .set({ goneAt: now })
    .where(
      and(
        eq(platformSettlement.personId, personId),
        gte(platformSettlement.settledAt, startOfDay(range.from)),
        lt(platformSettlement.settledAt, now),
        isNull(platformSettlement.goneAt),
        named.length > 0 ? notInArray(platformSettlement.settlementNo, named) : undefined,
      ),
    );
}

/** Seals the institutions that are new for this person. @returns code → key, for all of them */
async function keepInstitutions(
  tx: Transaction,
  cipher: FieldCipher,
  personId: string,
  settlements: Settlement[],
): Promise<Map<string, string>> {
  const byCode = new Map(settlements.map((each) => [each.institutionCode, each]));
  const known = await tx
    .select({ key: visitedInstitution.institutionKey })
    .from(visitedInstitution)
    .where(eq(visitedInstitution.personId, personId));
  const knownKeys = new Set(known.map(({ key }) => key));
  const keys = new Map(
    [...byCode.keys()].map((code) => [code, institutionKey(cipher, personId, code)]),
  );
  const added = [...byCode.values()].flatMap((each) => {
    const key = keys.get(each.institutionCode) ?? '';
    const { institutionCode: code, institutionName: name, institutionLevel: level } = each;
    if (knownKeys.has(key)) return [];
    const institution = sealInstitution(cipher, { code, name, level });
    return [{ personId, institutionKey: key, institution }];
  });
  for (const batch of inBatches(added)) {
    await tx.insert(visitedInstitution).values(batch).onConflictDoNothing();
  }
  return keys;
}

/** What a settlement's row says, from what the platform said. */
function changing(each: Settlement) {
  return {
    settledAt: each.settledAt,
    kind: each.kind,
    insurance: each.insurance,
    isRefund: each.isRefund,
    addsUp: addsUp(each),
    treatedFrom: each.treatedFrom,
    treatedTo: each.treatedTo,
    totalFen: each.totalFen,
    fullSelfPayFen: each.fullSelfPayFen,
    overLimitFen: each.overLimitFen,
    preSelfPayFen: each.preSelfPayFen,
    inScopeFen: each.inScopeFen,
    deductibleFen: each.deductibleFen,
    basicFundFen: each.basicFundFen,
    seriousIllnessFen: each.seriousIllnessFen,
    medicalAidFen: each.medicalAidFen,
    fundFen: each.fundFen,
    accountFen: each.accountFen,
    mutualAidFen: each.mutualAidFen,
    cashFen: each.cashFen,
    institutionFen: each.institutionFen,
  };
}

/** A statement takes 65,535 parameters. */
const batchRows = 200;

function inBatches<T>(rows: T[]): T[][] {
  const count = Math.ceil(rows.length / batchRows);
  return Array.from({ length: count }, (_, n) => rows.slice(n * batchRows, (n + 1) * batchRows));
}

type Mirrored = typeof platformContribution | typeof platformSettlement;

/** Property and column name of each column of a table. */
function columnsOf(table: Mirrored): [property: string, name: string][] {
  const columns: Record<string, { name: string }> = getTableColumns(table);
  return Object.entries(columns).map(([property, { name }]) => [property, name]);
}

/** `set column = excluded.column` for all but the key: the newer word of the platform counts. */
function excluded(table: Mirrored) {
  const { primaryKeys } = getTableConfig(table);
  const keyColumns = primaryKeys.flatMap((each): { name: string }[] => each.columns);
  const key = new Set(keyColumns.map(({ name }) => name));
  return Object.fromEntries(
    columnsOf(table).flatMap(([property, name]) =>
      key.has(name) ? [] : [[property, sql.raw(`excluded.${name}`)]],
    ),
  );
}
