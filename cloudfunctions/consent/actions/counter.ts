import { and, eq, inArray, isNull, lte } from 'drizzle-orm';
import { randomInt, randomUUID } from 'node:crypto';
import { type Output } from '@yibao/shared/contracts';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { minuteMs } from '@yibao/shared/rules/dates';
import { type FieldCipher } from '../../lib/crypto/field-cipher';
import { type Transaction } from '../../lib/database/database';
import { account, consentConfirmation } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { findSeen, lockSeen, refuseDecision } from '../access';
import { requireAgreed } from '../agreed';
import { type Confirmation, confirmationValidMs, findLatest } from '../confirmations';

type State = Output<'consent.counterState'>;

const maxCodeDraws = 5;
/** Codes that have run out, closed with each new one. */
const maxClosedAtOnce = 100;

/** Draws a code that no open one has. */
async function openCode(
  tx: Transaction,
  cipher: FieldCipher,
  rest: Omit<Confirmation, 'code' | 'codeIndex'>,
): Promise<string> {
  for (let draw = 0; draw < maxCodeDraws; draw++) {
    const code = String(randomInt(100_000_000)).padStart(8, '0');
    const inserted = await tx
      .insert(consentConfirmation)
      .values({
        ...rest,
        code: cipher.seal('consent_confirmation.code', code),
        codeIndex: cipher.index('consent_confirmation.code', code),
      })
      .onConflictDoNothing()
      .returning({ id: consentConfirmation.id });
    if (inserted.length === 1) return code;
  }
  throw new ServiceError('busy');
}

/**
 * What nobody can use any more does not stand in a new code's way. They are other people's rows: those
 * that somebody holds are left, so that nobody waits for them, and no two in a circle.
 */
async function closeExpired(tx: Transaction, now: number): Promise<void> {
  const { id, closedAt, expiresAt } = consentConfirmation;
  const expired = tx
    .select({ id })
    .from(consentConfirmation)
    .where(and(isNull(closedAt), lte(expiresAt, now)))
    .limit(maxClosedAtOnce)
    .for('update', { skipLocked: true });
  await tx.update(consentConfirmation).set({ closedAt: now }).where(inArray(id, expired));
}

/** The way without a face: a new code for this very decision, which closes the earlier one. */
export const counterCode = mutation('consent.counterCode', {
  async run({ tx, runtime, caller, now, audit }, { consentId }) {
    const { cipher, config } = runtime;
    const seen = await lockSeen(tx, cipher, caller, consentId, now);
    const policy = consentPolicyOf(config.region);
    const refusal = refuseDecision(caller, seen, 'granted', policy, now);
    if (refusal) throw refusal;
    if (seen.row.status !== 'requested') throw new ServiceError('consent_state');
    // nobody goes to the counter for what cannot be granted
    await requireAgreed(tx, seen.row.agreementId, { purpose: seen.row.purpose, policy, now });
    const { accountId, personId } = caller;
    // one open code an account and consent, also when two are asked for at the same moment
    await tx.select().from(account).where(eq(account.id, accountId)).for('no key update');
    await tx
      .update(consentConfirmation)
      .set({ closedAt: now })
      .where(
        and(
          isNull(consentConfirmation.closedAt),
          eq(consentConfirmation.accountId, accountId),
          eq(consentConfirmation.consentId, consentId),
        ),
      );
    await closeExpired(tx, now);
    const id = randomUUID();
    const expiresAt = now + confirmationValidMs;
    const code = await openCode(tx, cipher, {
      id,
      accountId,
      personId,
      consentId,
      createdAt: now,
      expiresAt,
      mismatches: 0,
      closedAt: null,
      confirmedBy: null,
      confirmedAt: null,
    });
    await audit({
      action: 'consent.counterCode',
      subjectPersonId: seen.subject.id,
      details: { consentId, confirmationId: id },
    });
    return { code, expiresAt, confirmed: false };
  },
});

/** Whether the counter has confirmed; the page asks again while it shows the code. */
export const counterState = query(
  'consent.counterState',
  async ({ runtime, caller, now }, { consentId }): Promise<State> => {
    const { db, cipher, config } = runtime;
    await findSeen(db, cipher, caller, consentId, now);
    const row = await findLatest(db, { accountId: caller.accountId, consentId });
    if (!row) return { state: 'none', code: null, expiresAt: null };
    if (row.confirmedAt !== null) {
      // a confirmation has to be used while it is fresh, as a face check has
      const { faceValidMinutes } = consentPolicyOf(config.region);
      const expiresAt = row.confirmedAt + faceValidMinutes * minuteMs;
      return { state: expiresAt < now ? 'expired' : 'confirmed', code: null, expiresAt };
    }
    const { expiresAt } = row;
    if (row.closedAt !== null || expiresAt <= now) {
      return { state: 'expired', code: null, expiresAt };
    }
    const code = cipher.open('consent_confirmation.code', row.code);
    return { state: 'waiting', code, expiresAt };
  },
);
