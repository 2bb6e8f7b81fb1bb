import { and, eq, gt, isNull, lt, notExists } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { type CallerRequirement } from '@yibao/shared/contracts/action';
import { type ClerkIdentity, findClerk, findClerkSession, touchEveryMs } from './clerks';
import { sm3Hex } from './crypto/sm3';
import { type Database, isConflict, type Queryable } from './database/database';
import { account, accountLogin, session, staffMember } from './database/schema';
import { ServiceError } from './errors';

/** How an entry proved who is calling: never anything from the request body. */
export type Credentials =
  | { kind: 'wechat'; appId: string; openId: string; unionId: string | null }
  /** A browser. The bureau's staff logged in at most `staffMs` ago, and were there `idleMs` ago. */
  | { kind: 'session'; token: string; staffMs: number; idleMs: number }
  /** A clerk at the console. */
  | { kind: 'clerkSession'; token: string; network: string; idleMs: number }
  /** An organisation's own system, whose signature the entry has checked. */
  | { kind: 'organisation'; accountId: string; network: string }
  | { kind: 'none' };

export interface Caller {
  accountId: string;
  /** WeChat identity of this call: payments and messages go to this pair. */
  appId: string;
  openId: string;
  personId: string | null;
  isStaff: boolean;
  /** Of the staff, by a login that is too old for that, or that nobody used for long. */
  mustLogInAgain: boolean;
  /** For which organisation they ask; null for everybody who is nobody's clerk. */
  clerk: ClerkIdentity | null;
}
export type VerifiedCaller = Caller & { personId: string };
export type ClerkCaller = Caller & { clerk: ClerkIdentity };

/** What an action of that requirement gets as its caller. */
export type CallerOf<R extends CallerRequirement> = R extends 'anyone'
  ? Caller | null
  : R extends 'verified'
    ? VerifiedCaller
    : R extends 'clerk' | 'asker'
      ? ClerkCaller
      : Caller;

/**
 * Finds the account of a WeChat identity, making it on the first call. The same union id in the
 * mini-program and the official account is the same account.
 */
export async function accountOf(
  db: Database,
  login: { appId: string; openId: string; unionId: string | null },
  now: number,
): Promise<string> {
  const { appId, openId, unionId } = login;
  const found = await findLogin(db, appId, openId);
  if (found) {
    if (unionId !== null && found.unionId === null) await learnUnion(db, found.accountId, unionId);
    return found.accountId;
  }
  return db.transaction(async (tx) => {
    const accountId = await accountForUnion(tx, unionId, now);
    const inserted = await tx
      .insert(accountLogin)
      .values({ appId, openId, accountId, createdAt: now })
      .onConflictDoNothing()
      .returning({ accountId: accountLogin.accountId });
    if (inserted.length === 1) return accountId;
    // the same phone called twice at once: its other call was first, and this account is nobody's
    if (unionId === null) await tx.delete(account).where(eq(account.id, accountId));
    const winner = await findLogin(tx, appId, openId);
    if (!winner) throw new Error('a login that stood in the way cannot be missing');
    return winner.accountId;
  });
}

/** WeChat did not tell the union id at the first login; an account that has it already stays apart. */
async function learnUnion(db: Database, accountId: string, unionId: string): Promise<void> {
  const taken = db.select().from(account).where(eq(account.unionId, unionId));
  try {
    await db
      .update(account)
      .set({ unionId })
      .where(and(eq(account.id, accountId), isNull(account.unionId), notExists(taken)));
  } catch (error) {
    if (!isConflict(error)) throw error; // taken this very moment
  }
}

async function findLogin(db: Queryable, appId: string, openId: string) {
  const [row] = await db
    .select({ accountId: accountLogin.accountId, unionId: account.unionId })
    .from(accountLogin)
    .innerJoin(account, eq(account.id, accountLogin.accountId))
    .where(and(eq(accountLogin.appId, appId), eq(accountLogin.openId, openId)));
  return row ?? null;
}

async function accountForUnion(db: Queryable, unionId: string | null, now: number) {
  const id = randomUUID();
  await db.insert(account).values({ id, unionId, createdAt: now }).onConflictDoNothing();
  if (unionId === null) return id;
  const [row] = await db
    .select({ id: account.id })
    .from(account)
    .where(eq(account.unionId, unionId));
  return row?.id ?? id;
}

/** @returns the caller behind the credentials, null for strangers and ended sessions */
export async function resolveCaller(
  db: Database,
  credentials: Credentials,
  now: number,
): Promise<Caller | null> {
  if (credentials.kind === 'none') return null;
  if (credentials.kind === 'clerkSession' || credentials.kind === 'organisation') {
    return resolveClerk(db, credentials, now);
  }
  const login =
    credentials.kind === 'session'
      ? await findSession(db, credentials, now)
      : {
          ...credentials,
          accountId: await accountOf(db, credentials, now),
          isOld: false,
          session: null,
        };
  if (!login) return null;
  const [row] = await db
    .select({ personId: account.personId, staff: staffMember.active })
    .from(account)
    .leftJoin(staffMember, eq(staffMember.accountId, account.id))
    .where(eq(account.id, login.accountId));
  if (!row) return null;
  const { accountId, appId, openId } = login;
  const { personId } = row;
  const isStaff = row.staff === true;
  const mustLogInAgain = isStaff && login.isOld;
  if (isStaff && !login.isOld && login.session) await touchSession(db, login.session, now);
  return { accountId, appId, openId, personId, isStaff, mustLogInAgain, clerk: null };
}

type ClerkCredentials = Extract<Credentials, { kind: 'clerkSession' | 'organisation' }>;

/** An organisation's people and systems have no WeChat identity, are nobody's person, and no staff. */
async function resolveClerk(
  db: Database,
  credentials: ClerkCredentials,
  now: number,
): Promise<Caller | null> {
  const accountId =
    credentials.kind === 'organisation'
      ? credentials.accountId
      : await findClerkSession(db, credentials, now);
  if (accountId === null) return null;
  const clerk = await findClerk(db, accountId, credentials.network);
  if (!clerk) return null;
  const nobody = { appId: '', openId: '', personId: null, isStaff: false, mustLogInAgain: false };
  return { accountId, ...nobody, clerk };
}

async function findSession(
  db: Database,
  { token, staffMs, idleMs }: { token: string; staffMs: number; idleMs: number },
  now: number,
) {
  const [row] = await db
    .select()
    .from(session)
    .where(and(eq(session.tokenHash, sm3Hex(token)), gt(session.expiresAt, now)));
  if (!row) return null;
  const isOld = row.createdAt <= now - staffMs || row.lastUsedAt <= now - idleMs;
  const { accountId, appId, openId } = row;
  return { accountId, appId, openId, isOld, session: row };
}

async function touchSession(
  db: Database,
  { tokenHash, lastUsedAt }: typeof session.$inferSelect,
  now: number,
): Promise<void> {
  if (lastUsedAt > now - touchEveryMs) return;
  await db
    .update(session)
    .set({ lastUsedAt: now })
    .where(and(eq(session.tokenHash, tokenHash), lt(session.lastUsedAt, now)));
}

/**
 * @returns the caller, known to meet the requirement
 * @throws ServiceError not_logged_in, not_verified or not_allowed
 */
export function authorize<R extends CallerRequirement>(
  requirement: R,
  caller: Caller | null,
): CallerOf<R> {
  if (requirement !== 'anyone') {
    if (!caller) throw new ServiceError('not_logged_in');
    if (requirement === 'verified' && caller.personId === null) {
      throw new ServiceError('not_verified');
    }
    if (requirement === 'staff') {
      if (!caller.isStaff) throw new ServiceError('not_allowed');
      // somebody has to be behind it: whether two of the staff are two is asked of the persons
      if (caller.personId === null) throw new ServiceError('not_verified');
      // residents stay logged in for days; what was left open on a desk is nobody's of the bureau
      if (caller.mustLogInAgain) {
        throw new ServiceError('not_logged_in', { message: '登录过期了，请用微信重新登录' });
      }
    }
    authorizeClerk(requirement, caller.clerk);
  }
  return caller as CallerOf<R>;
}

/** Clerks may do what is declared for clerks, and nobody else may; who is suspended only asks. */
function authorizeClerk(requirement: CallerRequirement, clerk: ClerkIdentity | null): void {
  const isForClerks = requirement === 'clerk' || requirement === 'asker';
  if (isForClerks !== (clerk !== null)) throw new ServiceError('not_allowed');
  if (requirement !== 'clerk' || clerk === null) return;
  if (!clerk.isOrganisationActive) throw new ServiceError('organisation_suspended');
  if (!clerk.isActive || !clerk.isNetworkAllowed) throw new ServiceError('not_allowed');
}
