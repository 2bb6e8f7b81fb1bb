/** Clerks of organisations as the bureau sees them, and what they sign in with. */
import { asc, count, eq, max } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { hashPassword, makePassword } from '../lib/crypto/password';
import { makeTotpSecret, totpUri } from '../lib/crypto/totp';
import { type Queryable, type Transaction } from '../lib/database/database';
import { type Clerk, clerk, consentLook } from '../lib/database/schema';
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

export async function viewClerks(
  db: Queryable,
  { cipher }: Runtime,
  organisationId: string,
  rows: Clerk[],
): Promise<ClerkView[]> {
  const looks = await looksOf(db, organisationId);
  return rows.map((row) => ({
    clerkId: row.accountId,
    kind: row.kind,
    login: row.login,
    name: cipher.open('clerk.name', row.name),
    status: row.status,
    statusSince: row.statusSince,
    hasSecondFactor: row.totpSecret !== null,
    looks: looks.get(row.accountId)?.times ?? 0,
    lastLookAt: looks.get(row.accountId)?.last ?? null,
  }));
}

export async function viewClerk(db: Queryable, runtime: Runtime, row: Clerk): Promise<ClerkView> {
  const [view] = await viewClerks(db, runtime, row.organisationId, [row]);
  if (!view) throw new Error('one clerk, no view');
  return view;
}

/** Password and secret of a clerk: in clear for the one reply, and as they are kept. */
export interface Secrets {
  password: string;
  totpSecret: string;
  passwordHash: string;
}

/** Made by us, so that nobody thinks up a bad one; slow, so never within a transaction. */
export async function makeSecrets(): Promise<Secrets> {
  const password = makePassword();
  return { password, totpSecret: makeTotpSecret(), passwordHash: await hashPassword(password) };
}

/** The columns of a clerk who begins with new secrets: no failure and no used code of before. */
export const secretColumns = ({ cipher }: Runtime, { passwordHash, totpSecret }: Secrets) => ({
  passwordHash,
  totpSecret: cipher.seal('clerk.totp_secret', totpSecret),
  totpLastStep: 0,
  failures: 0,
  lockedUntil: null,
});

export const totpUriOf = ({ totpSecret }: Secrets, login: string): string =>
  totpUri(totpSecret, login);
