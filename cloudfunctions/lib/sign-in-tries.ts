/**
 * Wrong tries at the console's door, counted by what was typed as the login. Whether there is such
 * a login does not matter: the same statement is run for both, and the same row is written.
 */
import { eq, isNull, lte, or, sql } from 'drizzle-orm';
import { minuteMs } from '@yibao/shared/rules/dates';
import { type FieldCipher } from './crypto/field-cipher';
import { momentOf, type Queryable } from './database/database';
import { signInTry } from './database/schema';

/** So many wrong tries, one after another, close a login for a while. */
const maxFailures = 5;
const lockMs = 15 * minuteMs;

/** @returns what stands for a login in the database: people type their passwords there */
const loginIndexOf = (cipher: FieldCipher, login: string): string =>
  cipher.index('clerk.login', login);

/**
 * Takes one try before anything is compared, so that a hundred sent at once are not a hundred
 * guesses. It stays taken unless `forgiveTries` follows.
 *
 * @param login as typed, in small letters
 * @param now epoch ms, business time
 * @returns false while the login is locked
 */
export async function takeTry(
  db: Queryable,
  cipher: FieldCipher,
  login: string,
  now: number,
): Promise<boolean> {
  const lockedUntil = momentOf(now + lockMs);
  const { failures } = signInTry;
  const taken = await db
    .insert(signInTry)
    .values({ loginIndex: loginIndexOf(cipher, login), failures: 1, lastAt: now })
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
export async function forgiveTries(
  db: Queryable,
  cipher: FieldCipher,
  login: string,
): Promise<void> {
  await db.delete(signInTry).where(eq(signInTry.loginIndex, loginIndexOf(cipher, login)));
}
