import { useEffect, useRef } from 'react';
import { useMutation } from '@/services/mutation';
import type { ServiceError } from '@/services/errors';
import type { Freshness } from './model/records';

export interface Refreshing {
  pending: boolean;
  error: ServiceError | undefined;
  byHand: () => void;
}

/**
 * Shows what stands and asks the core platform behind it: once by itself when the answer is stale,
 * again when somebody taps. `reload` reads anew once something came.
 */
export function useRefresh(
  personId: string,
  freshness: Freshness | undefined,
  reload: () => void,
): Refreshing {
  const { run, pending, error } = useMutation('records.refresh');
  const tried = useRef(new Set<string>());
  const latestReload = useRef(reload);
  useEffect(() => {
    latestReload.current = reload;
  });
  const stale = freshness?.stale === true;
  useEffect(() => {
    if (!stale || tried.current.has(personId)) return;
    tried.current.add(personId);
    void run({ personId, byHand: false }).then(() => latestReload.current());
  }, [stale, personId, run]);
  const byHand = () => void run({ personId, byHand: true }).then(() => latestReload.current());
  return { pending, error, byHand };
}
