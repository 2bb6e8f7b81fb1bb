import { useCallback, useMemo, useState } from 'react';
import type { Input, MutationName, Output } from '@yibao/shared/contracts';
import { send } from './call';
import { type ServiceError, toServiceError } from './errors';
import { intentionOf, requestIdFor, settleRequest } from './request-ids';

/** What a page says; the request's identifier is added here. */
export type MutationInput<N extends MutationName> = Omit<Input<N>, 'requestId'>;

async function attempt<N extends MutationName>(
  name: N,
  input: MutationInput<N>,
): Promise<Output<N>> {
  const requestId = requestIdFor(name, input, Date.now());
  try {
    const output = await send(name, { ...input, requestId });
    settleRequest(name, input, Date.now());
    return output;
  } catch (thrown) {
    const error = toServiceError(thrown);
    // A refusal is an answer. After anything else it may have been done: the retry repeats the id.
    if (!error.retryable) settleRequest(name, input, Date.now());
    throw error;
  }
}

/** Requests that are not answered yet, by what they mean: on whichever page it was tapped. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * A function that carries out `name`. While a request is under way the same input joins it, and
 * until it is answered every attempt carries the same identifier. Rejects with a ServiceError.
 */
export function createMutation<N extends MutationName>(
  name: N,
): (input: MutationInput<N>) => Promise<Output<N>> {
  return (input) => {
    const intention = intentionOf(name, input);
    // the intention names the action, so it is this action's answer
    const running = underWay.get(intention) as Promise<Output<N>> | undefined;
    if (running) return running;
    const started = attempt(name, input).finally(() => underWay.delete(intention));
    underWay.set(intention, started);
    return started;
  };
}

export interface Mutation<N extends MutationName> {
  /** Resolves with the answer, or with undefined when it failed; the failure is in `error`. */
  run: (input: MutationInput<N>) => Promise<Output<N> | undefined>;
  pending: boolean;
  error: ServiceError | undefined;
  /** Forgets the last failure, e.g. when the person changes what they typed. */
  clearError: () => void;
}

/** A mutation for a component: its pending state, its last failure and a safe retry. */
export function useMutation<N extends MutationName>(name: N): Mutation<N> {
  const execute = useMemo(() => createMutation(name), [name]);
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const run = useCallback(
    async (input: MutationInput<N>) => {
      setPending(true);
      setError(undefined);
      try {
        return await execute(input);
      } catch (thrown) {
        setError(toServiceError(thrown));
        return undefined;
      } finally {
        setPending(false);
      }
    },
    [execute],
  );
  const clearError = useCallback(() => setError(undefined), []);
  return { run, pending, error, clearError };
}
