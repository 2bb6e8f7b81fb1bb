/** Who is behind an account, where two accounts must not be one person. */
import { eq } from 'drizzle-orm';
import { type Queryable } from './database/database';
import { account, faceVerification } from './database/schema';

/** @returns the verified person behind an account; null while nobody has shown who they are */
async function verifiedPersonOf(db: Queryable, accountId: string): Promise<string | null> {
  const [row] = await db
    .select({ personId: account.personId })
    .from(account)
    .where(eq(account.id, accountId));
  return row?.personId ?? null;
}

/**
 * The person behind an account. One who is not verified yet may have said who they are when they
 * began a face check: nothing to rely on for them, but enough to rule them out. Counter codes are
 * not looked at: clerks may have asked for one with anybody's papers.
 *
 * @returns person ids; none for an account that never named anybody
 */
export async function personIdsOf(db: Queryable, accountId: string): Promise<string[]> {
  const verified = await verifiedPersonOf(db, accountId);
  if (verified !== null) return [verified];
  const begun = await db
    .select({ personId: faceVerification.personId })
    .from(faceVerification)
    .where(eq(faceVerification.accountId, accountId));
  return [...new Set(begun.map(({ personId }) => personId))];
}

/**
 * Whether a clerk would vouch for themselves at the counter: for who they are, or for an account
 * that is theirs, whichever of their accounts each of the two is done with. Who is at the counter
 * themselves unknown vouches for nobody.
 *
 * @param asker the account that asked for the code, and whom the code says it is
 */
export async function isOneself(
  db: Queryable,
  clerkAccountId: string,
  asker: { accountId: string; personId: string },
): Promise<boolean> {
  const clerk = await verifiedPersonOf(db, clerkAccountId);
  if (clerk === null || clerkAccountId === asker.accountId) return true;
  return [asker.personId, ...(await personIdsOf(db, asker.accountId))].includes(clerk);
}

/**
 * Whether four eyes are four: two accounts are two people when both are verified and behind each is
 * somebody else. Of an account that nobody stands behind it cannot be told, so it is never one of
 * the two.
 */
export async function areTwoPeople(
  db: Queryable,
  accountId: string,
  otherAccountId: string,
): Promise<boolean> {
  const one = await verifiedPersonOf(db, accountId);
  const other = await verifiedPersonOf(db, otherAccountId);
  return one !== null && other !== null && one !== other;
}
