import { mutationWithAfter, query } from '../../lib/dispatcher/action';
import { keepUntilAfterDecision } from '../photos/attach';
import { getOwnApplication, lockApplication, moveApplication } from '../store';
import { viewApplication } from '../view';

export const get = query('newborn.get', async (context, { applicationId }) => {
  const { runtime, caller } = context;
  return viewApplication(
    context,
    await getOwnApplication(runtime.db, caller, applicationId, context.now),
  );
});

/** What is not decided can be taken back; nothing was enrolled then. */
export const withdraw = mutationWithAfter('newborn.withdraw', {
  async run({ tx, caller, now, audit }, { applicationId }) {
    await getOwnApplication(tx, caller, applicationId, now);
    const row = await lockApplication(tx, applicationId);
    await moveApplication(tx, row, 'withdraw', now);
    await keepUntilAfterDecision(tx, applicationId, now);
    await audit({
      action: 'newborn.withdraw',
      subjectPersonId: caller.personId,
      details: { applicationId, from: row.status },
    });
    return { applicationId };
  },

  async after(context, _input, { applicationId }) {
    const { runtime, caller } = context;
    return viewApplication(
      context,
      await getOwnApplication(runtime.db, caller, applicationId, context.now),
    );
  },
});
