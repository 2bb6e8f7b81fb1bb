import { and, eq, isNull } from 'drizzle-orm';
import { randomInt, randomUUID } from 'node:crypto';
import { counterCode as counterCodeTable } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { findClaimed, savePerson } from '../../lib/people';
import { counterCodeValidMs, findLatest, viewCounterCode } from '../counter-codes';

export const counterCode = query('identity.counterCode', async ({ runtime, caller, now }) =>
  viewCounterCode(runtime.cipher, await findLatest(runtime.db, caller.accountId), now),
);

/** The way without a face. A new code closes the account's earlier one. */
export const requestCounterCode = mutation('identity.requestCounterCode', {
  async before(context, input) {
    if (context.caller.personId !== null) throw new ServiceError('identity_bound');
    return findClaimed(context, input);
  },

  async run({ tx, runtime, caller, now, audit }, _input, known) {
    const subject = await savePerson(tx, runtime.cipher, known, now);
    await tx
      .update(counterCodeTable)
      .set({ closedAt: now })
      .where(
        and(eq(counterCodeTable.accountId, caller.accountId), isNull(counterCodeTable.closedAt)),
      );
    const code = String(randomInt(100_000_000)).padStart(8, '0');
    const row = {
      id: randomUUID(),
      accountId: caller.accountId,
      personId: subject.id,
      code: runtime.cipher.seal('counter_code.code', code),
      codeIndex: runtime.cipher.index('counter_code.code', code),
      createdAt: now,
      expiresAt: now + counterCodeValidMs,
      mismatches: 0,
      closedAt: null,
      confirmedBy: null,
    };
    await tx.insert(counterCodeTable).values(row);
    await audit({
      action: 'identity.requestCounterCode',
      subjectPersonId: subject.id,
      details: { counterCodeId: row.id },
    });
    return viewCounterCode(runtime.cipher, row, now);
  },
});
