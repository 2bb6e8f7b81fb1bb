import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { type VerifiedCaller } from '../lib/caller';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../lib/cursor';
import { type Queryable, type Transaction } from '../lib/database/database';
import {
  type Certificate,
  certificate,
  certificateFile,
  certificateLookup,
} from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { wardsOf } from '../lib/guardians';

export async function findCertificate(db: Queryable, id: string): Promise<Certificate | null> {
  const [row] = await db.select().from(certificate).where(eq(certificate.id, id));
  return row ?? null;
}

/** @throws ServiceError not_found, also for a paper that somebody else had issued */
export async function getIssued(
  db: Queryable,
  caller: VerifiedCaller,
  id: string,
): Promise<Certificate> {
  const row = await findCertificate(db, id);
  if (row?.requestedBy !== caller.personId) throw new ServiceError('not_found');
  return row;
}

/** Whose papers are the caller's to see, whoever had them issued: their own and their wards'. */
export async function ownPeople(
  db: Queryable,
  { personId }: VerifiedCaller,
  now: number,
): Promise<string[]> {
  const wards = await wardsOf(db, personId, now);
  return [personId, ...wards.map(({ person }) => person.id)];
}

/**
 * A paper the caller had issued, one about them, or about a child they are guardian of.
 *
 * @throws ServiceError not_found
 */
export async function getSeen(
  db: Queryable,
  caller: VerifiedCaller,
  id: string,
  now: number,
): Promise<Certificate> {
  const row = await findCertificate(db, id);
  if (!row) throw new ServiceError('not_found');
  await requireSeen(db, caller, row, now);
  return row;
}

async function requireSeen(
  db: Queryable,
  caller: VerifiedCaller,
  { requestedBy, personId }: Certificate,
  now: number,
): Promise<void> {
  if (requestedBy === caller.personId) return;
  const people = await ownPeople(db, caller, now);
  if (!people.includes(personId)) throw new ServiceError('not_found');
}

/**
 * A paper that the caller may withdraw, held until the transaction ends: they had it issued, it is
 * about them, or about a child they are guardian of.
 *
 * @throws ServiceError not_found
 */
export async function lockWithdrawable(
  tx: Transaction,
  caller: VerifiedCaller,
  id: string,
  now: number,
): Promise<Certificate> {
  const [row] = await tx.select().from(certificate).where(eq(certificate.id, id)).for('update');
  if (!row) throw new ServiceError('not_found');
  await requireSeen(tx, caller, row, now);
  return row;
}

const pageSize = 20;
const sorting: Sorting = { at: certificate.issuedAt, id: certificate.id, first: 'newest' };

/** A page of papers one had issued, and papers about oneself and one's wards; newest first. */
export async function listCertificates(
  db: Queryable,
  caller: VerifiedCaller,
  cursor: string | undefined,
  now: number,
): Promise<{ rows: Certificate[]; nextCursor: string | null }> {
  const people = await ownPeople(db, caller, now);
  const found = await db
    .select()
    .from(certificate)
    .where(
      and(
        or(eq(certificate.requestedBy, caller.personId), inArray(certificate.personId, people)),
        afterCursor(sorting, cursor),
      ),
    )
    .orderBy(...sortedBy(sorting))
    .limit(pageSize + 1);
  return pageOf(found, pageSize, ({ issuedAt, id }) => ({ at: issuedAt, id }));
}

export interface Verified {
  times: number;
  lastAt: number | null;
}

/** How often each paper was verified. */
export async function verifiedOf(db: Queryable, ids: string[]): Promise<Map<string, Verified>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({
      id: certificateLookup.certificateId,
      times: sql<string>`sum(${certificateLookup.times})`,
      lastAt: sql<string>`extract(epoch from max(${certificateLookup.lastAt})) * 1000`,
    })
    .from(certificateLookup)
    .where(inArray(certificateLookup.certificateId, ids))
    .groupBy(certificateLookup.certificateId);
  return new Map(
    rows.map(({ id, times, lastAt }) => [id, { times: Number(times), lastAt: Number(lastAt) }]),
  );
}

/** Until when the files of papers are kept; those that are gone are missing. */
export async function filesOf(db: Queryable, ids: string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: certificateFile.certificateId, keepUntil: certificateFile.keepUntil })
    .from(certificateFile)
    .where(inArray(certificateFile.certificateId, ids));
  return new Map(rows.map(({ id, keepUntil }) => [id, keepUntil]));
}
