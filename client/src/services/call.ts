import Taro from '@tarojs/taro';
import type { ActionName, Input, Output, Reply } from '@yibao/shared/contracts';
import { functionOf } from '@yibao/shared/rules/cloud-function';
import { ServiceError, noAnswer, toServiceError } from './errors';
import { isRecord } from './storage';

/** After this long without an answer a person should hear about it. */
const ANSWER_TIMEOUT_MS = 20_000;

/** The server checked its reply against the contract; here only the envelope is looked at. */
function isReply<N extends ActionName>(value: unknown): value is Reply<Output<N>> {
  if (!isRecord(value)) return false;
  if (value.ok === true) return 'data' in value;
  return value.ok === false && isRecord(value.error) && typeof value.error.code === 'string';
}

async function callFunction(name: string, input: unknown): Promise<unknown> {
  const answered = await Taro.cloud.callFunction({
    name: functionOf(name),
    data: { action: name, input },
  });
  return answered.result;
}

async function callGateway(name: string, input: unknown): Promise<unknown> {
  const answered = await fetch(`${GATEWAY_BASE_URL}/rpc/${name}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'x-yibao-client': 'h5' },
    body: JSON.stringify(input),
  });
  const reply: unknown = await answered.json();
  return reply;
}

const transmit = process.env.TARO_ENV === 'weapp' ? callFunction : callGateway;

function giveUpAfter(timeoutMs: number): { expired: Promise<never>; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(noAnswer()), timeoutMs);
  });
  return { expired, stop: () => clearTimeout(timer) };
}

/**
 * Sends an action without a look at the shape of `input`; for code that completes an input itself.
 * Rejects with a ServiceError always: the server's own, or `offline` when no answer came.
 */
export async function send<N extends ActionName>(name: N, input: object): Promise<Output<N>> {
  const limit = giveUpAfter(ANSWER_TIMEOUT_MS);
  let reply: unknown;
  try {
    reply = await Promise.race([transmit(name, input), limit.expired]);
  } catch (lost) {
    throw toServiceError(lost);
  } finally {
    limit.stop();
  }
  if (!isReply<N>(reply)) throw noAnswer();
  if (!reply.ok) throw new ServiceError(reply.error);
  return reply.data;
}

/** Calls an action: the cloud function of its flow in the mini-program, the gateway on H5. */
export function call<N extends ActionName>(name: N, input: Input<N>): Promise<Output<N>> {
  return send(name, input);
}
