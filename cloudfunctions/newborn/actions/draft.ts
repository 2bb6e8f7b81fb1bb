import { mutation } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { forgetDraft, keepDraft } from '../draft';

/** More than the form has fields. */
const maxFields = 40;

/** One draft a person; the last one saved stands. */
export const saveDraft = mutation('newborn.saveDraft', {
  async run({ tx, runtime, caller, now }, { values }) {
    const fields = Object.keys(values).length;
    if (fields > maxFields) {
      throw refuseField('values', `草稿最多 ${maxFields} 项，请更新后重试`);
    }
    if (fields === 0) await forgetDraft(tx, caller.personId);
    else await keepDraft(tx, runtime.cipher, caller.personId, { values, savedAt: now });
    return { savedAt: now };
  },
});
