/** A clerk shows password and second factor. Whatever is wrong, outside it looks the same. */
import { and, eq, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { minuteMs } from '@yibao/shared/rules/dates';
import { systemActor, writeAudit } from './audit';
import { isInNetworks, openClerkSession } from './clerks';
import { isPassword } from './crypto/password';
import { totpStep } from './crypto/totp';
import { type Database } from './database/database';
import { type Clerk, clerk, organisation, type Organisation } from './database/schema';
import { type Runtime } from './runtime';

/** So many wrong tries, one after another, close a login for a while. */
const maxFailures = 5;
const lockMs = 15 * minuteMs;

/** Why a sign-in was refused: for the audit, never for whoever tried. */
export type SignInRefusal =
  | 'unknownLogin'
  | 'apiHasNoPassword'
  | 'locked'
  | 'wrongPassword'
  | 'wrongCode'
  | 'codeUsedBefore'
  | 'clerkSuspended'
  | 'organisationSuspended'
  | 'networkNotAllowed';

export interface SignInAttempt {
  login: string;
  password: string;
  /** Six digits off the authenticator. */
  code: string;
  /** Address it came from. */
  network: string;
}

interface Known {
  clerk: Clerk;
  organisation: Organisation;
}

async function findByLogin(db: Database, login: string): Promise<Known | null> {
  const [row] = await db
    .select({ clerk, organisation })
    .from(clerk)
    .innerJoin(organisation, eq(organisation.id, clerk.organisationId))
    .where(eq(clerk.login, login));
  return row ?? null;
}

/**
 * Takes one try before anything is compared, so that a hundred sent at once are not a hundred
 * guesses. It stays taken unless the sign-in succeeds.
 *
 * @returns false while the login is locked
 */
async function takeTry(db: Database, accountId: string, now: number): Promise<boolean> {
  const lockedUntil = new Date(now + lockMs).toISOString();
  const { failures } = clerk;
  const taken = await db
    .update(clerk)
    .set({
      // the lock has served its time: counting begins anew
      failures: sql`case when ${failures} >= ${maxFailures} then 1 else ${failures} + 1 end`,
      lockedUntil: sql`case when ${failures} + 1 = ${maxFailures} then ${lockedUntil}::timestamptz end`,
    })
    .where(
      and(
        eq(clerk.accountId, accountId),
        or(isNull(clerk.lockedUntil), lte(clerk.lockedUntil, now)),
      ),
    )
    .returning({ accountId: clerk.accountId });
  return taken.length === 1;
}

/**
 * What is wrong with an attempt, or the time step of its code. The dear part, the password, is
 * done for everybody: how long it takes tells nobody whether there is such a login.
 */
async function judge(
  { db, cipher }: Runtime,
  known: Known | null,
  attempt: SignInAttempt,
  now: number,
): Promise<{ refusal: SignInRefusal } | { refusal: null; known: Known; step: number }> {
  const isOpen = known !== null && (await takeTry(db, known.clerk.accountId, now));
  const isRight = await isPassword(attempt.password, known?.clerk.passwordHash ?? null);
  if (!known) return { refusal: 'unknownLogin' };
  const { passwordHash, totpSecret, status } = known.clerk;
  if (passwordHash === null || totpSecret === null) return { refusal: 'apiHasNoPassword' };
  if (!isOpen) return { refusal: 'locked' };
  if (!isRight) return { refusal: 'wrongPassword' };
  // real time, whatever the business clock says: the clerk's phone has no other (docs/adr/0005)
  const step = totpStep(cipher.open('clerk.totp_secret', totpSecret), attempt.code, Date.now());
  if (step === null) return { refusal: 'wrongCode' };
  if (status !== 'active') return { refusal: 'clerkSuspended' };
  if (known.organisation.status !== 'active') return { refusal: 'organisationSuspended' };
  if (!isInNetworks(attempt.network, known.organisation.networks)) {
    return { refusal: 'networkNotAllowed' };
  }
  return { refusal: null, known, step };
}

/** Uses up the code and opens the session, together. @returns null when the code was used before */
async function open(
  runtime: Runtime,
  { known, step, network }: { known: Known; step: number; network: string },
  { now, traceId }: { now: number; traceId: string },
): Promise<string | null> {
  const { accountId, organisationId } = known.clerk;
  return runtime.db.transaction(async (tx) => {
    const used = await tx
      .update(clerk)
      .set({ totpLastStep: step, failures: 0, lockedUntil: null })
      .where(and(eq(clerk.accountId, accountId), lt(clerk.totpLastStep, step)))
      .returning({ accountId: clerk.accountId });
    if (used.length === 0) return null;
    const { region } = runtime.config;
    const token = await openClerkSession(tx, { accountId, network, region }, now);
    await writeAudit(
      tx,
      { actor: { kind: 'clerk', accountId }, traceId, now },
      { action: 'console.signIn', subjectPersonId: null, details: { organisationId, network } },
    );
    return token;
  });
}

/**
 * @returns the token of a session; null for whatever was wrong, which stands in the audit alone
 */
export async function signInClerk(
  runtime: Runtime,
  attempt: SignInAttempt,
  traceId: string,
): Promise<string | null> {
  const now = runtime.clock.now();
  const known = await findByLogin(runtime.db, attempt.login);
  const verdict = await judge(runtime, known, attempt, now);
  let refusal = verdict.refusal;
  if (verdict.refusal === null) {
    const { network } = attempt;
    const token = await open(runtime, { ...verdict, network }, { now, traceId });
    if (token !== null) return token;
    refusal = 'codeUsedBefore';
  }
  // no login in it: people type their passwords there
  const details = {
    reason: refusal,
    clerkId: known?.clerk.accountId ?? null,
    organisationId: known?.organisation.id ?? null,
    network: attempt.network,
  };
  await writeAudit(
    runtime.db,
    { actor: systemActor, traceId, now },
    { action: 'console.signInRefused', subjectPersonId: null, details },
  );
  return null;
}
