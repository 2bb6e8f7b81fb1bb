/** Who is behind an account, where two accounts must not be one person. */
import { eq } from 'drizzle-orm';
import { type Queryable } from './database/database';
import { account, faceVerification } from './database/schema';

/**
 * The person behind an account. One who is not verified yet may have said who they are when they
 * began a face check: nothing to rely on for them, but enough to rule them out. Counter codes are
 * not looked at: clerks may have asked for one with anybody's papers.
 *
 * @returns person ids; none for an account that never named anybody
 */
export async function personIdsOf(db: Queryable, accountId: string): Promise<string[]> {
  const [bound] = await db
    .select({ personId: account.personId })
    .from(account)
    .where(eq(account.id, accountId));
  if (bound?.personId) return [bound.personId];
  const begun = await db
    .select({ personId: faceVerification.personId })
    .from(faceVerification)
    .where(eq(faceVerification.accountId, accountId));
  return [...new Set(begun.map(({ personId }) => personId))];
}

/**
 * Whether a clerk would vouch for themselves at the counter: for who they are, or for an account
 * that is theirs, whichever of their accounts each of the two is done with.
 *
 * @param asker the account that asked for the code, and whom the code says it is
 */
export async function isOneself(
  db: Queryable,
  clerkAccountId: string,
  asker: { accountId: string; personId: string },
): Promise<boolean> {
  if ((await personIdsOf(db, clerkAccountId)).includes(asker.personId)) return true;
  return isSamePerson(db, clerkAccountId, asker.accountId);
}

/** Whether two accounts are one person's: two accounts of one clerk are not four eyes. */
export async function isSamePerson(
  db: Queryable,
  accountId: string,
  otherAccountId: string,
): Promise<boolean> {
  if (accountId === otherAccountId) return true;
  const persons = new Set(await personIdsOf(db, accountId));
  const others = await personIdsOf(db, otherAccountId);
  return others.some((personId) => persons.has(personId));
}
