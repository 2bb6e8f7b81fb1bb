import { createMutation } from '@/services/mutation';
import { type DraftValues, serverDraft } from './model/answers';

const save = createMutation('newborn.saveDraft');
/** What is being sent now; a submission waits for it, or it would bring the draft back. */
let underWay: Promise<unknown> = Promise.resolve();

/**
 * Keeps the answers on the server, quietly: what was typed is in memory anyway, so a failure must
 * never stand in the person's way.
 */
export function saveQuietly(values: DraftValues): void {
  underWay = save({ values: serverDraft(values) }).catch(() => undefined);
}

/** Forgets the answers the server keeps. Resolves with whether it did. */
export async function forgetSaved(): Promise<boolean> {
  try {
    await save({ values: {} });
    return true;
  } catch {
    return false;
  }
}

/** Resolves when nothing is being saved any more. */
export async function savingIsOver(): Promise<void> {
  await underWay;
}
