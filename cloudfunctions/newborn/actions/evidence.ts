import { isConflict, type Transaction } from '../../lib/database/database';
import { type NewbornApplication } from '../../lib/database/schema';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { type Runtime } from '../../lib/runtime';
import { appealTerm, keepEvidence } from '../evidence';
import { attachPhotos } from '../photos/attach';
import { getOwnApplication, lockApplication, moveApplication, takeTurn } from '../store';
import { viewApplication } from '../view';

/**
 * Answers what staff asked for, or asks them to look at a refusal. Whoever had it in hand keeps it;
 * a first approval of what stood there before does not count any more.
 */
export const addEvidence = mutationWithAfter('newborn.addEvidence', {
  async run({ tx, runtime, caller, now, audit }, { applicationId, text, photoIds }) {
    const { certificateIndex } = await getOwnApplication(tx, caller, applicationId, now);
    // the same parent may be sending another application for this baby at this very moment
    await takeTurn(tx, certificateIndex, null);
    const row = await lockApplication(tx, applicationId);
    assertInTime(runtime, row, now);
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
    const { runtime, caller, now } = context;
    const row = await getOwnApplication(runtime.db, caller, applicationId, now);
    return viewApplication(context, row);
  },
});

/** An appeal has an end; what staff asked for may be answered whenever the guardian has found it. */
function assertInTime(runtime: Runtime, row: NewbornApplication, now: number): void {
  if (row.status !== 'refused') return;
  const { days, isOver } = appealTerm(runtime, row, now);
  if (!isOver) return;
  throw new ServiceError('newborn_state', {
    message: `这次结果已经超过 ${days} 天，不能再申请复核。您可以重新提交一份申请。`,
  });
}

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
      // the clerk's time begins now: they could do nothing while they waited for the answer
      claimedAt: row.claimedBy === null ? null : now,
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
