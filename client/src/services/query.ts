import { useCallback, useEffect, useRef, useState } from 'react';
import { useDidShow } from '@tarojs/taro';
import type { Input, Output, QueryName } from '@yibao/shared/contracts';
import { call } from './call';
import { type ServiceError, toServiceError } from './errors';

export interface Query<T> {
  /** The last good answer; stays while a newer one is fetched, and when none can be had now. */
  data: T | undefined;
  /** Why the last attempt failed; undefined when it did not. */
  error: ServiceError | undefined;
  loading: boolean;
  reload: () => void;
}

interface Answer<T> {
  /** The input it answers, as text. */
  key: string;
  data: T | undefined;
  error: ServiceError | undefined;
}

/**
 * Asks when the component appears, when the input changes and whenever the page is shown again.
 * `null` as input asks nothing yet. An answer that a newer question overtook is dropped.
 */
export function useQuery<N extends QueryName>(name: N, input: Input<N> | null): Query<Output<N>> {
  const key = input === null ? null : JSON.stringify(input);
  const latestInput = useRef(input);
  const turn = useRef(0);
  const [answer, setAnswer] = useState<Answer<Output<N>>>();
  const [asking, setAsking] = useState(false);

  useEffect(() => {
    latestInput.current = input;
  });

  const ask = useCallback(async () => {
    const asked = latestInput.current;
    if (asked === null) return;
    turn.current += 1;
    const mine = turn.current;
    const askedKey = JSON.stringify(asked);
    setAsking(true);
    const result = await attempt(name, asked);
    if (mine !== turn.current) return;
    setAsking(false);
    setAnswer((before) => ({
      key: askedKey,
      // a refusal is an answer: what may no longer be seen does not stay on the screen
      data:
        result.data ??
        (mayStay(result.error) && before?.key === askedKey ? before.data : undefined),
      error: result.error,
    }));
  }, [name]);

  useEffect(() => {
    if (key !== null) void ask();
    return () => {
      turn.current += 1;
    };
  }, [key, ask]);

  const shownBefore = useRef(false);
  useDidShow(() => {
    if (shownBefore.current) void ask();
    shownBefore.current = true;
  });

  const current = answer?.key === key ? answer : undefined;
  return {
    data: current?.data,
    error: current?.error,
    loading: key !== null && (asking || current === undefined),
    reload: useCallback(() => void ask(), [ask]),
  };
}

const mayStay = (error: ServiceError | undefined): boolean => error?.retryable === true;

async function attempt<N extends QueryName>(
  name: N,
  input: Input<N>,
): Promise<{ data?: Output<N>; error?: ServiceError }> {
  try {
    return { data: await call(name, input) };
  } catch (thrown) {
    return { error: toServiceError(thrown) };
  }
}

/** Runs `task` every `intervalMs` while `active`, at most `maxTimes` times. */
export function useRepeat(
  task: () => void,
  { intervalMs, maxTimes, active }: { intervalMs: number; maxTimes: number; active: boolean },
): void {
  const taskRef = useRef(task);
  useEffect(() => {
    taskRef.current = task;
  });
  useEffect(() => {
    if (!active) return undefined;
    let times = 0;
    const timer = setInterval(() => {
      times += 1;
      if (times >= maxTimes) clearInterval(timer);
      taskRef.current();
    }, intervalMs);
    return () => clearInterval(timer);
  }, [active, intervalMs, maxTimes]);
}
