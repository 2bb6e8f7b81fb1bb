import { and, count, eq } from 'drizzle-orm';
import { type VerifiedCaller } from '../lib/caller';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import { consent } from '../lib/database/schema';
import { aboutAny, subjectsOf } from './access';

/** @returns how many requests about the caller, or a child of theirs, wait for an answer */
export async function countOpenRequests(
  db: Queryable,
  cipher: FieldCipher,
  caller: VerifiedCaller,
  now: number,
): Promise<number> {
  const subjects = await subjectsOf(db, caller, now);
  const [row] = await db
    .select({ open: count() })
    .from(consent)
    .where(and(eq(consent.status, 'requested'), aboutAny(cipher, subjects)));
  return row?.open ?? 0;
}
