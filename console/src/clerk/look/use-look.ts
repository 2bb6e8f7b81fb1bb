import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { Input } from '@yibao/shared/contracts';
import { call } from '../../services/call';
import { bytesOf, saveFile } from '../../services/download';
import { ServiceError, toServiceError } from '../../services/errors';
import {
  type LookEvent,
  nextView,
  nothing,
  type Printed,
  type PrintProof,
  type View,
} from './look-state';

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

/** Whether the page was left while something was still on its way. */
function useIsLeft(): { readonly current: boolean } {
  const isLeft = useRef(false);
  useEffect(() => {
    isLeft.current = false;
    return () => {
      isLeft.current = true;
    };
  }, []);
  return isLeft;
}

/** @returns what the print came to; its file has gone to the browser by then */
async function printOf(previewId: string): Promise<LookEvent> {
  const printed = await call('partner.print', { previewId });
  if (printed.decision === 'refused') return { type: 'refused', refused: printed };
  saveFile(printed.fileName, printed.mediaType, bytesOf(printed.content));
  return { type: 'printed', proof: proofOf(printed) };
}

/**
 * Fetches the file piece by piece, each decided anew; a refusal midway means that there is none.
 *
 * @param goesOn told of every piece; false ends it
 */
async function exportOf(
  lookId: string,
  goesOn: (pieces: number) => boolean,
): Promise<LookEvent | null> {
  const texts: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const input = cursor === undefined ? { lookId } : { lookId, cursor };
    const piece = await call('partner.export', input);
    if (piece.decision === 'refused') return { type: 'refused', refused: piece };
    texts.push(piece.text);
    if (!goesOn(texts.length)) return null;
    cursor = piece.nextCursor;
    if (cursor === null) saveFile(piece.fileName, 'text/csv;charset=utf-8', texts.join(''));
  }
  return null;
}

/**
 * A look with everything that hangs on it. Each step is decided anew by the server; a step that is
 * refused, or that fails for good, leaves nothing on the page.
 */
export function useLook(): Look {
  const [view, dispatch] = useReducer(nextView, nothing);
  const [busy, setBusy] = useState<Busy>(null);
  const [error, setError] = useState<ServiceError | null>(null);
  const [pieces, setPieces] = useState(0);
  const isLeft = useIsLeft();

  /** Carries a step out; what comes of it is shown, or nothing when it failed for good. */
  const step = async (what: Exclude<Busy, null>, work: () => Promise<LookEvent | null>) => {
    setBusy(what);
    setError(null);
    try {
      const event = await work();
      if (event) dispatch(event);
    } catch (thrown) {
      const failed = toServiceError(thrown);
      if (!failed.retryable) dispatch({ type: 'cleared' });
      setError(failed.code === 'offline' ? lost() : failed);
    }
    setBusy(null);
  };

  const open = (ask: Input<'partner.look'>) => {
    dispatch({ type: 'cleared' });
    void step('look', async () => ({ type: 'opened', answer: await call('partner.look', ask) }));
  };

  const next = () => {
    const cursor = view.at === 'list' ? view.answer.nextCursor : null;
    if (cursor === null) return;
    void step('next', async () => ({
      type: 'turned',
      answer: await call('partner.next', { cursor }),
    }));
  };

  const preview = () => {
    if (view.at !== 'list') return;
    const { lookId } = view;
    void step('preview', async () => ({
      type: 'previewed',
      answer: await call('partner.preview', { lookId }),
    }));
  };

  const print = () => {
    if (view.at === 'preview') void step('print', () => printOf(view.answer.watermark.lookId));
  };

  const exportFile = () => {
    if (view.at !== 'list' && view.at !== 'preview') return;
    const count = (fetched: number) => {
      setPieces(fetched);
      return !isLeft.current;
    };
    void step('export', () => exportOf(view.lookId, count));
  };

  const clear = useCallback(() => {
    dispatch({ type: 'cleared' });
    setError(null);
  }, []);

  return { view, busy, error, pieces, open, next, preview, print, exportFile, clear };
}
