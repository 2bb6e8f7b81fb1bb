/**
 * How a clerk gets the password and the second factor: the bureau hands a code over that works once
 * and not for long; the clerk chooses the password, takes the secret and proves to have it. Nobody of
 * the bureau ever sees either (docs/adr/0018).
 */
import { and, eq, isNull } from 'drizzle-orm';
import { randomUUID, timingSafeEqual } from 'node:crypto';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { hourMs } from '@yibao/shared/rules/dates';
import { type AuditOrigin } from './audit/append';
import { writeAudit } from './audit';
import { findByLogin, type KnownClerk, mayCome, writeRefusal } from './clerk-door';
import { openClerkSession } from './clerks';
import { type FieldCipher } from './crypto/field-cipher';
import { hashPassword, makeOneTimeCode } from './crypto/password';
import { makeTotpSecret, totpStep, totpUri } from './crypto/totp';
import { type Queryable, type Transaction } from './database/database';
import { clerk, type ClerkEnrolment, clerkEnrolment } from './database/schema';
import { type Runtime } from './runtime';
import { forgiveTries, takeTry } from './sign-in-tries';

/** What the bureau hands over. */
export interface EnrolmentCode {
  /** 79 bits in four groups. */
  code: string;
  /** Epoch ms; from then on it opens nothing. */
  expiresAt: number;
}

/** Dashes, blanks and capitals are how people type it, not what it is. */
const readCode = (typed: string): string => typed.toLowerCase().replace(/[^a-z0-9]/g, '');

const codeIndexOf = (cipher: FieldCipher, code: string): string =>
  cipher.index('clerk_enrolment.code', readCode(code));

/**
 * Makes a code for a clerk. One that was open is no good from then on.
 *
 * @param by who of the bureau makes it
 */
export async function makeEnrolment(
  tx: Transaction,
  { cipher, config }: Runtime,
  { clerkId, by, now }: { clerkId: string; by: string; now: number },
): Promise<EnrolmentCode> {
  await tx
    .update(clerkEnrolment)
    .set({ closedAt: now, outcome: 'replaced', passwordHash: null, totpSecret: null })
    .where(and(eq(clerkEnrolment.clerkAccountId, clerkId), isNull(clerkEnrolment.closedAt)));
  const code = makeOneTimeCode();
  const expiresAt = now + consentPolicyOf(config.region).enrolmentHours * hourMs;
  await tx.insert(clerkEnrolment).values({
    id: randomUUID(),
    clerkAccountId: clerkId,
    codeIndex: codeIndexOf(cipher, code),
    madeBy: by,
    createdAt: now,
    expiresAt,
  });
  return { code, expiresAt };
}

/** Why an enrolment was refused: for the audit, never for whoever tried. */
export type EnrolmentRefusal =
  | 'locked'
  | 'unknownLogin'
  | 'noCode'
  | 'wrongCode'
  | 'codeExpired'
  | 'notBegun'
  | 'wrongTotp'
  | 'clerkSuspended'
  | 'organisationSuspended'
  | 'networkNotAllowed';

export interface EnrolmentAttempt {
  login: string;
  /** As it was handed over. */
  code: string;
  /** Address it came from. */
  network: string;
}

type Verdict =
  { refusal: EnrolmentRefusal } | { refusal: null; known: KnownClerk; enrolment: ClerkEnrolment };

async function findOpen(db: Queryable, clerkId: string | null): Promise<ClerkEnrolment | null> {
  const [row] = await db
    .select()
    .from(clerkEnrolment)
    .where(
      and(
        // nobody's, when there is no such login: the same is asked
        eq(clerkEnrolment.clerkAccountId, clerkId ?? randomUUID()),
        isNull(clerkEnrolment.closedAt),
      ),
    );
  return row ?? null;
}

const isSameIndex = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));

/** Both steps begin with this; what it does is the same for every login, known or not. */
async function judge(
  { db, cipher }: Runtime,
  known: KnownClerk | null,
  { login, code, network }: EnrolmentAttempt,
  now: number,
): Promise<Verdict> {
  const isOpen = await takeTry(db, cipher, { door: 'enrolment', login }, now);
  const enrolment = await findOpen(db, known?.clerk.accountId ?? null);
  const codeIndex = codeIndexOf(cipher, code);
  if (!isOpen) return { refusal: 'locked' };
  if (!known) return { refusal: 'unknownLogin' };
  if (!enrolment) return { refusal: 'noCode' };
  if (!isSameIndex(codeIndex, enrolment.codeIndex)) return { refusal: 'wrongCode' };
  if (enrolment.expiresAt <= now) return { refusal: 'codeExpired' };
  const refusal = mayCome(known, network);
  return refusal === null ? { refusal, known, enrolment } : { refusal };
}

const refuse = (
  runtime: Runtime,
  reason: EnrolmentRefusal,
  { known, network }: { known: KnownClerk | null; network: string },
  origin: { now: number; traceId: string },
) => writeRefusal(runtime, { action: 'console.enrolmentRefused', reason, known, network }, origin);

/**
 * The first step: the code, and a password of one's own. It may be done again as long as the code
 * is good; each time begins with another secret, and only the last one can be confirmed.
 *
 * @returns otpauth://totp/… for the clerk's authenticator; null for whatever was wrong
 */
export async function beginEnrolment(
  runtime: Runtime,
  attempt: EnrolmentAttempt & { password: string },
  traceId: string,
): Promise<string | null> {
  const { db, cipher } = runtime;
  const now = runtime.clock.now();
  const known = await findByLogin(db, attempt.login);
  const verdict = await judge(runtime, known, attempt, now);
  const place = { known, network: attempt.network };
  if (verdict.refusal !== null) {
    await refuse(runtime, verdict.refusal, place, { now, traceId });
    return null;
  }
  const secret = makeTotpSecret();
  const passwordHash = await hashPassword(attempt.password);
  const totpSecret = cipher.seal('clerk_enrolment.totp_secret', secret);
  const begun = await db.transaction(async (tx) => {
    const changed = await tx
      .update(clerkEnrolment)
      .set({ passwordHash, totpSecret })
      .where(and(eq(clerkEnrolment.id, verdict.enrolment.id), isNull(clerkEnrolment.closedAt)))
      .returning({ id: clerkEnrolment.id });
    if (changed.length === 0) return false;
    await forgiveTries(tx, cipher, { door: 'enrolment', login: attempt.login });
    await writeAudit(tx, originOf(verdict.known, { now, traceId }), {
      action: 'console.enrolmentBegun',
      subjectPersonId: null,
      details: detailsOf(verdict, attempt.network),
    });
    return true;
  });
  if (begun) return totpUri(secret, attempt.login);
  // used or replaced this very moment
  await refuse(runtime, 'noCode', place, { now, traceId });
  return null;
}

const originOf = (
  { clerk: { accountId } }: KnownClerk,
  { now, traceId }: { now: number; traceId: string },
): AuditOrigin => ({ actor: { kind: 'clerk', accountId }, traceId, now });

const detailsOf = (
  { known, enrolment }: { known: KnownClerk; enrolment: ClerkEnrolment },
  network: string,
) => ({
  organisationId: known.organisation.id,
  enrolmentId: enrolment.id,
  madeBy: enrolment.madeBy,
  network,
});

/** Everything at once, on the rows as they stand: of two who confirm, one does. */
async function finish(
  { db, cipher, config }: Runtime,
  found: { known: KnownClerk; enrolment: ClerkEnrolment },
  { login, totp, network }: { login: string; totp: string; network: string },
  { now, traceId }: { now: number; traceId: string },
): Promise<{ refusal: EnrolmentRefusal } | { refusal: null; token: string }> {
  const { accountId } = found.known.clerk;
  return db.transaction(async (tx) => {
    // the clerk before the code, as where the bureau makes a new one
    await tx.select().from(clerk).where(eq(clerk.accountId, accountId)).for('update');
    const row = await findOpen(tx, accountId);
    if (row?.id !== found.enrolment.id) return { refusal: 'noCode' };
    const { passwordHash, totpSecret } = row;
    if (passwordHash === null || totpSecret === null) return { refusal: 'notBegun' };
    const secret = cipher.open('clerk_enrolment.totp_secret', totpSecret);
    // real time, as at every sign-in (docs/adr/0005)
    const step = totpStep(secret, totp, Date.now());
    if (step === null) return { refusal: 'wrongTotp' };
    await tx
      .update(clerkEnrolment)
      .set({ closedAt: now, outcome: 'used', passwordHash: null, totpSecret: null })
      .where(eq(clerkEnrolment.id, row.id));
    const sealed = cipher.seal('clerk.totp_secret', secret);
    await tx
      .update(clerk)
      .set({ passwordHash, totpSecret: sealed, totpLastStep: step })
      .where(eq(clerk.accountId, accountId));
    await forgiveTries(tx, cipher, { door: 'enrolment', login });
    const { region } = config;
    const token = await openClerkSession(tx, { accountId, network, region }, now);
    await writeAudit(tx, originOf(found.known, { now, traceId }), {
      action: 'console.enrolled',
      subjectPersonId: null,
      details: detailsOf(found, network),
    });
    return { refusal: null, token };
  });
}

/**
 * The second step: six digits off the authenticator prove that the secret arrived. The code is used
 * up, the password and the secret are the clerk's, and the clerk is signed in.
 *
 * @returns the token of a session; null for whatever was wrong
 */
export async function confirmEnrolment(
  runtime: Runtime,
  attempt: EnrolmentAttempt & { totp: string },
  traceId: string,
): Promise<string | null> {
  const now = runtime.clock.now();
  const { network } = attempt;
  const known = await findByLogin(runtime.db, attempt.login);
  const verdict = await judge(runtime, known, attempt, now);
  const end =
    verdict.refusal === null ? await finish(runtime, verdict, attempt, { now, traceId }) : verdict;
  if (end.refusal === null) return end.token;
  await refuse(runtime, end.refusal, { known, network }, { now, traceId });
  return null;
}
