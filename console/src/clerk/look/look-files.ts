/** The files that hang on a look. Once the look has ended none of them reaches the browser. */
import { call } from '../../services/call';
import { bytesOf, saveFile } from '../../services/download';
import type { LookEvent, Printed, PrintProof } from './look-state';

const proofOf = ({ watermark, fileName, documentSm3, serial, verifyUrl }: Printed): PrintProof => ({
  watermark,
  fileName,
  documentSm3,
  serial,
  verifyUrl,
});

/**
 * @param lookId the look that the previewed paper belongs to
 * @param previewId of the preview itself
 * @param ended aborted once the look has ended; a file that comes later is let go
 * @returns what the print came to, its file has gone to the browser by then; null once ended
 */
export async function printOf(
  lookId: string,
  previewId: string,
  ended: AbortSignal,
): Promise<LookEvent | null> {
  const printed = await call('partner.print', { previewId });
  if (ended.aborted) return null;
  if (printed.decision === 'refused') return { type: 'refused', lookId, refused: printed };
  saveFile(printed.fileName, printed.mediaType, bytesOf(printed.content));
  return { type: 'printed', lookId, proof: proofOf(printed) };
}

/**
 * Fetches the file piece by piece, each decided anew; a refusal midway means that there is none.
 *
 * @param ended aborted once the look has ended: no further piece is asked for, nothing is saved
 * @param onPiece told after every piece how many there are
 * @returns the refusal, or null
 */
export async function exportOf(
  lookId: string,
  ended: AbortSignal,
  onPiece: (pieces: number) => void,
): Promise<LookEvent | null> {
  const texts: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const input = cursor === undefined ? { lookId } : { lookId, cursor };
    const piece = await call('partner.export', input);
    if (ended.aborted) return null;
    if (piece.decision === 'refused') return { type: 'refused', lookId, refused: piece };
    texts.push(piece.text);
    onPiece(texts.length);
    cursor = piece.nextCursor;
    if (cursor === null) saveFile(piece.fileName, 'text/csv;charset=utf-8', texts.join(''));
  }
  return null;
}
