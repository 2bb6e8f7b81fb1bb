import { isConflict, type Transaction } from '../../lib/database/database';
import { type NewbornApplication } from '../../lib/database/schema';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { keepEvidence } from '../evidence';
import { attachPhotos } from '../photos/attach';
import { getOwnApplication, lockApplication, moveApplication } from '../store';
import { viewApplication } from '../view';

/**
 * Answers what staff asked for, or asks them to look at a refusal. Whoever had it in hand keeps it;
 * a first approval of what stood there before does not count any more.
 */
export const addEvidence = mutationWithAfter('newborn.addEvidence', {
  async run({ tx, runtime, caller, now, audit }, { applicationId, text, photoIds }) {
    await getOwnApplication(tx, caller, applicationId);
    const row = await lockApplication(tx, applicationId);
    await backIntoQueue(tx, row, now);
    await keepEvidence(tx, runtime.cipher, { applicationId, text, now });
    await attachPhotos(tx, { personId: caller.personId, applicationId, photoIds, now });
    await audit({
      action: 'newborn.addEvidence',
      subjectPersonId: row.personId ?? caller.personId,
      details: { applicationId, from: row.status, photos: photoIds.length },
    });
    return { applicationId };
  },

  async after(context, _input, { applicationId }) {
    const { runtime, caller } = context;
    return viewApplication(context, await getOwnApplication(runtime.db, caller, applicationId));
  },
});

async function backIntoQueue(
  tx: Transaction,
  row: NewbornApplication,
  now: number,
): Promise<NewbornApplication> {
  const queueReason = row.status === 'refused' ? 'appeal' : 'review';
  try {
    return await moveApplication(tx, row, 'evidence_added', now, {
      queueReason,
      nextCheckAt: null,
      firstApprover: null,
      decidedAt: null,
      decidedBy: null,
    });
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new ServiceError('newborn_state', {
      message: '这个宝宝您已经有另一份申请在办，请看那一份的进度',
    });
  }
}
