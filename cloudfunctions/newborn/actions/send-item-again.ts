import { mutationWithAfter } from '../../lib/dispatcher/action';
import { handOverMessage, lockItem, moveItem } from '../items/store';
import { getOwnApplication } from '../store';
import { viewApplication } from '../view';

/** A department sent an item back: either parent hands it over once more, as a new case. */
export const sendItemAgain = mutationWithAfter('newborn.sendItemAgain', {
  async run({ tx, caller, now, audit, send }, { applicationId, item: kind }) {
    const own = await getOwnApplication(tx, caller, applicationId, now);
    // the items belong to the application that was approved
    const item = await lockItem(tx, own.leaderId ?? own.id, kind);
    const attempt = item.attempt + 1;
    const changes = { attempt, reference: null, reason: null };
    const sent = await moveItem(tx, item, 'sent_again', now, changes);
    await audit({
      action: 'newborn.sendItemAgain',
      subjectPersonId: own.personId,
      details: { applicationId: item.applicationId, itemId: item.id, kind, attempt },
    });
    await send(handOverMessage(sent));
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
