import { useCallback, useEffect, useRef, useState } from 'react';
import { useDidShow } from '@tarojs/taro';
import type { Input, Output, QueryName } from '@yibao/shared/contracts';
import { call } from './call';
import { type ServiceError, toServiceError } from './errors';

/** The answer to one of several questions; a failure leaves the last good answer in place. */
export interface Settled<T> {
  data: T | undefined;
  error: ServiceError | undefined;
}

export interface Queries<T> {
  /** In the order of the inputs; undefined until every one was answered or failed once. */
  results: Settled<T>[] | undefined;
  loading: boolean;
  reload: () => void;
}

async function settle<N extends QueryName>(
  name: N,
  input: Input<N>,
  last: Settled<Output<N>> | undefined,
): Promise<Settled<Output<N>>> {
  try {
    return { data: await call(name, input), error: undefined };
  } catch (thrown) {
    return { data: last?.data, error: toServiceError(thrown) };
  }
}

interface Answers<T> {
  /** The inputs they answer, as text. */
  key: string;
  results: Settled<T>[];
}

/**
 * useQuery for several inputs at once: each is answered or fails on its own. Asks again whenever
 * the page is shown; answers that newer questions overtook are dropped. `null` asks nothing yet.
 */
export function useQueries<N extends QueryName>(
  name: N,
  inputs: Input<N>[] | null,
): Queries<Output<N>> {
  const key = inputs === null ? null : JSON.stringify(inputs);
  const latestInputs = useRef(inputs);
  const latestAnswers = useRef<Answers<Output<N>>>();
  const turn = useRef(0);
  const [answers, setAnswers] = useState<Answers<Output<N>>>();
  const [asking, setAsking] = useState(false);

  useEffect(() => {
    latestInputs.current = inputs;
  });

  const ask = useCallback(async () => {
    const asked = latestInputs.current;
    if (asked === null) return;
    turn.current += 1;
    const mine = turn.current;
    const askedKey = JSON.stringify(asked);
    const last = latestAnswers.current;
    const before = last?.key === askedKey ? last.results : [];
    setAsking(true);
    const results = await Promise.all(asked.map((input, n) => settle(name, input, before[n])));
    if (mine !== turn.current) return;
    latestAnswers.current = { key: askedKey, results };
    setAsking(false);
    setAnswers(latestAnswers.current);
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

  const current = answers?.key === key ? answers : undefined;
  return {
    results: current?.results,
    loading: key !== null && (asking || current === undefined),
    reload: useCallback(() => void ask(), [ask]),
  };
}
