import {
  QueryClient,
  useInfiniteQuery,
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Input, MutationName, Output, QueryName } from '@yibao/shared/contracts';
import { call, send } from './call';
import { ServiceError, toServiceError } from './errors';
import { requestIdFor, settleRequest } from './request-ids';

const maxRetries = 2;

/**
 * Nothing is kept of a page that was left (`gcTime: 0`) or taken as still true (`staleTime: 0`);
 * nothing is asked for by itself either, since looks and searches are written down.
 */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        gcTime: 0,
        staleTime: 0,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failures, error) =>
          failures < maxRetries && error instanceof ServiceError && error.code === 'offline',
      },
      mutations: { gcTime: 0, retry: false },
    },
  });

/** Data goes with the first refusal: what was read before it is not shown beside it. */
const unlessRefused = <T>(data: T | undefined, error: ServiceError | null): T | undefined =>
  error && !error.retryable ? undefined : data;

export type Asked<T> = Pick<UseQueryResult<T, ServiceError>, 'isFetching' | 'refetch'> & {
  data: T | undefined;
  error: ServiceError | null;
};

/** Reads something for a component; not before `enabled`. */
export function useAsk<N extends QueryName>(
  name: N,
  input: Input<N>,
  enabled = true,
): Asked<Output<N>> {
  const asked = useQuery<Output<N>, ServiceError>({
    queryKey: [name, input],
    queryFn: ({ signal }) => call(name, input, signal),
    enabled,
  });
  const { error, isFetching, refetch } = asked;
  return { data: unlessRefused(asked.data, error), error, isFetching, refetch };
}

/** Actions whose answer is a page of `rows`. */
type PagedName = {
  [N in QueryName]: Output<N> extends { rows: unknown[]; nextCursor: string | null } ? N : never;
}[QueryName];
type RowOf<N extends PagedName> = Output<N>['rows'][number];

export interface Paged<Row> {
  rows: Row[] | undefined;
  error: ServiceError | null;
  isFetching: boolean;
  hasMore: boolean;
  more: () => void;
  refetch: () => void;
}

/** Reads a list page by page; `input` without its cursor. */
export function usePages<N extends PagedName>(
  name: N,
  input: Omit<Input<N>, 'cursor'>,
  enabled = true,
): Paged<RowOf<N>> {
  const asked = useInfiniteQuery({
    queryKey: [name, input],
    queryFn: ({ pageParam, signal }) =>
      send(name, pageParam === null ? input : { ...input, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Output<N>): string | null => last.nextCursor,
    enabled,
  });
  const error = asked.error ? toServiceError(asked.error) : null;
  const pages = unlessRefused(asked.data?.pages, error);
  return {
    rows: pages?.flatMap((page): RowOf<N>[] => page.rows),
    error,
    isFetching: asked.isFetching,
    hasMore: asked.hasNextPage,
    more: () => void asked.fetchNextPage(),
    refetch: () => void asked.refetch(),
  };
}

/** What a page says; the request's identifier is added here. */
export type ActInput<N extends MutationName> = Omit<Input<N>, 'requestId'>;

async function attempt<N extends MutationName>(name: N, input: ActInput<N>): Promise<Output<N>> {
  const requestId = requestIdFor(name, input);
  try {
    const output = await send(name, { ...input, requestId });
    settleRequest(name, input);
    return output;
  } catch (thrown) {
    const error = toServiceError(thrown);
    // a refusal is an answer; after anything else it may have been done: the retry repeats the id
    if (!error.retryable) settleRequest(name, input);
    throw error;
  }
}

export type Act<N extends MutationName> = UseMutationResult<Output<N>, ServiceError, ActInput<N>>;

/**
 * Does something for a component.
 *
 * @param stale beginnings of the names of what has to be read again afterwards, e.g. `partner.`
 */
export function useAct<N extends MutationName>(name: N, ...stale: string[]): Act<N> {
  const client = useQueryClient();
  return useMutation<Output<N>, ServiceError, ActInput<N>>({
    mutationFn: (input) => attempt(name, input),
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [asked] }) =>
          typeof asked === 'string' && stale.some((each) => asked.startsWith(each)),
      }),
  });
}
