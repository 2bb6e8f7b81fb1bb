import { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Exchange } from './host';

/** Ends the Node response under a Hono context; false when there is none (`app.request()`). */
function destroyOutgoing({ env }: { readonly env: unknown }): boolean {
  if (typeof env !== 'object' || env === null || !('outgoing' in env)) return false;
  if (!(env.outgoing instanceof ServerResponse)) return false;
  env.outgoing.destroy();
  return true;
}

/**
 * Breaks the connection without an answer, as a lost packet would look to the caller. Without a
 * real connection (in-process tests) it answers 599, which no real system sends.
 */
function breakConnection(c: { readonly env: unknown }): Response {
  if (!destroyOutgoing(c)) return new Response(null, { status: 599 });
  // Tells Hono's Node adapter that nothing is left to be written.
  return new Response(null, { headers: { 'x-hono-already-sent': 'true' } });
}

/**
 * Serves one protocol call under the fault switches and writes it to the call log.
 * `answer` must be repeatable: a `duplicate` fault calls it twice.
 */
export const exchange: Exchange = async (host, c, system, operation, answer) => {
  const fault = await host.faults.before(system, operation);
  const log = (outcome: string): void => host.calls.record({ system, operation, outcome });
  if (fault.kind === 'drop') {
    log('fault drop');
    return breakConnection(c);
  }
  if (fault.kind === 'error500') {
    log('fault error500');
    return Response.json({ message: 'sandbox fault' }, { status: 500 });
  }
  if (fault.kind === 'duplicate') log(`fault duplicate, first: ${(await answer()).outcome}`);
  const { response, outcome } = await answer();
  if (fault.kind === 'timeout') {
    log(`fault timeout after: ${outcome}`);
    await wait(fault.delayMs);
    return breakConnection(c);
  }
  log(outcome);
  return response;
};
