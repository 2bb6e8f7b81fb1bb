import canonicalize from 'canonicalize';
import { and, eq } from 'drizzle-orm';
import { sm3Hex } from '../crypto/sm3';
import { type FieldCipher } from '../crypto/field-cipher';
import { type Queryable } from '../database/database';
import { idempotency } from '../database/schema';
import { ServiceError } from '../errors';

/** One intention of one account: what it asked, under which id. */
export interface Intention {
  accountId: string;
  requestId: string;
  action: string;
  inputHash: string;
}

/** @returns what identifies an intention's content: a digest of action and canonical input */
export function hashInput(action: string, input: unknown): string {
  return sm3Hex(`${action}\n${canonicalize(input) ?? ''}`);
}

/**
 * @returns the stored result when this intention was carried out before
 * @throws ServiceError request_id_reused when the id stands for something else
 */
export async function findResult(
  db: Queryable,
  cipher: FieldCipher,
  intention: Intention,
): Promise<{ result: unknown } | null> {
  const [row] = await db
    .select()
    .from(idempotency)
    .where(
      and(
        eq(idempotency.accountId, intention.accountId),
        eq(idempotency.requestId, intention.requestId),
      ),
    );
  if (!row) return null;
  if (row.action !== intention.action || row.inputHash !== intention.inputHash) {
    throw new ServiceError('request_id_reused');
  }
  return { result: JSON.parse(cipher.open('idempotency.reply', row.reply)) };
}

/**
 * Takes the id within the transaction. A concurrent holder of the same id makes this wait until
 * it has committed or failed.
 *
 * @returns false when another transaction has carried the intention out meanwhile
 */
export async function claimIntention(
  tx: Queryable,
  intention: Intention,
  now: number,
): Promise<boolean> {
  const rows = await tx
    .insert(idempotency)
    .values({ ...intention, reply: '', createdAt: now })
    .onConflictDoNothing()
    .returning({ requestId: idempotency.requestId });
  return rows.length === 1;
}

/** Stores the result beside the state it speaks of; sealed, since it may name people. */
export async function storeResult(
  tx: Queryable,
  cipher: FieldCipher,
  intention: Intention,
  result: unknown,
): Promise<void> {
  await tx
    .update(idempotency)
    .set({ reply: cipher.seal('idempotency.reply', JSON.stringify(result)) })
    .where(
      and(
        eq(idempotency.accountId, intention.accountId),
        eq(idempotency.requestId, intention.requestId),
      ),
    );
}
