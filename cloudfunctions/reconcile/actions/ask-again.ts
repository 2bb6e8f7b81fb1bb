import { mutationWithAfter } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { type ListReport, reconcileList } from '../reconcile-list';
import { sourceOf } from '../sources';
import { findFinding, lockForWay } from '../staff';
import { viewFinding } from '../view';

const compared = (state: ListReport['state']) => {
  if (state === 'failed') throw new ServiceError('upstream_unavailable');
  return state === 'explained' || state === 'unexplained' ? 'compared' : state;
};

/**
 * The difference once more, now: its list is fetched, what may settle this one is asked or sent again,
 * and the day is compared. Only what that comparison does not find any more is over.
 */
export const askAgain = mutationWithAfter('reconcile.askAgain', {
  async run({ tx, caller, audit }, { findingId }) {
    const { kind, source } = await lockForWay(tx, findingId, { way: 'askAgain', caller });
    await audit({
      action: 'reconcile.askAgain',
      subjectPersonId: null,
      details: { findingId, kind, source },
    });
    return { findingId };
  },

  async after(context, { findingId }) {
    const { runtime, traceId } = context;
    const { day, source, kind, reference } = await findFinding(runtime.db, findingId);
    const options = { day, traceId, heal: true, healOnly: { kind, reference } };
    const { state } = await reconcileList(runtime, sourceOf(source), options);
    const finding = await viewFinding(
      context,
      runtime.db,
      await findFinding(runtime.db, findingId),
    );
    return { finding, list: compared(state) };
  },
});
