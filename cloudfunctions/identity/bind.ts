import { and, eq, isNull } from 'drizzle-orm';
import { type Queryable } from '../lib/database/database';
import { account } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';
import { enqueue } from '../lib/outbox/enqueue';

/**
 * Makes an account the account of a verified person, once and for good. Who asked for their consent
 * before they could be told is told to them then.
 *
 * @throws ServiceError identity_bound when the account is another person's already
 */
export async function bindAccount(
  tx: Queryable,
  binding: { accountId: string; personId: string; by: 'face' | 'counter'; now: number },
): Promise<void> {
  const { accountId, personId, by, now } = binding;
  const bound = await tx
    .update(account)
    .set({ personId, verifiedAt: now, verifiedBy: by })
    .where(and(eq(account.id, accountId), isNull(account.personId)))
    .returning({ id: account.id });
  if (bound.length === 1) {
    await enqueue(
      tx,
      { topic: 'consent.personKnown', dedupeKey: accountId, payload: { personId } },
      now,
    );
    return;
  }
  const [row] = await tx
    .select({ personId: account.personId })
    .from(account)
    .where(eq(account.id, accountId));
  if (row?.personId !== personId) throw new ServiceError('identity_bound');
}
