import { confirmCode as confirm } from '../../consent/confirmations';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';

/**
 * The way to a grant without a face: the clerk types the code the person shows, and what stands on
 * the document in hand.
 */
export const confirmCode = mutationWithAfter('oversight.confirmCode', {
  async run({ tx, runtime, caller, now, audit }, { code, name, documentNumber }) {
    const typed = { code, name, documentNumber, staffAccountId: caller.accountId, now };
    const result = await confirm(tx, runtime.cipher, typed);
    const { confirmed, confirmationId, consentId, organisationName } = result;
    await audit({
      action: 'oversight.confirmCode',
      subjectPersonId: result.personId,
      details: { confirmationId, consentId, fits: confirmed },
    });
    return { confirmed, organisationName };
  },

  // the mismatch is counted in a committed transaction, then refused
  async after(_context, _input, { confirmed, organisationName }) {
    if (!confirmed) throw new ServiceError('counter_mismatch', { field: 'documentNumber' });
    return Promise.resolve({ confirmed, organisationName });
  },
});
