/** A clerk shows password and second factor. Whatever is wrong, outside it looks the same. */
import { and, eq, lt } from 'drizzle-orm';
import { writeAudit } from './audit';
import { findByLogin, type KnownClerk, mayCome, writeRefusal } from './clerk-door';
import { openClerkSession } from './clerks';
import { isPassword } from './crypto/password';
import { totpStep } from './crypto/totp';
import { clerk } from './database/schema';
import { type Runtime } from './runtime';
import { forgiveTries, takeTry } from './sign-in-tries';

/** Why a sign-in was refused: for the audit, never for whoever tried. */
export type SignInRefusal =
  | 'unknownLogin'
  | 'apiHasNoPassword'
  | 'notEnrolled'
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

type Verdict = { refusal: SignInRefusal } | { refusal: null; known: KnownClerk; step: number };

/**
 * What is wrong with an attempt, or the time step of its code. Counting it and the dear part, the
 * password, are done for everybody, in this order and before anything is told apart: how long it
 * takes tells nobody whether there is such a login.
 */
async function judge(
  { db, cipher }: Runtime,
  known: KnownClerk | null,
  attempt: SignInAttempt,
  now: number,
): Promise<Verdict> {
  const isOpen = await takeTry(db, cipher, { door: 'signIn', login: attempt.login }, now);
  const isRight = await isPassword(attempt.password, known?.clerk.passwordHash ?? null);
  if (!isOpen) return { refusal: 'locked' };
  if (!known) return { refusal: 'unknownLogin' };
  const { kind, passwordHash, totpSecret } = known.clerk;
  if (kind === 'api') return { refusal: 'apiHasNoPassword' };
  if (passwordHash === null || totpSecret === null) return { refusal: 'notEnrolled' };
  if (!isRight) return { refusal: 'wrongPassword' };
  // real time, whatever the business clock says: the clerk's phone has no other (docs/adr/0005)
  const step = totpStep(cipher.open('clerk.totp_secret', totpSecret), attempt.code, Date.now());
  if (step === null) return { refusal: 'wrongCode' };
  const refusal = mayCome(known, attempt.network);
  return refusal === null ? { refusal, known, step } : { refusal };
}

/** Uses up the code and opens the session, together. @returns null when the code was used before */
async function open(
  { db, cipher, config }: Runtime,
  { known, step, network }: { known: KnownClerk; step: number; network: string },
  { now, traceId }: { now: number; traceId: string },
): Promise<string | null> {
  const { accountId, organisationId, login } = known.clerk;
  return db.transaction(async (tx) => {
    const used = await tx
      .update(clerk)
      .set({ totpLastStep: step })
      .where(and(eq(clerk.accountId, accountId), lt(clerk.totpLastStep, step)))
      .returning({ accountId: clerk.accountId });
    if (used.length === 0) return null;
    await forgiveTries(tx, cipher, { door: 'signIn', login });
    const { region } = config;
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
  const { network } = attempt;
  const known = await findByLogin(runtime.db, attempt.login);
  const verdict = await judge(runtime, known, attempt, now);
  let reason = verdict.refusal;
  if (verdict.refusal === null) {
    const token = await open(runtime, { ...verdict, network }, { now, traceId });
    if (token !== null) return token;
    reason = 'codeUsedBefore';
  }
  const action = 'console.signInRefused';
  await writeRefusal(runtime, { action, reason: reason ?? '', known, network }, { now, traceId });
  return null;
}
