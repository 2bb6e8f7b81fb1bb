import { type newbornPhotoTypes } from '@yibao/shared/contracts/newborn';
import { refuseField } from '../../lib/dispatcher/input';
import { looksLikeJpeg, readJpeg } from './jpeg';
import { type Picture } from './picture';
import { looksLikePng, readPng } from './png';
import { type PhotoFault, refusePhoto } from './refusal';

export interface JudgedPhoto extends Picture {
  mediaType: (typeof newbornPhotoTypes)[number];
}

/** As large as the contract's base64 can be, in whole megabytes of picture. */
export const maxPhotoBytes = 2 * 1024 * 1024;

/**
 * Judges a photograph by what is in it, whatever it was called, and cleans it: what is stored is
 * the picture alone.
 *
 * @throws ServiceError bad_input for text that is not base64, photo_refused for everything else
 */
export function judgePhoto(contentBase64: string): JudgedPhoto {
  const bytes = Buffer.from(contentBase64, 'base64');
  // the decoder skips what does not belong; only clean base64 comes back as it was
  if (bytes.toString('base64') !== contentBase64) {
    throw refuseField('contentBase64', '照片没有传完整，请重新选择这张照片再传一次');
  }
  if (bytes.length > maxPhotoBytes) throw refusePhoto('tooLarge');
  if (looksLikeJpeg(bytes)) return { mediaType: 'image/jpeg', ...readJpeg(bytes) };
  if (looksLikePng(bytes)) return { mediaType: 'image/png', ...readPng(bytes) };
  throw refusePhoto(whatElse(bytes));
}

/** What people take for a photograph, by how it begins. */
function whatElse(bytes: Buffer): PhotoFault {
  if (bytes.length === 0) return 'empty';
  const head = bytes.subarray(0, 64).toString('latin1');
  if (head.includes('%PDF-')) return 'pdf';
  if (head.startsWith('GIF8')) return 'gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  if (/^.{4}ftyp(hei|hev|mif|msf|avi)/s.test(head)) return 'heic';
  if (head.startsWith('BM')) return 'bmp';
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'tiff';
  if (/^(PK\x03\x04|PK\x05\x06|Rar!|7z\xbc\xaf|\x1f\x8b)/.test(head)) return 'archive';
  if (/^(\xef\xbb\xbf)?\s*</.test(head)) return 'markup';
  return 'unknown';
}
