import { randomUUID } from 'node:crypto';
import { and, desc, eq, isNull } from 'drizzle-orm';
import { minuteMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { countFailure } from '../lib/attempts';
import { type VerifiedCaller } from '../lib/caller';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import { phoneChallenge } from '../lib/database/schema';
import { ServiceError } from '../lib/errors';

/** A code is good until the end of this time after it was made. */
export const phoneCodeValidMs = 10 * minuteMs;
/** Another code may be asked for after this. */
export const resendAfterMs = minuteMs;
/** Wrong codes until a code is of no use any more. */
export const maxWrongCodes = 5;
/** Codes a day: for one account, and to one phone whoever asks. */
const maxCodesPerDay = 5;

export type PhoneChallenge = typeof phoneChallenge.$inferSelect;

/**
 * The six digits of a challenge. They stand nowhere, in no form: who has the database without the
 * key cannot even try them out.
 */
export function codeOf(cipher: FieldCipher, challengeId: string): string {
  const digest = cipher.index('phone_challenge.code', challengeId);
  return String(BigInt(`0x${digest}`) % 1_000_000n).padStart(6, '0');
}

export async function openChallengeOf(
  tx: Queryable,
  accountId: string,
): Promise<PhoneChallenge | null> {
  const [row] = await tx
    .select()
    .from(phoneChallenge)
    .where(and(eq(phoneChallenge.accountId, accountId), isNull(phoneChallenge.closedAt)))
    .for('update');
  return row ?? null;
}

/**
 * Opens a challenge in place of the one before.
 *
 * @param phone eleven digits
 * @throws ServiceError rate_limited
 */
export async function openChallenge(
  tx: Queryable,
  cipher: FieldCipher,
  { caller, phone, now }: { caller: VerifiedCaller; phone: string; now: number },
): Promise<PhoneChallenge> {
  const { accountId, personId } = caller;
  const [last] = await tx
    .select()
    .from(phoneChallenge)
    .where(eq(phoneChallenge.accountId, accountId))
    .orderBy(desc(phoneChallenge.createdAt))
    .limit(1);
  if (last && now < last.createdAt + resendAfterMs) {
    throw new ServiceError('rate_limited', { message: '验证码刚刚发过，请等一分钟再发' });
  }
  const phoneIndex = cipher.index('person_phone.phone', phone);
  const day = shanghaiDate(now);
  // one person may have several accounts
  for (const subject of [`phone-code:${personId}`, `phone-code:${phoneIndex}`]) {
    if ((await countFailure(tx, { subject, day })) > maxCodesPerDay) {
      throw new ServiceError('rate_limited', { message: '今天发的验证码太多了，请明天再试' });
    }
  }
  await closeOpen(tx, accountId, now);
  const row: PhoneChallenge = {
    id: randomUUID(),
    accountId,
    personId,
    phone: cipher.seal('person_phone.phone', phone),
    phoneIndex,
    wrongAttempts: 0,
    handedOverAt: null,
    createdAt: now,
    expiresAt: now + phoneCodeValidMs,
    closedAt: null,
  };
  await tx.insert(phoneChallenge).values(row);
  return row;
}

async function closeOpen(tx: Queryable, accountId: string, now: number): Promise<void> {
  await tx
    .update(phoneChallenge)
    .set({ closedAt: now })
    .where(and(eq(phoneChallenge.accountId, accountId), isNull(phoneChallenge.closedAt)));
}
