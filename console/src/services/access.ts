import type { ServiceError } from './errors';

/** The two doors of the console: partner organisations' clerks, and the bureau's staff. */
export type Door = 'clerk' | 'staff';

/** Why nothing may be shown behind a door any more. */
export interface Ending {
  door: Door;
  message: string;
  traceId: string;
  /** Signing in again helps; else somebody has to let them in. */
  isSessionOver: boolean;
}

let ending: Ending | null = null;
const listeners = new Set<() => void>();

function change(next: Ending | null): void {
  ending = next;
  for (const listener of listeners) listener();
}

export const currentEnding = (): Ending | null => ending;

/** Tells `listener` of every change. @returns how to stop that */
export function onEnding(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Somebody signed in, or chose to: what ended before is over. */
export const beginAnew = (): void => change(null);

/** @returns behind which door an action is called */
export const doorOf = (action: string): Door => (action.startsWith('partner.') ? 'clerk' : 'staff');

/**
 * Judges a failed call. A clerk who is not let in to anything of theirs (session over, clerk or
 * organisation suspended, another network) sees nothing any more; of the bureau's staff, whom an
 * action may refuse by its own rules, only who is not signed in.
 *
 * @returns whether the door has closed with it
 */
export function noteFailure(action: string, error: ServiceError): boolean {
  const door = doorOf(action);
  const isSessionOver = error.code === 'not_logged_in';
  const isShutOut = error.code === 'organisation_suspended' || error.code === 'not_allowed';
  if (!isSessionOver && !(door === 'clerk' && isShutOut)) return false;
  change({ door, message: error.message, traceId: error.traceId, isSessionOver });
  return true;
}
