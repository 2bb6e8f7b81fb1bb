import { useCallback, useEffect } from 'react';
import { type Query, useQuery } from '@/services/query';
import { createStore, useStore } from '@/services/store';
import type { Start } from './model/answers';

/**
 * What the form is prefilled with, asked once for all its pages: every question asks the marriage
 * registry too.
 */
const kept = createStore<Start | undefined>(undefined);

/** Takes over a newer answer, e.g. from the page the form begins on. */
export function keepStart(start: Start | undefined): void {
  kept.set(start);
}

/** The answer of newborn.start, asked only when no page of the form has it yet. */
export function useStart(): Query<Start> {
  const known = useStore(kept);
  const query = useQuery('newborn.start', known ? null : {});
  const { data } = query;
  useEffect(() => {
    if (data) kept.set(data);
  }, [data]);
  const askAgain = useCallback(() => kept.set(undefined), []);
  if (known) return { data: known, error: undefined, loading: false, reload: askAgain };
  return query;
}
