/**
 * One identifier per intention, in memory alone: the same action with the same input keeps it until
 * the server has answered for good, so that a double click or a lost reply repeats the request
 * instead of making a second one.
 */
const open = new Map<string, string>();

const intentionOf = (name: string, input: object): string => JSON.stringify([name, input]);

/** @returns the identifier of this intention, the one it already has while it is not answered */
export function requestIdFor(name: string, input: object): string {
  const intention = intentionOf(name, input);
  const requestId = open.get(intention) ?? crypto.randomUUID();
  open.set(intention, requestId);
  return requestId;
}

/** The intention was answered for good: the next time it is a new one. */
export function settleRequest(name: string, input: object): void {
  open.delete(intentionOf(name, input));
}
