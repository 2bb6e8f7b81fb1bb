import { useCallback } from 'react';
import { useMutation } from '@/services/mutation';
import { useNewest } from '@/services/newest';
import { type Query, useQuery, useRepeat } from '@/services/query';
import type { ServiceError } from '@/services/errors';
import type { ItemKind } from '../../model/answers';
import { type Application, isWaiting } from '../../model/progress';

/** While somebody is at work it is asked again this often, for ten minutes at most. */
const REPEAT = { intervalMs: 4000, maxTimes: 150 };

export interface Watched {
  query: Query<Application>;
  /** What an action of this page failed with. */
  error: ServiceError | undefined;
  busy: boolean;
  /** Resolves with whether it was taken back. */
  withdraw: () => Promise<boolean>;
  sendAgain: (item: ItemKind) => void;
}

/** One application: its latest state, asked again while it is decided, and what one may do. */
export function useApplication(applicationId: string): Watched {
  const query = useQuery('newborn.get', applicationId === '' ? null : { applicationId });
  const withdrawal = useMutation('newborn.withdraw');
  const handOver = useMutation('newborn.sendItemAgain');
  const [data, take] = useNewest(query.data);
  const { reload } = query;
  useRepeat(reload, { ...REPEAT, active: data !== undefined && isWaiting(data.status) });

  const withdraw = useCallback(async () => {
    const taken = await withdrawal.run({ applicationId });
    if (taken) take(taken);
    else reload();
    return taken !== undefined;
  }, [applicationId, reload, take, withdrawal]);
  const sendAgain = useCallback(
    async (item: ItemKind) => {
      const sent = await handOver.run({ applicationId, item });
      if (sent) take(sent);
    },
    [applicationId, handOver, take],
  );
  return {
    query: { ...query, data },
    error: withdrawal.error ?? handOver.error,
    busy: withdrawal.pending || handOver.pending,
    withdraw,
    sendAgain: (item) => void sendAgain(item),
  };
}
