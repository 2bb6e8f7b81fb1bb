import { eq } from 'drizzle-orm';
import { maskName } from '@yibao/shared/rules/masking';
import { counterCode } from '../../lib/database/schema';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { notify } from '../../lib/notices';
import { getPerson, identityOf, readClaim } from '../../lib/people';
import { isOneself } from '../../lib/same-person';
import { bindAccount } from '../bind';
import { findOpenByCode, maxCounterMismatches } from '../counter-codes';

type Result = { confirmed: true; nameMasked: string } | { confirmed: false };

/**
 * The clerk types what stands on the document in hand; it must be what the person claimed when
 * the code was made. Nothing of the claim is shown, so a code alone tells a clerk nothing.
 */
export const confirmCounterCode = mutationWithAfter('identity.confirmCounterCode', {
  async run({ tx, runtime, caller, now, audit }, input): Promise<Result> {
    const seen = readClaim(input, now);
    const row = await findOpenByCode(tx, runtime.cipher, input.code);
    if (!row || row.expiresAt <= now) throw new ServiceError('counter_code_invalid');
    // nobody vouches for themselves, by a second account neither
    if (await isOneself(tx, caller.accountId, row)) throw new ServiceError('not_allowed');
    const claimed = identityOf(runtime.cipher, await getPerson(tx, row.personId));
    const fits =
      claimed.documentType === seen.documentType &&
      claimed.documentNumber === seen.documentNumber &&
      claimed.name === seen.name;
    await audit({
      action: 'identity.confirmCounterCode',
      subjectPersonId: row.personId,
      details: { counterCodeId: row.id, fits },
    });
    if (!fits) {
      const mismatches = row.mismatches + 1;
      const closedAt = mismatches >= maxCounterMismatches ? now : null;
      await tx.update(counterCode).set({ mismatches, closedAt }).where(eq(counterCode.id, row.id));
      return { confirmed: false };
    }
    await tx
      .update(counterCode)
      .set({ closedAt: now, confirmedBy: caller.accountId })
      .where(eq(counterCode.id, row.id));
    const { accountId, personId } = row;
    await bindAccount(tx, { accountId, personId, by: 'counter', now });
    await notify(
      tx,
      {
        personId,
        dedupeKey: `counter-code:${row.id}`,
        title: '实名核验已完成',
        body: '柜台已核对您的证件，现在可以为自己和家人办理医保业务了。',
        link: 'pages/home/index',
        message: null,
      },
      now,
    );
    return { confirmed: true, nameMasked: maskName(claimed.name) };
  },

  // the mismatch is counted in a committed transaction, then refused
  async after(_context, _input, result) {
    if (!result.confirmed) throw new ServiceError('counter_mismatch', { field: 'documentNumber' });
    return Promise.resolve(result);
  },
});
