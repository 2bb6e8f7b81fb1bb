import { useCallback } from 'react';
import type { ServiceError } from '@/services/errors';
import { useMutation } from '@/services/mutation';
import { goAlone } from '@/services/navigate';
import { completed, isSensitive } from '../../model/scope';
import type { Detail } from '../../model/words';
import { draftKeyOf, useScope } from '../../use-scope';

export interface Granting {
  /** With a passed face check, or null after the counter has confirmed. */
  grant: (faceVerificationId: string | null) => Promise<void>;
  /** Everything the law wants ticked is ticked, under the words as they are now. */
  isReady: boolean;
  pending: boolean;
  error: ServiceError | undefined;
}

/** Grants what the person has chosen; then what was granted is on a page with nothing behind it. */
export function useGrant(detail: Detail): Granting {
  const { line, requested, fields, notice } = detail;
  const { consentId } = line;
  const { scope, isTicked, clear } = useScope(draftKeyOf(consentId), requested, requested);
  const { run, pending, error } = useMutation('consent.grant');
  const { version, textHash } = notice;
  const sensitive = isSensitive(scope, fields);
  const isReady =
    isTicked('thirdParty', textHash) && (!sensitive || isTicked('sensitive', textHash));
  const grant = useCallback(
    async (faceVerificationId: string | null) => {
      const granted = await run({
        consentId,
        scope: completed(scope, requested),
        noticeVersion: version,
        noticeHash: textHash,
        separateConsents: { thirdParty: true, sensitive },
        faceVerificationId,
      });
      if (!granted) return;
      clear();
      goAlone('consent', { consentId, done: 1 });
    },
    [run, clear, consentId, scope, requested, version, textHash, sensitive],
  );
  return { grant, isReady, pending, error };
}
