import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { toServiceError } from '@/services/errors';
import { createMutation } from '@/services/mutation';
import { goTo } from '@/services/navigate';
import {
  allDone,
  beginProgress,
  payableIds,
  type Progress,
  registerOneByOne,
  type ToRegister,
} from '../../model/registration';

export interface Registration {
  /** Null until somebody pressed the button. */
  progress: Progress[] | null;
  running: boolean;
  /** Registers everybody who is not yet, and goes on to payment when all went well. */
  start: (people: ToRegister[]) => void;
  /** Tries again whoever failed. */
  retry: () => void;
  /** Goes on to payment with whoever is registered. */
  payForDone: () => void;
  /** Forgets the outcome, e.g. when the page is shown again. */
  reset: () => void;
}

const goToPayment = (progress: Progress[]) =>
  goTo('confirm', { enrollments: payableIds(progress).join(',') });

/** Registers people one by one under one request id each; leaving the page does not undo it. */
export function useRegistration(year: number | undefined): Registration {
  const register = useMemo(() => createMutation('enrollment.register'), []);
  const [progress, setProgress] = useState<Progress[] | null>(null);
  const [running, setRunning] = useState(false);
  const busy = useRef(false);
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);

  const run = useCallback(
    async (from: Progress[]) => {
      if (busy.current || year === undefined) return;
      busy.current = true;
      setRunning(true);
      const end = await registerOneByOne(
        from,
        (personId) => register({ personId, coverageYear: year }),
        (thrown) => toServiceError(thrown).message,
        setProgress,
      );
      busy.current = false;
      setRunning(false);
      if (here.current && allDone(end)) goToPayment(end);
    },
    [register, year],
  );
  return {
    progress,
    running,
    start: (people) => void run(beginProgress(people)),
    retry: () => void run(progress ?? []),
    payForDone: () => goToPayment(progress ?? []),
    reset: useCallback(() => {
      if (!busy.current) setProgress(null);
    }, []),
  };
}
