/**
 * Wrong tries at the console's doors, counted by what was typed as the login, at each door for itself:
 * who guesses at enrolment codes locks nobody out who signs in. Whether there is such a login does not
 * matter: the same statement is run for both, and the same row is written.
 */
import { eq, isNull, lte, or, sql } from 'drizzle-orm';
import { minuteMs } from '@yibao/shared/rules/dates';
import { type FieldCipher, type FieldName } from './crypto/field-cipher';
import { momentOf, type Queryable } from './database/database';
import { signInTry } from './database/schema';

/** So many wrong tries, one after another, close a login for a while. */
const maxFailures = 5;
const lockMs = 15 * minuteMs;

/** Where somebody tries, and what they typed as the login, in small letters. */
export interface Try {
  door: 'signIn' | 'enrolment';
  login: string;
}

const fieldOf = {
  signIn: 'clerk.login',
  enrolment: 'clerk_enrolment.login',
} as const satisfies Record<Try['door'], FieldName>;

/** @returns what stands for a login in the database: people type their passwords there */
const loginIndexOf = (cipher: FieldCipher, { door, login }: Try): string =>
  cipher.index(fieldOf[door], login);

/**
 * Takes one try before anything is compared, so that a hundred sent at once are not a hundred
 * guesses. It stays taken unless `forgiveTries` follows.
 *
 * @param now epoch ms, business time
 * @returns false while the login is locked at this door
 */
export async function takeTry(
  db: Queryable,
  cipher: FieldCipher,
  tried: Try,
  now: number,
): Promise<boolean> {
  const lockedUntil = momentOf(now + lockMs);
  const { failures } = signInTry;
  const taken = await db
    .insert(signInTry)
    .values({ loginIndex: loginIndexOf(cipher, tried), failures: 1, lastAt: now })
    .onConflictDoUpdate({
      target: signInTry.loginIndex,
      set: {
        // the lock has served its time: counting begins anew
        failures: sql`case when ${failures} >= ${maxFailures} then 1 else ${failures} + 1 end`,
        lockedUntil: sql`case when ${failures} + 1 = ${maxFailures} then ${lockedUntil} end`,
        lastAt: now,
      },
      setWhere: or(isNull(signInTry.lockedUntil), lte(signInTry.lockedUntil, now)),
    })
    .returning({ loginIndex: signInTry.loginIndex });
  return taken.length === 1;
}

/** Whoever got in had no wrong try before. */
export async function forgiveTries(db: Queryable, cipher: FieldCipher, tried: Try): Promise<void> {
  await db.delete(signInTry).where(eq(signInTry.loginIndex, loginIndexOf(cipher, tried)));
}
