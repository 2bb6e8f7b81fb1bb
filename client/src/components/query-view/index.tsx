import type { ReactNode } from 'react';
import type { Query } from '@/services/query';
import { ErrorNotice, ErrorState } from '../error-state';
import { Skeleton, type SkeletonShape } from '../skeleton';

interface QueryViewProps<T> {
  query: Query<T>;
  shape?: SkeletonShape;
  children: (data: T) => ReactNode;
}

/**
 * What a query has to say: a skeleton while it is under way, the failure with 重试, the way to log
 * in or to verify where that is missing, or the answer. An answer stays when a reload fails.
 */
export function QueryView<T>({ query, shape = 'list', children }: QueryViewProps<T>) {
  const { data, error, reload } = query;
  if (data !== undefined) {
    return (
      <>
        <ErrorNotice error={error} />
        {children(data)}
      </>
    );
  }
  if (error) return <ErrorState error={error} onRetry={reload} />;
  return <Skeleton shape={shape} />;
}
