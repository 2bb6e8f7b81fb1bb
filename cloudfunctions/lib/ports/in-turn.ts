import { E_TIMEOUT, Semaphore, type SemaphoreInterface, withTimeout } from 'async-mutex';
import { UpstreamError } from './http';

/**
 * Calls of one process to one system that are under way at the same moment. More of them would not
 * be answered sooner: each would only use up its own time limit while the others are being signed,
 * sent and verified.
 */
const atOnce = 16;
/** Who waits longer is told that the system does not answer, and tries again or is queued. */
const longestWaitMs = 10_000;

const turns = new Map<string, SemaphoreInterface>();

function turnsOf(system: string): SemaphoreInterface {
  const known = turns.get(system) ?? withTimeout(new Semaphore(atOnce), longestWaitMs);
  turns.set(system, known);
  return known;
}

/**
 * Carries out one call when it is its turn; the call's own time limit begins then.
 *
 * @param system e.g. 'data-sharing'; each has turns of its own, so that one that hangs keeps nobody
 *   from the others
 * @throws UpstreamError when its turn does not come
 */
export async function inTurn<T>(system: string, call: () => Promise<T>): Promise<T> {
  try {
    return await turnsOf(system).runExclusive(call);
  } catch (error) {
    if (error === E_TIMEOUT) throw new UpstreamError(system, 'too many calls at once', error);
    throw error;
  }
}
