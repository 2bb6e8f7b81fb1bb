import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useDidHide, useDidShow } from '@tarojs/taro';
import type { Output } from '@yibao/shared/contracts';
import { type ServiceError, toServiceError } from '@/services/errors';
import { createMutation } from '@/services/mutation';
import { nextLookInMs, type PayHint } from './model/polling';

type Order = Output<'payment.refreshOrder'>;

export interface OrderWatch {
  order: Order | undefined;
  /** Why the last look failed; undefined after a good one. */
  error: ServiceError | undefined;
  /** Another look is planned or under way. */
  looking: boolean;
  /** Starts looking anew, e.g. after 重试. */
  lookAgain: () => void;
  /** Takes over an order that another action answered. */
  take: (order: Order) => void;
}

/**
 * Follows an order after a payment: asks the server to ask WeChat Pay and the core platform, soon
 * at first, then less often, 30 seconds at most. Stops while the page is hidden.
 */
export function useOrderWatch(orderId: string, hint: PayHint): OrderWatch {
  const refresh = useMemo(() => createMutation('payment.refreshOrder'), []);
  const [order, setOrder] = useState<Order>();
  const [error, setError] = useState<ServiceError>();
  const [round, setRound] = useState(0);
  const [endedRound, setEndedRound] = useState(-1);
  const hidden = useRef(false);

  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let latest: Order | undefined;
    const end = () => setEndedRound(round);
    const plan = (looks: number) => {
      const waitMs = nextLookInMs(looks, latest?.status ?? null, hint);
      if (waitMs === null) end();
      else timer = setTimeout(() => void look(looks + 1), waitMs);
    };
    const look = async (looks: number): Promise<void> => {
      try {
        const answer = await refresh({ orderId });
        if (stopped) return;
        latest = answer;
        setOrder(answer);
        setError(undefined);
      } catch (thrown) {
        if (stopped) return;
        const failure = toServiceError(thrown);
        setError(failure);
        if (!failure.retryable) {
          end();
          return;
        }
      }
      plan(looks);
    };
    void look(1);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [orderId, hint, refresh, round]);

  const lookAgain = useCallback(() => setRound((n) => n + 1), []);
  useDidHide(() => {
    hidden.current = true;
  });
  useDidShow(() => {
    if (hidden.current) lookAgain();
    hidden.current = false;
  });
  const take = useCallback((taken: Order) => {
    setOrder(taken);
    setError(undefined);
  }, []);
  return { order, error, looking: endedRound !== round, lookAgain, take };
}
