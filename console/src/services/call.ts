import type { ActionName, Input, Output, Reply } from '@yibao/shared/contracts';
import { noteFailure } from './access';
import { noAnswer, ServiceError, toServiceError } from './errors';

/** After this long without an answer a person should hear about it. */
const answerTimeoutMs = 20_000;

const headers = { 'content-type': 'application/json', 'x-yibao-client': 'console' };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The server checked its reply against the contract; here only the envelope is looked at. */
function isReply<T>(value: unknown): value is Reply<T> {
  if (!isRecord(value)) return false;
  if (value['ok'] === true) return true;
  const error = value['error'];
  return value['ok'] === false && isRecord(error) && typeof error['code'] === 'string';
}

/**
 * POSTs JSON to our own origin.
 * @throws ServiceError always: the server's own, or `offline` when no answer came
 */
export async function post<T>(path: string, input: object, signal?: AbortSignal): Promise<T> {
  const limit = AbortSignal.timeout(answerTimeoutMs);
  let reply: unknown;
  try {
    const answered = await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers,
      body: JSON.stringify(input),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    reply = await answered.json();
  } catch (lost) {
    throw toServiceError(lost);
  }
  if (!isReply<T>(reply)) throw noAnswer();
  if (reply.ok) return reply.data;
  throw new ServiceError(reply.error);
}

/** Sends an action without a look at the shape of `input`; for code that completes it itself. */
export async function send<N extends ActionName>(
  name: N,
  input: object,
  signal?: AbortSignal,
): Promise<Output<N>> {
  try {
    return await post<Output<N>>(`/rpc/${name}`, input, signal);
  } catch (thrown) {
    const error = toServiceError(thrown);
    noteFailure(name, error);
    throw error;
  }
}

/** Calls an action. Rejects with a ServiceError always. */
export const call = <N extends ActionName>(
  name: N,
  input: Input<N>,
  signal?: AbortSignal,
): Promise<Output<N>> => send(name, input, signal);
