import { and, eq, isNull } from 'drizzle-orm';
import { randomInt, randomUUID } from 'node:crypto';
import { type FieldCipher } from '../../lib/crypto/field-cipher';
import { type Transaction } from '../../lib/database/database';
import { account, counterCode as counterCodeTable } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { findClaimed, savePerson } from '../../lib/people';
import {
  type CounterCode,
  counterCodeValidMs,
  findLatest,
  viewCounterCode,
} from '../counter-codes';

export const counterCode = query('identity.counterCode', async ({ runtime, caller, now }) =>
  viewCounterCode(runtime.cipher, await findLatest(runtime.db, caller.accountId), now),
);

const maxCodeDraws = 5;

/** Draws a code that no open one has. */
async function openCode(
  tx: Transaction,
  cipher: FieldCipher,
  rest: Omit<CounterCode, 'code' | 'codeIndex'>,
): Promise<CounterCode> {
  for (let draw = 0; draw < maxCodeDraws; draw++) {
    const code = String(randomInt(100_000_000)).padStart(8, '0');
    const row = {
      ...rest,
      code: cipher.seal('counter_code.code', code),
      codeIndex: cipher.index('counter_code.code', code),
    };
    const inserted = await tx
      .insert(counterCodeTable)
      .values(row)
      .onConflictDoNothing()
      .returning({ id: counterCodeTable.id });
    if (inserted.length === 1) return row;
  }
  throw new ServiceError('busy');
}

/** The way without a face. A new code closes the account's earlier one. */
export const requestCounterCode = mutation('identity.requestCounterCode', {
  async before(context, input) {
    if (context.caller.personId !== null) throw new ServiceError('identity_bound');
    return findClaimed(context, input);
  },

  async run({ tx, runtime, caller, now, audit }, _input, known) {
    const subject = await savePerson(tx, runtime.cipher, known, now);
    // one open code an account, also when two are asked for at the same moment
    await tx.select().from(account).where(eq(account.id, caller.accountId)).for('no key update');
    await tx
      .update(counterCodeTable)
      .set({ closedAt: now })
      .where(
        and(eq(counterCodeTable.accountId, caller.accountId), isNull(counterCodeTable.closedAt)),
      );
    const row = await openCode(tx, runtime.cipher, {
      id: randomUUID(),
      accountId: caller.accountId,
      personId: subject.id,
      createdAt: now,
      expiresAt: now + counterCodeValidMs,
      mismatches: 0,
      closedAt: null,
      confirmedBy: null,
    });
    await audit({
      action: 'identity.requestCounterCode',
      subjectPersonId: subject.id,
      details: { counterCodeId: row.id },
    });
    return viewCounterCode(runtime.cipher, row, now);
  },
});
