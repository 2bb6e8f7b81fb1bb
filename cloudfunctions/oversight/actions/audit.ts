import { and, desc, inArray, like, lt, type SQL, sql } from 'drizzle-orm';
import { maskName } from '@yibao/shared/rules/masking';
import { type Queryable } from '../../lib/database/database';
import { type AuditDetails, auditEntry, clerk } from '../../lib/database/schema';
import { query, type Parsed } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { readDocumentNumber } from '../../lib/document-number';
import { findByNumber, getPersons } from '../../lib/people';
import { type Runtime } from '../../lib/runtime';
import { badgesOf } from '../../lib/staff';
import { onDay } from '../days';
import { noteRead } from '../note-read';

const pageSize = 30;

type Entry = typeof auditEntry.$inferSelect;

function beforeCursor(cursor: string | undefined): SQL | undefined {
  if (cursor === undefined) return undefined;
  if (!/^\d{1,15}$/.test(cursor)) throw refuseField('cursor', '翻页位置不对，请刷新后重试');
  return lt(auditEntry.id, Number(cursor));
}

/**
 * For the entries of a day: by their number as well, but so that the database finds the day by its own
 * index and sorts what is on it, instead of walking back from the newest entry to that day.
 */
const unindexedId = sql`(${auditEntry.id} + 0)`;

async function findEntries(
  db: Queryable,
  { action, day, cursor }: Parsed<'oversight.audit'>,
  personIds: string[] | undefined,
): Promise<Entry[]> {
  const bySubject =
    personIds === undefined
      ? undefined
      : personIds.length === 0
        ? sql`false`
        : inArray(auditEntry.subjectPersonId, personIds);
  return (
    db
      .select()
      .from(auditEntry)
      // letters and dots alone, by the contract: nothing in it means more than itself
      .where(
        and(
          action === undefined ? undefined : like(auditEntry.action, `${action}%`),
          bySubject,
          onDay(auditEntry.at, day),
          beforeCursor(cursor),
        ),
      )
      .orderBy(desc(day === undefined ? auditEntry.id : unindexedId))
      .limit(pageSize + 1)
  );
}

/** Reasons that clerks of the bureau gave are kept sealed; whoever may search may read them. */
const withSealedReason = new Set([
  'oversight.suspendOrganisation',
  'oversight.endAgreement',
  'oversight.suspendClerk',
  'oversight.settleErasure',
]);

function viewDetails({ cipher }: Runtime, action: string, details: AuditDetails) {
  return Object.entries(details).map(([name, value]) => {
    const isSealed = name === 'reason' && withSealedReason.has(action) && typeof value === 'string';
    if (isSealed) return { name, value: cipher.open('oversight.reason', value) };
    if (Array.isArray(value)) return { name, value: value.join('、') };
    return { name, value: value === null ? '' : String(value) };
  });
}

async function loginsOf(db: Queryable, accountIds: string[]): Promise<Map<string, string>> {
  if (accountIds.length === 0) return new Map();
  const rows = await db
    .select({ accountId: clerk.accountId, login: clerk.login })
    .from(clerk)
    .where(inArray(clerk.accountId, accountIds));
  return new Map(rows.map(({ accountId, login }) => [accountId, login]));
}

async function viewEntries(runtime: Runtime, rows: Entry[]) {
  const { db, cipher } = runtime;
  const actors = [...new Set(rows.flatMap(({ actorAccountId }) => actorAccountId ?? []))];
  const badges = await badgesOf(db, actors);
  const logins = await loginsOf(db, actors);
  const subjects = await getPersons(db, [
    ...new Set(rows.flatMap(({ subjectPersonId }) => subjectPersonId ?? [])),
  ]);
  return rows.map((row) => {
    const subject = subjects.get(row.subjectPersonId ?? '');
    const actor = row.actorAccountId ?? '';
    // a resident stays an account here, also one who works for the bureau
    const isResident = row.actorKind === 'account';
    return {
      entryId: String(row.id),
      at: row.at,
      action: row.action,
      actorKind: row.actorKind,
      actorName: isResident ? null : (badges.get(actor) ?? logins.get(actor) ?? null),
      subjectMasked: subject ? maskName(cipher.open('person.name', subject.name)) : null,
      details: viewDetails(runtime, row.action, row.details),
      traceId: row.traceId,
    };
  });
}

/** Who searches the audit stands in it as well, with what they searched for. */
export const audit = query('oversight.audit', async (context, input) => {
  const { runtime, now } = context;
  const { db, cipher } = runtime;
  const { documentNumber } = input;
  const persons =
    documentNumber === undefined
      ? undefined
      : await findByNumber(db, cipher, readDocumentNumber(documentNumber, now));
  const personIds = persons?.map(({ id }) => id);
  const found = await findEntries(runtime.db, input, personIds);
  const rows = found.slice(0, pageSize);
  const last = found.length > pageSize ? rows.at(-1) : undefined;
  await noteRead(context, 'oversight.audit', {
    filter: {
      actionPrefix: input.action ?? null,
      day: input.day ?? null,
      byPerson: personIds !== undefined,
      isFurtherPage: input.cursor !== undefined,
    },
    rows: rows.length,
    about: personIds?.[0] ?? null,
  });
  return { rows: await viewEntries(runtime, rows), nextCursor: last ? String(last.id) : null };
});
