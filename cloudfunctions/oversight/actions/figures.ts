import { and, count, gt, gte, isNotNull, type SQL, sql } from 'drizzle-orm';
import { type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import { addMonths, shanghaiDate, startOfDay } from '@yibao/shared/rules/dates';
import { type Queryable } from '../../lib/database/database';
import { consent, consentLook, organisation } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';

// Each condition is the predicate of an index that holds all that is counted (0023_retention.sql): no
// row of a consent or a look is read here, however many there are.
const granted = isNotNull(consent.artefact);
const revoked = sql`${consent.status} = 'revoked'`;
const inForce = sql`${consent.status} = 'active'`;
/** A use is a look that was shown; its pages, previews and prints are not others. */
const used = sql`${consentLook.act} = 'open' and ${consentLook.allowed}`;
const denied = sql`not ${consentLook.allowed}`;

/** One thing that is counted: which rows, by which moment. */
interface Counted {
  table: PgTable;
  where: SQL;
  at: PgColumn;
}

/** The months of the answer, in Shanghai, each with the moment at which it begins. */
interface Months {
  names: string[];
  starts: number[];
}

function lastMonths(now: number, months: number): Months {
  const first = addMonths(`${shanghaiDate(now).slice(0, 7)}-01`, 1 - months);
  const days = Array.from({ length: months }, (_, n) => addMonths(first, n));
  return { names: days.map((day) => day.slice(0, 7)), starts: days.map(startOfDay) };
}

/** The place of a moment's month, from 1; 0 for what lies before the first. */
function placeIn({ starts }: Months, at: PgColumn): SQL<number> {
  const bounds = `{${starts.map((start) => new Date(start).toISOString()).join(',')}}`;
  return sql<number>`width_bucket(${at}, ${bounds}::timestamptz[])`;
}

async function countAll(db: Queryable, table: PgTable, where: SQL | undefined): Promise<number> {
  const [row] = await db.select({ times: count() }).from(table).where(where);
  return row?.times ?? 0;
}

/** How often in each of the months; what was before them is not looked at. */
async function byMonth(db: Queryable, { table, where, at }: Counted, months: Months) {
  const rows = await db
    .select({ place: placeIn(months, at), times: count() })
    .from(table)
    .where(and(where, gte(at, months.starts[0] ?? 0)))
    .groupBy(sql`1`);
  const times = new Map(rows.map(({ place, times: found }) => [place, found]));
  return months.names.map((_, index) => times.get(index + 1) ?? 0);
}

/** How often ever, by organisation, and in each of the months. */
async function byOrganisation(
  db: Queryable,
  { table, where, at, of }: Counted & { of: PgColumn },
  months: Months,
) {
  const rows = await db
    .select({ id: sql<string>`${of}`, place: placeIn(months, at), times: count() })
    .from(table)
    .where(where)
    .groupBy(sql`1`, sql`2`);
  const sumOf = (which: (row: { id: string; place: number }) => boolean) =>
    rows.filter(which).reduce((sum, { times }) => sum + times, 0);
  return {
    all: sumOf(() => true),
    of: (organisationId: string) => sumOf(({ id }) => id === organisationId),
    months: months.names.map((_, index) => sumOf(({ place }) => place === index + 1)),
  };
}

/** The seed's three figures: organisations, authorisations, uses; and how they went. */
export const figures = query('oversight.figures', async ({ runtime, now }, input) => {
  const { db } = runtime;
  const months = lastMonths(now, input.months);
  const { organisationId: ofConsent, decidedAt, statusSince, validTo } = consent;
  const { organisationId: ofLook, at } = consentLook;
  const [authorisations, uses, denials, revocations, inForceNow, denialsEver, rows] =
    await Promise.all([
      byOrganisation(db, { table: consent, where: granted, at: decidedAt, of: ofConsent }, months),
      byOrganisation(db, { table: consentLook, where: used, at, of: ofLook }, months),
      byMonth(db, { table: consentLook, where: denied, at }, months),
      byMonth(db, { table: consent, where: revoked, at: statusSince }, months),
      countAll(db, consent, and(inForce, gt(validTo, now))),
      countAll(db, consentLook, denied),
      db
        .select({
          organisationId: organisation.id,
          name: organisation.name,
          kind: organisation.kind,
        })
        .from(organisation),
    ]);
  const organisations = rows.map((row) => ({
    ...row,
    authorisations: authorisations.of(row.organisationId),
    uses: uses.of(row.organisationId),
  }));
  const ofKind = (kind: string) => organisations.filter((each) => each.kind === kind).length;
  return {
    organisations: { insurers: ofKind('insurer'), employers: ofKind('employer') },
    authorisations: authorisations.all,
    inForce: inForceNow,
    uses: uses.all,
    denials: denialsEver,
    byMonth: months.names.map((month, index) => ({
      month,
      authorisations: authorisations.months[index] ?? 0,
      uses: uses.months[index] ?? 0,
      denials: denials[index] ?? 0,
      revocations: revocations[index] ?? 0,
    })),
    byOrganisation: organisations.sort(
      (a, b) =>
        b.uses - a.uses || b.authorisations - a.authorisations || (a.name < b.name ? -1 : 1),
    ),
  };
});
