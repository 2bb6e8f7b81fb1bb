import { useCallback, useState } from 'react';
import type { Output } from '@yibao/shared/contracts';
import type { ServiceError } from '@/services/errors';
import { verifyFace } from '@/services/face';
import { useMutation } from '@/services/mutation';
import { useRepeat } from '@/services/query';

export interface OwnFace {
  /** Records the consent, then shows the camera; a browser comes back to `route(verificationId)`. */
  start: (notice: Output<'identity.faceNotice'>) => Promise<void>;
  /** Asks WeChat for the verdict, e.g. when a browser comes back. */
  ask: (verificationId: string) => Promise<void>;
  busy: boolean;
  result: Output<'identity.finishFace'> | undefined;
  error: ServiceError | undefined;
  unsupported: boolean;
}

/** WeChat may need a moment for its verdict. */
const pendingPoll = { intervalMs: 2_000, maxTimes: 15 };

/** The verified person shows their face again, for binding a relative. */
export function useOwnFace(
  route: (verificationId: string) => string,
  onPassed: (verificationId: string) => void,
): OwnFace {
  const agree = useMutation('identity.agreeFaceNotice');
  const open = useMutation('identity.startOwnFace');
  const finish = useMutation('identity.finishFace');
  const [verificationId, setVerificationId] = useState('');
  const [result, setResult] = useState<Output<'identity.finishFace'>>();
  const [unsupported, setUnsupported] = useState(false);

  const { run: runFinish } = finish;
  const ask = useCallback(
    async (id: string) => {
      setVerificationId(id);
      const verdict = await runFinish({ verificationId: id });
      if (!verdict) return;
      setResult(verdict);
      if (verdict.outcome === 'verified') onPassed(id);
    },
    [runFinish, onPassed],
  );
  useRepeat(() => void ask(verificationId), {
    ...pendingPoll,
    active: result?.outcome === 'pending',
  });

  const start = async ({ version, textHash }: Output<'identity.faceNotice'>) => {
    setResult(undefined);
    const consent = await agree.run({ version, textHash });
    if (!consent) return;
    const { consentId } = consent;
    const opened = await open.run({ consentId, purpose: 'mutualAid' });
    if (!opened) return;
    const outcome = await verifyFace(opened.verifyId, route(opened.verificationId));
    setUnsupported(outcome === 'unsupported');
    if (outcome === 'asked') await ask(opened.verificationId);
  };
  return {
    start,
    ask,
    busy: agree.pending || open.pending || finish.pending,
    result,
    error: agree.error ?? open.error ?? finish.error,
    unsupported,
  };
}
