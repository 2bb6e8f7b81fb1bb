import { and, count, eq, gt, gte, isNotNull, type SQL, sql } from 'drizzle-orm';
import { type PgColumn } from 'drizzle-orm/pg-core';
import { addMonths, shanghaiDate, startOfDay } from '@yibao/shared/rules/dates';
import { type Queryable } from '../../lib/database/database';
import { consent, consentLook, organisation } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';

/** YYYY-MM of a moment in Shanghai; a fixed offset is exact there (shared/rules/dates.ts). */
const monthOf = (column: PgColumn): SQL<string> =>
  sql<string>`to_char((${column} at time zone 'UTC') + interval '8 hours', 'YYYY-MM')`;

const granted = isNotNull(consent.artefact);
/** A use is a look that was shown; its pages, previews and prints are not others. */
const used = and(eq(consentLook.act, 'open'), eq(consentLook.allowed, true));
const denied = eq(consentLook.allowed, false);

async function countOf(db: Queryable, table: typeof consent | typeof consentLook, where?: SQL) {
  const [row] = await db.select({ times: count() }).from(table).where(where);
  return row?.times ?? 0;
}

type Counted = { month: string; times: number }[];

async function byMonth(db: Queryable, from: number) {
  const consentsBy = (column: PgColumn, where: SQL | undefined): Promise<Counted> => {
    const month = monthOf(column);
    return db
      .select({ month, times: count() })
      .from(consent)
      .where(and(gte(column, from), where))
      .groupBy(month);
  };
  const looksOf = (where: SQL | undefined): Promise<Counted> => {
    const month = monthOf(consentLook.at);
    return db
      .select({ month, times: count() })
      .from(consentLook)
      .where(and(gte(consentLook.at, from), where))
      .groupBy(month);
  };
  return {
    authorisations: await consentsBy(consent.decidedAt, granted),
    revocations: await consentsBy(consent.statusSince, eq(consent.status, 'revoked')),
    uses: await looksOf(used),
    denials: await looksOf(denied),
  };
}

async function byOrganisation(db: Queryable) {
  const rows = await db
    .select({ organisationId: organisation.id, name: organisation.name, kind: organisation.kind })
    .from(organisation);
  const consents = await db
    .select({ id: consent.organisationId, times: count() })
    .from(consent)
    .where(granted)
    .groupBy(consent.organisationId);
  const looks = await db
    .select({ id: consentLook.organisationId, times: count() })
    .from(consentLook)
    .where(used)
    .groupBy(consentLook.organisationId);
  const of = (counted: { id: string; times: number }[], id: string) =>
    counted.find((row) => row.id === id)?.times ?? 0;
  return rows.map((row) => ({
    ...row,
    authorisations: of(consents, row.organisationId),
    uses: of(looks, row.organisationId),
  }));
}

/** The seed's three figures: organisations, authorisations, uses; and how they went. */
export const figures = query('oversight.figures', async ({ runtime, now }, { months }) => {
  const { db } = runtime;
  const firstOfMonth = `${shanghaiDate(now).slice(0, 7)}-01`;
  const first = addMonths(firstOfMonth, 1 - months);
  const counted = await byMonth(db, startOfDay(first));
  const names = Array.from({ length: months }, (_, n) => addMonths(first, n).slice(0, 7));
  const timesIn = (rows: Counted, month: string) =>
    rows.find((row) => row.month === month)?.times ?? 0;
  const organisations = await byOrganisation(db);
  const sumOf = (what: 'authorisations' | 'uses') =>
    organisations.reduce((sum, each) => sum + each[what], 0);
  const ofKind = (kind: string) => organisations.filter((each) => each.kind === kind).length;
  return {
    organisations: { insurers: ofKind('insurer'), employers: ofKind('employer') },
    authorisations: sumOf('authorisations'),
    inForce: await countOf(
      db,
      consent,
      and(eq(consent.status, 'active'), gt(consent.validTo, now)),
    ),
    uses: sumOf('uses'),
    denials: await countOf(db, consentLook, denied),
    byMonth: names.map((month) => ({
      month,
      authorisations: timesIn(counted.authorisations, month),
      uses: timesIn(counted.uses, month),
      denials: timesIn(counted.denials, month),
      revocations: timesIn(counted.revocations, month),
    })),
    byOrganisation: organisations.sort(
      (a, b) =>
        b.uses - a.uses || b.authorisations - a.authorisations || (a.name < b.name ? -1 : 1),
    ),
  };
});
