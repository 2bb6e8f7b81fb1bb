import { useState } from 'react';
import type { Output } from '@yibao/shared/contracts';
import { call } from '@/services/call';
import { type ServiceError, toServiceError } from '@/services/errors';
import { mergeSettlements, type SettlementLine, type SettlementQuery } from '../../model/records';

type FirstPage = Output<'records.settlements'>;

interface Older {
  /** The first page they follow; when it is fetched anew they are fetched anew too. */
  after: FirstPage;
  lines: SettlementLine[];
  cursor: string | null;
}

export interface MoreSettlements {
  lines: SettlementLine[];
  hasMore: boolean;
  loading: boolean;
  error: ServiceError | undefined;
  loadMore: () => void;
}

/** The pages after the first, one at a time, on request. */
export function useMoreSettlements(
  input: SettlementQuery,
  first: FirstPage | undefined,
): MoreSettlements {
  const [kept, setKept] = useState<Older>();
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const older = kept && kept.after === first ? kept : undefined;
  const cursor = older ? older.cursor : (first?.nextCursor ?? null);

  const loadMore = async () => {
    if (loading || cursor === null || !first) return;
    setLoading(true);
    setError(undefined);
    try {
      const page = await call('records.settlements', { ...input, cursor });
      const lines = mergeSettlements(older?.lines ?? [], page.settlements);
      setKept({ after: first, lines, cursor: page.nextCursor });
    } catch (thrown) {
      setError(toServiceError(thrown));
    } finally {
      setLoading(false);
    }
  };
  return {
    lines: mergeSettlements(first?.settlements ?? [], older?.lines ?? []),
    hasMore: cursor !== null,
    loading,
    error,
    loadMore: () => void loadMore(),
  };
}
