import { mutationWithAfter } from '../../lib/dispatcher/action';
import { type Sight, sightOf } from '../access';
import { askAndKeep } from '../ask-platform';
import { findMirror, freshnessOf, type MirrorKind } from '../mirror';

function mirrorKindsOf({ kinds }: Sight): MirrorKind[] {
  const contributions = kinds.includes('covers') || kinds.includes('payments');
  return [
    ...(contributions ? (['contributions'] as const) : []),
    ...(kinds.includes('settlements') ? (['settlements'] as const) : []),
  ];
}

/**
 * Asks the core platform again, at most every ten minutes a person unless somebody taps, and once
 * however many ask at the same moment. What it does not answer leaves everything as it stands; the
 * reply says how fresh each part is. Asking comes after the commit: its turn is its own guard, and
 * a twin of the request that finds it taken must not undo what it brings.
 */
export const refresh = mutationWithAfter('records.refresh', {
  async run({ tx, caller, now }, { personId }) {
    await sightOf(tx, caller, personId, now);
    return { personId };
  },

  async after(context, { personId, byHand }) {
    const { runtime, caller, now } = context;
    const { db } = runtime;
    const sight = await sightOf(db, caller, personId, now);
    const actor = { kind: 'account', accountId: caller.accountId } as const;
    const about = { person: sight.person, kinds: mirrorKindsOf(sight) };
    const asked = await askAndKeep({ ...context, actor }, about, byHand);
    // the right may have ended while the platform was asked
    const kinds = mirrorKindsOf(await sightOf(db, caller, personId, now));
    const seen = async (kind: MirrorKind) =>
      kinds.includes(kind) ? freshnessOf(await findMirror(db, personId, kind), now) : null;
    return {
      contributions: await seen('contributions'),
      settlements: await seen('settlements'),
      asked,
    };
  },
});
