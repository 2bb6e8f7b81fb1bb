import { and, count, desc, eq, gte, inArray, isNull, lt, sql } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { type ConsentField } from '@yibao/shared/rules/consent-fields';
import { addDays, shanghaiDate, startOfDay, yearOf } from '@yibao/shared/rules/dates';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { momentOf, type Transaction } from '../lib/database/database';
import {
  type LookAsk,
  type Person,
  platformMirror,
  type PlatformSettlement,
  platformSettlement,
} from '../lib/database/schema';
import { identityOf } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { coversOf } from '../records/covers';
import { contributionsOf, ownCoversOf } from '../records/facts';
import { institutionsOf } from '../records/institutions';
import { unknownInstitution } from '../records/reading';
import { isInsured, withinDays } from './cover-shown';

type Shown = Extract<Output<'partner.look'>, { decision: 'shown' }>;
export type SettlementRow = Shown['settlements'][number];

/** Lines of one page on the screen. */
export const pageRows = 20;

/** Behind which settlement a page begins. */
export interface After {
  settledAt: number;
  settlementNo: string;
}

export interface LookData {
  person: Shown['person'];
  cover: Shown['cover'];
  settlements: SettlementRow[];
  sums: Shown['sums'];
  asOf: number | null;
  /** Where the next page begins; null at the end. */
  after: After | null;
}

type Summed = 'totalFen' | 'fundFen' | 'cashFen';
const settlementFields: readonly ConsentField[] = [
  'settledOn',
  'kind',
  'institutionName',
  'isRefund',
  'totalFen',
  'fundFen',
  'accountFen',
  'cashFen',
  'billParts',
  'treatmentDays',
  'settlementNo',
];

export const hasSettlements = ({ fields }: Pick<LookAsk, 'fields'>): boolean =>
  fields.some((field) => settlementFields.includes(field));

/** The settlements that were asked for: of the days, of the kinds, not taken back by the platform. */
const inAsk = (personId: string, { kinds, dataFrom, dataTo }: LookAsk) =>
  and(
    eq(platformSettlement.personId, personId),
    isNull(platformSettlement.goneAt),
    inArray(platformSettlement.kind, kinds),
    gte(platformSettlement.settledAt, startOfDay(dataFrom)),
    lt(platformSettlement.settledAt, startOfDay(addDays(dataTo, 1))),
  );

function personPart({ cipher }: Runtime, row: Person, fields: readonly ConsentField[]) {
  const { name, documentNumber } = identityOf(cipher, row);
  return {
    ...(fields.includes('nameMasked') ? { nameMasked: maskName(name) } : {}),
    ...(fields.includes('fullName') ? { fullName: name } : {}),
    ...(fields.includes('documentMasked')
      ? { documentMasked: maskDocumentNumber(documentNumber) }
      : {}),
    ...(fields.includes('documentNumber') ? { documentNumber } : {}),
  };
}

/** Cover and payments in the words of the records, as a stranger may know them: yes, no, years, days. */
async function coverPart(
  tx: Transaction,
  { config }: Runtime,
  person: Person,
  ask: LookAsk,
  now: number,
): Promise<Shown['cover']> {
  const wanted = (['insured', 'paidYears', 'coverPeriods'] as const).filter((field) =>
    ask.fields.includes(field),
  );
  if (wanted.length === 0) return {};
  const own = await ownCoversOf(tx, person.id);
  const contributions = await contributionsOf(tx, person.id);
  const facts = { person, viewerPersonId: person.id, region: config.region, own, contributions };
  const { covers } = coversOf({ ...facts, claims: null, now });
  const [from, to] = [yearOf(ask.dataFrom), yearOf(ask.dataTo)];
  const isInTime = (year: number): boolean => from <= year && year <= to;
  const inTime = covers.filter(({ coverageYear }) => isInTime(coverageYear));
  const year = yearOf(shanghaiDate(now));
  const thisYear = covers.find(({ coverageYear }) => coverageYear === year);
  const paid = [
    ...contributions.filter(({ arrived }) => arrived).map(({ coverageYear }) => coverageYear),
    ...own.filter(({ coverage }) => coverage).map(({ enrollment }) => enrollment.coverageYear),
  ].filter(isInTime);
  return {
    ...(wanted.includes('insured')
      ? { insured: isInTime(year) ? thisYear !== undefined && isInsured(thisYear) : null }
      : {}),
    ...(wanted.includes('paidYears')
      ? { paidYears: [...new Set(paid)].sort((a, b) => b - a) }
      : {}),
    ...(wanted.includes('coverPeriods')
      ? { coverPeriods: inTime.flatMap((cover) => withinDays(cover, ask)) }
      : {}),
  };
}

/** Only what was asked for leaves the row: a field that is not named is not there. */
function settlementPart(
  row: PlatformSettlement,
  institutionName: string,
  fields: readonly ConsentField[],
): SettlementRow {
  const all = {
    settlementNo: row.settlementNo,
    settledOn: shanghaiDate(row.settledAt),
    kind: row.kind,
    institutionName,
    isRefund: row.isRefund,
    totalFen: row.totalFen,
    fundFen: row.fundFen,
    accountFen: row.accountFen + row.mutualAidFen,
    cashFen: row.cashFen,
    billParts: {
      deductibleFen: row.deductibleFen,
      fullSelfPayFen: row.fullSelfPayFen,
      overLimitFen: row.overLimitFen,
      preSelfPayFen: row.preSelfPayFen,
      inScopeFen: row.inScopeFen,
      basicFundFen: row.basicFundFen,
      seriousIllnessFen: row.seriousIllnessFen,
      medicalAidFen: row.medicalAidFen,
    },
  };
  const chosen = Object.entries(all).filter(([field]) => fields.some((each) => each === field));
  const days = { treatedFrom: row.treatedFrom, treatedTo: row.treatedTo };
  return {
    ...Object.fromEntries(chosen),
    ...(fields.includes('treatmentDays') ? days : {}),
  };
}

/** The sums of all that was asked for, and when the platform was last heard of settlements. */
async function wholeOf(
  tx: Transaction,
  personId: string,
  ask: LookAsk,
): Promise<Pick<LookData, 'sums' | 'asOf'>> {
  const sum = (column: Summed) =>
    sql<number>`coalesce(sum(${platformSettlement[column]}), 0)::float8`;
  const asOf = sql`(select ${platformMirror.asOf} from ${platformMirror}
    where ${platformMirror.personId} = ${personId} and ${platformMirror.kind} = 'settlements')`;
  const [row] = await tx
    .select({
      count: count(),
      totalFen: sum('totalFen'),
      fundFen: sum('fundFen'),
      cashFen: sum('cashFen'),
      asOf: sql<number | null>`(extract(epoch from ${asOf}) * 1000)::float8`,
    })
    .from(platformSettlement)
    .where(inAsk(personId, ask));
  const only = (field: Summed) => (ask.fields.includes(field) ? (row?.[field] ?? 0) : null);
  const sums = {
    count: row?.count ?? 0,
    totalFen: only('totalFen'),
    fundFen: only('fundFen'),
    cashFen: only('cashFen'),
  };
  return { sums, asOf: row?.asOf ?? null };
}

async function settlementRows(
  tx: Transaction,
  { cipher }: Runtime,
  personId: string,
  ask: LookAsk,
  { after, limit }: { after: After | null; limit: number },
) {
  const { settledAt, settlementNo } = platformSettlement;
  const beyond =
    after &&
    sql`(${settledAt}, ${settlementNo}) <
      (${momentOf(after.settledAt)}, ${after.settlementNo}::text)`;
  const rows = await tx
    .select()
    .from(platformSettlement)
    .where(and(inAsk(personId, ask), beyond ?? undefined))
    .orderBy(desc(settledAt), desc(settlementNo))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const places = ask.fields.includes('institutionName')
    ? await institutionsOf(
        tx,
        cipher,
        personId,
        page.map((row) => row.institutionKey),
      )
    : new Map<string, { name: string }>();
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    settlements: page.map((row) => {
      const place = places.get(row.institutionKey) ?? unknownInstitution;
      return settlementPart(row, place.name, ask.fields);
    }),
    after: last ? { settledAt: last.settledAt, settlementNo: last.settlementNo } : null,
  };
}

/**
 * What is shown of a person: exactly the fields that were decided on, within the transaction of the
 * decision.
 *
 * @param page `after` where an earlier page ended; `limit` rows at most
 */
export async function readLook(
  tx: Transaction,
  runtime: Runtime,
  person: Person,
  ask: LookAsk,
  page: { after: After | null; limit: number; now: number },
): Promise<LookData> {
  const isFirst = page.after === null;
  const lines = hasSettlements(ask);
  const { settlements, after } = lines
    ? await settlementRows(tx, runtime, person.id, ask, page)
    : { settlements: [], after: null };
  return {
    person: personPart(runtime, person, ask.fields),
    cover: isFirst ? await coverPart(tx, runtime, person, ask, page.now) : {},
    settlements,
    ...(lines ? await wholeOf(tx, person.id, ask) : { sums: null, asOf: null }),
    after,
  };
}
