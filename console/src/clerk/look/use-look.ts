import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { Input } from '@yibao/shared/contracts';
import { call } from '../../services/call';
import { bytesOf, saveFile } from '../../services/download';
import { ServiceError, toServiceError } from '../../services/errors';
import { nextView, nothing, type Printed, type PrintProof, type View } from './look-state';

/** What is asked for at the moment. */
export type Busy = 'look' | 'next' | 'preview' | 'print' | 'export' | null;

export interface Look {
  view: View;
  busy: Busy;
  error: ServiceError | null;
  /** Pieces of the file that have come so far. */
  pieces: number;
  open: (ask: Input<'partner.look'>) => void;
  next: () => void;
  preview: () => void;
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

const proofOf = ({ watermark, fileName, documentSm3, serial, verifyUrl }: Printed): PrintProof => ({
  watermark,
  fileName,
  documentSm3,
  serial,
  verifyUrl,
});

/**
 * A look with everything that hangs on it. Each step is decided anew by the server; a step that is
 * refused, or that fails for good, leaves nothing on the page.
 */
export function useLook(): Look {
  const [view, dispatch] = useReducer(nextView, nothing);
  const [busy, setBusy] = useState<Busy>(null);
  const [error, setError] = useState<ServiceError | null>(null);
  const [pieces, setPieces] = useState(0);
  const isLeft = useRef(false);
  useEffect(() => {
    isLeft.current = false;
    return () => {
      isLeft.current = true;
    };
  }, []);

  const step = useCallback(async (what: Exclude<Busy, null>, work: () => Promise<void>) => {
    setBusy(what);
    setError(null);
    try {
      await work();
    } catch (thrown) {
      const failed = toServiceError(thrown);
      if (!failed.retryable) dispatch({ type: 'cleared' });
      setError(failed.code === 'offline' ? lost() : failed);
    }
    setBusy(null);
  }, []);

  const open = (ask: Input<'partner.look'>) =>
    void step('look', async () => {
      dispatch({ type: 'cleared' });
      dispatch({ type: 'opened', answer: await call('partner.look', ask) });
    });

  const next = () =>
    void step('next', async () => {
      if (view.at !== 'list' || view.answer.nextCursor === null) return;
      const cursor = view.answer.nextCursor;
      dispatch({ type: 'turned', answer: await call('partner.next', { cursor }) });
    });

  const preview = () =>
    void step('preview', async () => {
      if (view.at !== 'list') return;
      const { lookId } = view;
      dispatch({ type: 'previewed', answer: await call('partner.preview', { lookId }) });
    });

  const print = () =>
    void step('print', async () => {
      if (view.at !== 'preview') return;
      const previewId = view.answer.watermark.lookId;
      const printed = await call('partner.print', { previewId });
      if (printed.decision === 'refused') {
        dispatch({ type: 'refused', refused: printed });
        return;
      }
      saveFile(printed.fileName, printed.mediaType, bytesOf(printed.content));
      dispatch({ type: 'printed', proof: proofOf(printed) });
    });

  const exportFile = () =>
    void step('export', async () => {
      if (view.at !== 'list' && view.at !== 'preview') return;
      const { lookId } = view;
      setPieces(0);
      const texts: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const input = cursor === undefined ? { lookId } : { lookId, cursor };
        const piece = await call('partner.export', input);
        if (isLeft.current) return;
        if (piece.decision === 'refused') {
          dispatch({ type: 'refused', refused: piece });
          return;
        }
        texts.push(piece.text);
        setPieces(texts.length);
        cursor = piece.nextCursor;
        if (cursor === null) saveFile(piece.fileName, 'text/csv;charset=utf-8', texts.join(''));
      }
    });

  const clear = useCallback(() => {
    dispatch({ type: 'cleared' });
    setError(null);
  }, []);

  return { view, busy, error, pieces, open, next, preview, print, exportFile, clear };
}
