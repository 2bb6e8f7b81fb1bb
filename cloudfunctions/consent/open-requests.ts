import { and, count, eq } from 'drizzle-orm';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import { consent, type Person } from '../lib/database/schema';
import { aboutAny } from './access';

/** @returns how many requests about any of these people wait for an answer */
export async function countOpenRequests(
  db: Queryable,
  cipher: FieldCipher,
  subjects: Person[],
): Promise<number> {
  const [row] = await db
    .select({ open: count() })
    .from(consent)
    .where(and(eq(consent.status, 'requested'), aboutAny(cipher, subjects)));
  return row?.open ?? 0;
}
