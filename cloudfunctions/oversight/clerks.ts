/** Clerks of organisations as the bureau sees them. */
import { and, asc, count, eq, inArray, isNull, max } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { type Queryable, type Transaction } from '../lib/database/database';
import { type Clerk, clerk, clerkEnrolment, consentLook } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { type Runtime } from '../lib/runtime';

export type ClerkView = Output<'oversight.suspendClerk'>;

/** @throws ServiceError not_found */
export async function lockClerk(tx: Transaction, accountId: string): Promise<Clerk> {
  const [row] = await tx.select().from(clerk).where(eq(clerk.accountId, accountId)).for('update');
  if (!row) throw new ServiceError('not_found');
  return row;
}

export async function clerksOf(db: Queryable, organisationId: string): Promise<Clerk[]> {
  return db
    .select()
    .from(clerk)
    .where(eq(clerk.organisationId, organisationId))
    .orderBy(asc(clerk.createdAt), asc(clerk.login));
}

/** All looks count, the refused ones too: who is turned away keeps trying. */
async function looksOf(db: Queryable, organisationId: string) {
  const rows = await db
    .select({ id: consentLook.clerkAccountId, times: count(), last: max(consentLook.at) })
    .from(consentLook)
    .where(eq(consentLook.organisationId, organisationId))
    .groupBy(consentLook.clerkAccountId);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Codes that were handed over and not used, by clerk: until when each is good, or was. */
async function openCodesOf(db: Queryable, ids: string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: clerkEnrolment.clerkAccountId, until: clerkEnrolment.expiresAt })
    .from(clerkEnrolment)
    .where(and(inArray(clerkEnrolment.clerkAccountId, ids), isNull(clerkEnrolment.closedAt)));
  return new Map(rows.map(({ id, until }) => [id, until]));
}

export async function viewClerks(
  db: Queryable,
  { cipher }: Runtime,
  organisationId: string,
  rows: Clerk[],
): Promise<ClerkView[]> {
  const looks = await looksOf(db, organisationId);
  const codes = await openCodesOf(
    db,
    rows.map(({ accountId }) => accountId),
  );
  return rows.map((row) => ({
    clerkId: row.accountId,
    kind: row.kind,
    login: row.login,
    name: cipher.open('clerk.name', row.name),
    status: row.status,
    statusSince: row.statusSince,
    hasSecondFactor: row.totpSecret !== null,
    codeGoodUntil: codes.get(row.accountId) ?? null,
    looks: looks.get(row.accountId)?.times ?? 0,
    lastLookAt: looks.get(row.accountId)?.last ?? null,
  }));
}

export async function viewClerk(db: Queryable, runtime: Runtime, row: Clerk): Promise<ClerkView> {
  const [view] = await viewClerks(db, runtime, row.organisationId, [row]);
  if (!view) throw new Error('one clerk, no view');
  return view;
}
