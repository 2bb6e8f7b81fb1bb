import { useInfiniteQuery } from '@tanstack/react-query';
import type { Input, Output } from '@yibao/shared/contracts';
import { call } from '../../services/call';
import { toServiceError } from '../../services/errors';
import type { Paged } from '../../services/query';

type Row = Output<'refund.queue'>['refunds'][number];

/** The queue of refunds: a page of it is called `refunds`, everything else as any list. */
export function useRefunds(show: Input<'refund.queue'>['show']): Paged<Row> {
  const asked = useInfiniteQuery({
    queryKey: ['refund.queue', show],
    queryFn: ({ pageParam, signal }) =>
      call('refund.queue', pageParam === null ? { show } : { show, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  return {
    rows: asked.data?.pages.flatMap(({ refunds }) => refunds),
    error: asked.error ? toServiceError(asked.error) : null,
    isFetching: asked.isFetching,
    hasMore: asked.hasNextPage,
    more: () => void asked.fetchNextPage(),
    refetch: () => void asked.refetch(),
  };
}
