import { useCallback, useEffect, useRef, useState } from 'react';
import { useRouter } from '@tarojs/taro';
import type { Output } from '@yibao/shared/contracts';
import type { Draft } from '@/services/draft';
import type { ServiceError } from '@/services/errors';
import { verifyFace } from '@/services/face';
import { useMutation } from '@/services/mutation';
import { idParam, replaceWith, routeTo } from '@/services/navigate';
import { useRepeat } from '@/services/query';
import type { ClaimedIdentity } from '../../parts/claimed-identity';

export interface FaceCheck {
  start: () => void;
  /** Something is under way: presses are ignored. */
  busy: boolean;
  /** The camera part is over and WeChat is asked for the result. */
  checking: boolean;
  result: Output<'identity.finishFace'> | undefined;
  error: ServiceError | undefined;
  unsupported: boolean;
}

/** WeChat may need a moment for its verdict. */
const PENDING_POLL = { intervalMs: 2_000, maxTimes: 15 };

/** Opens the check, and asks for the verdict when it is over; a browser comes back in between. */
export function useFaceCheck(
  draft: Draft,
  claimed: ClaimedIdentity,
  onVerified: () => void,
): FaceCheck {
  const returned = idParam(useRouter().params, 'verificationId');
  const open = useMutation('identity.startFace');
  const finish = useMutation('identity.finishFace');
  const [verificationId, setVerificationId] = useState(returned);
  const [result, setResult] = useState<Output<'identity.finishFace'>>();
  const [unsupported, setUnsupported] = useState(false);
  const [leaving, setLeaving] = useState(false);

  const { run: runFinish } = finish;
  const { clear } = draft;
  const askVerdict = useCallback(
    async (id: string) => {
      const verdict = await runFinish({ verificationId: id });
      if (!verdict) return;
      setResult(verdict);
      if (verdict.outcome !== 'verified') return;
      clear();
      onVerified();
    },
    [runFinish, clear, onVerified],
  );

  useEffect(() => {
    if (process.env.TARO_ENV !== 'h5') return undefined;
    // The browser may bring this page back exactly as it was left: then nobody is leaving any more.
    const stay = () => setLeaving(false);
    window.addEventListener('pageshow', stay);
    return () => window.removeEventListener('pageshow', stay);
  }, []);

  const askedOnReturn = useRef(false);
  useEffect(() => {
    if (returned === '' || askedOnReturn.current) return;
    askedOnReturn.current = true;
    void askVerdict(returned);
  }, [returned, askVerdict]);

  useRepeat(() => void askVerdict(verificationId), {
    ...PENDING_POLL,
    active: result?.outcome === 'pending',
  });

  const start = async () => {
    const consentId = draft.values.consentId;
    if (!consentId) {
      replaceWith('verify', { step: 'notice' });
      return;
    }
    const opened = await open.run({ consentId, ...claimed });
    if (!opened) return;
    setVerificationId(opened.verificationId);
    setResult(undefined);
    const back = routeTo('verify', { step: 'face', verificationId: opened.verificationId });
    const outcome = await verifyFace(opened.verifyId, back);
    setUnsupported(outcome === 'unsupported');
    setLeaving(outcome === 'left');
    if (outcome === 'asked') await askVerdict(opened.verificationId);
  };

  return {
    start: () => void start(),
    busy: open.pending || finish.pending || leaving,
    checking: finish.pending,
    result,
    error: open.error ?? finish.error,
    unsupported,
  };
}
