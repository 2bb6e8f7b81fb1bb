import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { Input, Output } from '@yibao/shared/contracts';
import { call } from '../../services/call';
import { ServiceError, toServiceError } from '../../services/errors';
import { exportOf, printOf } from './look-files';
import { type LookEvent, nextView, nothing, type View } from './look-state';

/** What is asked for at the moment. */
export type Busy = 'look' | 'next' | 'preview' | 'back' | 'print' | 'export' | null;

export interface Look {
  view: View;
  busy: Busy;
  error: ServiceError | null;
  /** Pieces of the file that have come so far. */
  pieces: number;
  open: (ask: Input<'partner.look'>) => void;
  next: () => void;
  preview: () => void;
  /** From the preview to the list. */
  back: () => void;
  print: () => void;
  exportFile: () => void;
  clear: () => void;
}

/** A look has no request id: asking again is another one. */
const lost = (): ServiceError =>
  new ServiceError({
    code: 'offline',
    message: '没有收到回答。这一次可能已经计数，再查会另算一次',
    retryable: true,
    traceId: '',
  });

/** What is on its way for the look that stands: a new step, or the end, stops the one before. */
function useUnderWay() {
  const current = useRef<AbortController | null>(null);
  const stop = useCallback(() => current.current?.abort(), []);
  const begin = useCallback(() => {
    stop();
    current.current = new AbortController();
    return current.current.signal;
  }, [stop]);
  // leaving the page ends the look
  useEffect(() => stop, [stop]);
  return { begin, stop };
}

/** Steps of a look, one at a time: what is under way, and what the last one failed with. */
function useSteps(dispatch: (event: LookEvent) => void) {
  const [busy, setBusy] = useState<Busy>(null);
  const [error, setError] = useState<ServiceError | null>(null);
  const { begin, stop } = useUnderWay();

  /** Carries a step out; what comes of it is shown, or nothing when it failed for good. */
  const step = async (
    what: Exclude<Busy, null>,
    work: (ended: AbortSignal) => Promise<LookEvent | null>,
  ) => {
    const ended = begin();
    setBusy(what);
    setError(null);
    try {
      const event = await work(ended);
      if (ended.aborted) return;
      if (event) dispatch(event);
    } catch (thrown) {
      if (ended.aborted) return;
      const failed = toServiceError(thrown);
      if (!failed.retryable) dispatch({ type: 'cleared' });
      setError(failed.code === 'offline' ? lost() : failed);
    }
    setBusy(null);
  };

  const clear = useCallback(() => {
    stop();
    dispatch({ type: 'cleared' });
    setBusy(null);
    setError(null);
  }, [stop, dispatch]);

  return { busy, error, step, clear };
}

/**
 * A look with everything that hangs on it. Each step is decided anew by the server; a step that is
 * refused, or that fails for good, leaves nothing on the page. What is still on its way when the
 * look ends is let go: it changes nothing and saves nothing.
 */
export function useLook(): Look {
  const [view, dispatch] = useReducer(nextView, nothing);
  const [pieces, setPieces] = useState(0);
  const { busy, error, step, clear } = useSteps(dispatch);

  const open = (ask: Input<'partner.look'>) => {
    dispatch({ type: 'cleared' });
    const { dataFrom, dataTo } = ask;
    void step('look', async () => {
      const answer = await call('partner.look', ask);
      return { type: 'opened', asked: { dataFrom, dataTo }, answer };
    });
  };

  /** A step that hangs on the look that stands. */
  const goOn = (
    what: Exclude<Busy, null>,
    type: 'turned' | 'previewed' | 'returned',
    lookId: string,
    ask: () => Promise<Output<'partner.look'>>,
  ) => void step(what, async () => ({ type, lookId, answer: await ask() }));

  const next = () => {
    if (view.at !== 'list' || view.answer.nextCursor === null) return;
    const cursor = view.answer.nextCursor;
    goOn('next', 'turned', view.lookId, () => call('partner.next', { cursor }));
  };

  const preview = () => {
    if (view.at !== 'list') return;
    const { lookId } = view;
    goOn('preview', 'previewed', lookId, () => call('partner.preview', { lookId }));
  };

  const back = () => {
    if (view.at !== 'preview') return;
    const { lookId } = view;
    goOn('back', 'returned', lookId, () => call('partner.firstPage', { lookId }));
  };

  const print = () => {
    if (view.at !== 'preview') return;
    const { lookId, answer } = view;
    void step('print', (ended) => printOf(lookId, answer.watermark.lookId, ended));
  };

  const exportFile = () => {
    if (view.at !== 'list' && view.at !== 'preview') return;
    setPieces(0);
    void step('export', (ended) => exportOf(view.lookId, ended, setPieces));
  };

  return { view, busy, error, pieces, open, next, preview, back, print, exportFile, clear };
}
