import { useState } from 'react';
import { type ServiceError, toServiceError } from './errors';

interface Page<T> {
  items: readonly T[];
  nextCursor: string | null;
}

interface Kept<T> {
  /** The first page they follow; when it is fetched anew they are fetched anew too. */
  after: unknown;
  items: T[];
  cursor: string | null;
}

export interface OlderPages<T> {
  /** The first page and what was fetched after it. */
  items: T[];
  hasMore: boolean;
  loading: boolean;
  error: ServiceError | undefined;
  loadMore: () => void;
}

/** Adds a page of a list; what moved between pages stands once, in its latest form. */
export function mergePages<T>(
  known: readonly T[],
  page: readonly T[],
  idOf: (item: T) => string,
): T[] {
  const fresh = new Map(page.map((item) => [idOf(item), item]));
  const kept = known.map((item) => {
    const newer = fresh.get(idOf(item)) ?? item;
    fresh.delete(idOf(item));
    return newer;
  });
  return [...kept, ...fresh.values()];
}

/**
 * The pages of a list after the first, one at a time, on request.
 * @param first the latest answer with the first page; a new answer is a new object
 */
export function useOlderPages<T>(
  first: Page<T> | undefined,
  fetchPage: (cursor: string) => Promise<Page<T>>,
  idOf: (item: T) => string,
): OlderPages<T> {
  const [kept, setKept] = useState<Kept<T>>();
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const older = kept && kept.after === first?.items ? kept : undefined;
  const cursor = older ? older.cursor : (first?.nextCursor ?? null);

  const loadMore = async () => {
    if (loading || cursor === null || !first) return;
    setLoading(true);
    setError(undefined);
    try {
      const page = await fetchPage(cursor);
      const items = mergePages(older?.items ?? [], page.items, idOf);
      setKept({ after: first.items, items, cursor: page.nextCursor });
    } catch (thrown) {
      setError(toServiceError(thrown));
    } finally {
      setLoading(false);
    }
  };
  return {
    items: mergePages(first?.items ?? [], older?.items ?? [], idOf),
    hasMore: cursor !== null,
    loading,
    error,
    loadMore: () => void loadMore(),
  };
}
