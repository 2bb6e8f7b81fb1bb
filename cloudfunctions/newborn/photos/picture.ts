import { refusePhoto } from './refusal';

/** What is left of a photograph once everything but the picture itself is taken out. */
export interface Picture {
  /** As it is looked at, upright. */
  widthPx: number;
  heightPx: number;
  content: Uint8Array;
}

/** A file of a few kilobytes can claim to be larger than any memory. */
const maxSidePx = 12_000;
/** A clerk's browser has to hold every pixel of it, four bytes each. */
const maxAreaPx = 40_000_000;

/** @throws ServiceError photo_refused */
export function checkSides(widthPx: number, heightPx: number): void {
  if (widthPx < 1 || heightPx < 1) throw refusePhoto('broken');
  if (widthPx > maxSidePx || heightPx > maxSidePx) throw refusePhoto('tooLong');
  if (widthPx * heightPx > maxAreaPx) throw refusePhoto('tooManyPixels');
}
