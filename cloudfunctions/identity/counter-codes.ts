import { and, desc, eq, isNull } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import { counterCode } from '../lib/database/schema';

/** A code is good until the end of this time after it was made. */
export const counterCodeValidMs = 7 * 24 * 3_600_000;
/** Wrong documents a clerk may enter before the code is closed. */
export const maxCounterMismatches = 5;

export type CounterCode = typeof counterCode.$inferSelect;

export async function findLatest(db: Queryable, accountId: string): Promise<CounterCode | null> {
  const [row] = await db
    .select()
    .from(counterCode)
    .where(eq(counterCode.accountId, accountId))
    .orderBy(desc(counterCode.createdAt), desc(isNull(counterCode.closedAt)))
    .limit(1);
  return row ?? null;
}

export async function findOpenByCode(
  db: Queryable,
  cipher: FieldCipher,
  code: string,
): Promise<CounterCode | null> {
  const [row] = await db
    .select()
    .from(counterCode)
    .where(
      and(
        eq(counterCode.codeIndex, cipher.index('counter_code.code', code)),
        isNull(counterCode.closedAt),
      ),
    )
    .for('update');
  return row ?? null;
}

/** @returns the code as its holder sees it */
export function viewCounterCode(
  cipher: FieldCipher,
  row: CounterCode | null,
  now: number,
): Output<'identity.counterCode'> {
  if (!row) return { state: 'none', code: null, expiresAt: null };
  if (row.confirmedBy !== null) return { state: 'confirmed', code: null, expiresAt: null };
  if (row.closedAt !== null || row.expiresAt <= now) {
    return { state: 'expired', code: null, expiresAt: row.expiresAt };
  }
  const code = cipher.open('counter_code.code', row.code);
  return { state: 'waiting', code, expiresAt: row.expiresAt };
}
