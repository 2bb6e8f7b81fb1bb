import { useCallback, useEffect, useRef, useState } from 'react';
import { useRouter } from '@tarojs/taro';
import type { Input, Output } from '@yibao/shared/contracts';
import type { ServiceError } from './errors';
import { verifyFace } from './face';
import { useMutation } from './mutation';
import { idParam } from './navigate';
import { useRepeat } from './query';

type FaceNotice = Output<'identity.faceNotice'>;

export interface OwnFace {
  /** Records the consent to the notice, then shows the camera. */
  start: (notice: FaceNotice) => Promise<void>;
  busy: boolean;
  result: Output<'identity.finishFace'> | undefined;
  error: ServiceError | undefined;
  /** This phone, or this document, cannot do it: offer the other way. */
  unsupported: boolean;
}

interface OwnFaceOptions {
  purpose: Input<'identity.startOwnFace'>['purpose'];
  /** Where a browser comes back to; its address names the check as `verificationId`. */
  route: (verificationId: string) => string;
  onPassed: (verificationId: string) => void;
}

/** WeChat may need a moment for its verdict. */
const pendingPoll = { intervalMs: 2_000, maxTimes: 15 };

/** The verified person shows their face again, for a purpose. */
export function useOwnFace({ purpose, route, onPassed }: OwnFaceOptions): OwnFace {
  const returned = idParam(useRouter().params, 'verificationId');
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

  const askedOnReturn = useRef(false);
  useEffect(() => {
    if (returned === '' || askedOnReturn.current) return;
    askedOnReturn.current = true;
    void ask(returned);
  }, [returned, ask]);

  const start = async ({ version, textHash }: FaceNotice) => {
    setResult(undefined);
    const consent = await agree.run({ version, textHash });
    if (!consent) return;
    const opened = await open.run({ consentId: consent.consentId, purpose });
    if (!opened) return;
    const outcome = await verifyFace(opened.verifyId, route(opened.verificationId));
    setUnsupported(outcome === 'unsupported');
    if (outcome === 'asked') await ask(opened.verificationId);
  };
  return {
    start,
    busy: agree.pending || open.pending || finish.pending,
    result,
    error: agree.error ?? open.error ?? finish.error,
    unsupported: unsupported || open.error?.code === 'face_unsupported',
  };
}
