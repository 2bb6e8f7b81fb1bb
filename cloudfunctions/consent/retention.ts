import { and, asc, eq, inArray, lt, notExists, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { type ConsentStatus } from '@yibao/shared/rules/consent-states';
import { addMonths, shanghaiDate, startOfDay } from '@yibao/shared/rules/dates';
import { systemActor, writeAudit } from '../lib/audit';
import { momentOf, type Queryable, type Transaction } from '../lib/database/database';
import {
  consent,
  consentCase,
  consentComplaint,
  consentConfirmation,
  consentLook,
  consentPrint,
  consentUse,
  messagePush,
  notice,
  rightsRequest,
} from '../lib/database/schema';
import { rowByRow } from '../lib/row-by-row';
import { type Runtime } from '../lib/runtime';

const over: ConsentStatus[] = ['denied', 'withdrawn', 'lapsed', 'exhausted', 'expired', 'revoked'];

/** The moment before which evidence has been kept as long as the law wants it (Art. 56). */
export function evidenceKeptSince(region: string, now: number): number {
  const { evidenceYears } = consentPolicyOf(region);
  return startOfDay(addMonths(shanghaiDate(now), -12 * evidenceYears));
}

/** The organisation has closed it, or we have, and nobody has answered for what was seen in it. */
const isUnanswered = sql`${consentCase.closedAt} is not null and ${consentCase.erasedAt} is null
  and ${consentCase.settledAt} is null`;

/**
 * Consents that ended long enough ago. A refused look is evidence of its own and keeps its consent as
 * long; but none that is taken after the consent's own time, or somebody who clicks once a year would
 * keep it for ever. Such a look stands in the audit.
 */
function isOldConsent(db: Queryable, before: number, evidenceYears: number): SQL | undefined {
  const { id, statusSince, status, caseId } = consent;
  const ofIt = eq(consentComplaint.consentId, id);
  const complaint = db
    .select({ id: consentComplaint.id })
    .from(consentComplaint)
    .where(
      and(
        ofIt,
        or(
          eq(consentComplaint.status, 'open'),
          sql`${consentComplaint.answeredAt} >= ${momentOf(before)}`,
        ),
      ),
    );
  const unanswered = db
    .select({ id: consentCase.id })
    .from(consentCase)
    .where(and(eq(consentCase.id, caseId), isUnanswered));
  return and(
    inArray(status, over),
    lt(statusSince, before),
    notExists(complaint),
    notExists(unanswered),
    sql`not exists (select 1 from ${consentLook} look where look.consent_id = ${id}
      and look.at >= ${momentOf(before)}
      and look.at < ${statusSince} + make_interval(years => ${evidenceYears}::int))`,
  );
}

/** Cases that hold nothing any more, and whose erasure was answered for long enough ago. */
function isOldCase(db: Queryable, before: number): SQL | undefined {
  const { id, closedAt, erasedAt, settledAt } = consentCase;
  return and(
    lt(closedAt, before),
    sql`coalesce(${erasedAt}, ${settledAt}) < ${momentOf(before)}`,
    notExists(db.select({ id: consent.id }).from(consent).where(eq(consent.caseId, id))),
  );
}

/** Messages about consents, looks, complaints and rights; the words stand in an index, as they are. */
const isAboutConsent = sql`(${notice.dedupeKey} like 'consent:%'
  or ${notice.dedupeKey} like 'complaint-answered:%' or ${notice.dedupeKey} like 'rights-answered:%')`;

async function eraseConsent(tx: Transaction, consentId: string, { traceId, now }: Erasing) {
  const [row] = await tx.select().from(consent).where(eq(consent.id, consentId));
  if (!row) throw new Error('a locked consent cannot be missing');
  const ofIt = tx
    .select({ id: consentLook.id })
    .from(consentLook)
    .where(eq(consentLook.consentId, consentId));
  await tx.delete(consentComplaint).where(eq(consentComplaint.consentId, consentId));
  await tx.delete(consentPrint).where(inArray(consentPrint.lookId, ofIt));
  const looks = await tx
    .delete(consentLook)
    .where(eq(consentLook.consentId, consentId))
    .returning({ id: consentLook.id });
  await tx.delete(consentUse).where(eq(consentUse.consentId, consentId));
  await tx.delete(consentConfirmation).where(eq(consentConfirmation.consentId, consentId));
  await tx.delete(consent).where(eq(consent.id, consentId));
  const { personId: subjectPersonId, organisationId } = row;
  const details = { consentId, organisationId, looks: looks.length };
  const origin = { actor: systemActor, traceId, now };
  await writeAudit(tx, origin, { action: 'consent.erased', subjectPersonId, details });
}

interface Erasing {
  limit: number;
  traceId: string;
  now: number;
}

/** One kind of evidence: which rows are due, the oldest first, and what goes with each. */
interface Kind {
  job: string;
  table: PgTable & { id: PgColumn };
  age: PgColumn;
  isDue: SQL | undefined;
  erase: (tx: Transaction, id: string) => Promise<unknown>;
}

/**
 * Erases what ended so long ago that it need not be kept: consents with their looks, prints and
 * answered complaints, cases that hold nothing any more, answered requests of rights, messages about
 * any of it. What somebody still complains of stays, and so does a case, with its consents, until
 * somebody has answered for the erasure of what was seen. The audit keeps ids.
 *
 * @returns how many rows were erased of the kind of which there were most
 */
export async function eraseOldConsents(
  runtime: Runtime,
  { limit, traceId }: { limit: number; traceId: string },
): Promise<number> {
  const { db, clock, config } = runtime;
  const now = clock.now();
  const erasing = { limit, traceId, now };
  const before = evidenceKeptSince(config.region, now);
  const { evidenceYears } = consentPolicyOf(config.region);
  const kinds: Kind[] = [
    {
      job: 'erase consents',
      table: consent,
      age: consent.statusSince,
      isDue: isOldConsent(db, before, evidenceYears),
      erase: (tx, id) => eraseConsent(tx, id, erasing),
    },
    {
      job: 'erase cases',
      table: consentCase,
      age: consentCase.closedAt,
      isDue: isOldCase(db, before),
      erase: (tx, id) => tx.delete(consentCase).where(eq(consentCase.id, id)),
    },
    {
      job: 'erase rights',
      table: rightsRequest,
      age: rightsRequest.answeredAt,
      isDue: lt(rightsRequest.answeredAt, before),
      erase: (tx, id) => tx.delete(rightsRequest).where(eq(rightsRequest.id, id)),
    },
    {
      job: 'erase messages',
      table: notice,
      age: notice.createdAt,
      isDue: and(isAboutConsent, lt(notice.createdAt, before)),
      erase: async (tx, id) => {
        await tx.delete(messagePush).where(eq(messagePush.noticeId, id));
        await tx.delete(notice).where(eq(notice.id, id));
      },
    },
  ];
  let most = 0;
  for (const kind of kinds) most = Math.max(most, await eraseKind(runtime, kind, erasing));
  return most;
}

/** The row is locked by one statement and looked at by the next: what was committed meanwhile counts. */
function eraseKind(runtime: Runtime, kind: Kind, { limit, traceId }: Erasing): Promise<number> {
  const { job, table, age, isDue, erase } = kind;
  const idsOf = async (db: Queryable, where: SQL | undefined, most: number): Promise<string[]> => {
    const rows = await db
      .select({ id: sql<string>`${table.id}` })
      .from(table)
      .where(where)
      .orderBy(asc(age))
      .limit(most);
    return rows.map(({ id }) => id);
  };
  return rowByRow(
    runtime,
    { job, limit, traceId },
    (hadTheirTurn, most) => idsOf(runtime.db, and(isDue, notInArray(table.id, hadTheirTurn)), most),
    async (tx, id) => {
      await tx
        .select({ id: sql`1` })
        .from(table)
        .where(eq(table.id, id))
        .for('update');
      const still = await idsOf(tx, and(isDue, eq(table.id, id)), 1);
      if (still.length === 0) return false;
      await erase(tx, id);
      return true;
    },
  );
}
