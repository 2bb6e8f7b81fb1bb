import { useCallback } from 'react';
import { useQuery } from '@/services/query';
import type { Named } from '@/services/words';
import type { Refund } from './model/refund-view';

export interface Relations {
  /** Somebody with what they are to the caller. */
  related: <P extends Named & { personId: string }>(person: P) => P;
  /** A refund with everybody of it so. */
  relatedRefund: (refund: Refund) => Refund;
}

/**
 * What everybody is to the caller, by the family list: two of like name are told apart. Until it
 * is known, and for who is no longer of the family, the name stands alone.
 */
export function useRelations(): Relations {
  const { data } = useQuery('identity.listFamily', {});
  const related: Relations['related'] = useCallback(
    (person) => {
      if (data?.self.personId === person.personId) return { ...person, relation: null };
      const member = data?.members.find(({ personId }) => personId === person.personId);
      return { ...person, relation: member?.relation };
    },
    [data],
  );
  const relatedRefund: Relations['relatedRefund'] = useCallback(
    (refund) => ({
      ...refund,
      people: refund.people.map((line) => ({ ...line, person: related(line.person) })),
    }),
    [related],
  );
  return { related, relatedRefund };
}
